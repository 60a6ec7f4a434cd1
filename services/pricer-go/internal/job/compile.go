package job

import (
	"math"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// Compile compiles a job that keeps the constraints of its schema. The error is INVALID_ARGUMENT with what is wrong
// beyond the schema: order within lists, and indices that lead nowhere; at most 16 violations.
func Compile(job *pricerv1.Job) (*Plan, error) {
	if violations := check(job); len(violations) > 0 {
		return nil, errs.Invalid(violations...)
	}
	plan := &Plan{
		Key:         lanes.Key{uint32(job.GetSeed()), uint32(job.GetSeed() >> 32)},
		Underlyings: len(job.GetUnderlyings()),
	}
	derivatives := 0
	for _, greek := range job.GetGreeks() {
		switch greek {
		case pricerv1.Greek_GREEK_DELTA:
			plan.Greeks = append(plan.Greeks, Delta)
		case pricerv1.Greek_GREEK_VEGA:
			plan.Greeks = append(plan.Greeks, Vega)
			derivatives++
		case pricerv1.Greek_GREEK_RHO:
			plan.Greeks = append(plan.Greeks, Rho)
			derivatives++
		case pricerv1.Greek_GREEK_UNSPECIFIED: // refused by the schema
		}
	}
	if plan.Asks(Vega) {
		plan.VegaSlot = 1
	}
	if plan.Asks(Rho) {
		plan.RhoSlot = plan.VegaSlot + 1
	}

	quantities := newQuantities(job, derivatives)
	plan.Claims = make([]Claim, 0, len(job.GetPositions()))
	for _, position := range job.GetPositions() {
		plan.Claims = append(plan.Claims, claim(job, position, quantities))
	}
	plan.Initial, plan.Finishes = quantities.initial, quantities.finishes
	quantities.observe(&plan.Walk)
	move(job, &plan.Walk)
	return plan, nil
}

func claim(job *pricerv1.Job, position *pricerv1.Position, quantities *quantities) Claim {
	made := Claim{Quantity: position.GetQuantity(), Sign: 1, Floating: fixed}
	var (
		underlying, last uint32
		optionType       pricerv1.OptionType
	)
	if european := position.GetEuropean(); european != nil {
		underlying, last, optionType = european.GetUnderlying(), european.GetStep(), european.GetType()
		made.Long, made.Strike = quantities.price(underlying, last), european.GetStrike()
	} else {
		asian := position.GetAsian()
		steps := job.GetSchedules()[asian.GetSchedule()].GetSteps()
		underlying, last, optionType = asian.GetUnderlying(), steps[len(steps)-1], asian.GetType()
		average := quantities.average(underlying, asian.GetSchedule(),
			asian.GetAveraging() == pricerv1.Averaging_AVERAGING_GEOMETRIC)
		if asian.Strike != nil {
			made.Long, made.Strike = average, asian.GetStrike()
		} else {
			made.Long, made.Floating = quantities.price(underlying, last), average
		}
	}
	if optionType == pricerv1.OptionType_OPTION_TYPE_PUT {
		made.Sign = -1
	}
	made.Expiry = quantities.time(last)
	made.Discount = lanes.Exp(-float64(job.GetRate() * made.Expiry))
	made.Spot = job.GetUnderlyings()[underlying].GetSpot()
	return made
}

// move says how the underlyings move to where they are observed.
func move(job *pricerv1.Job, walk *Walk) {
	lastSteps := make([]int, len(job.GetUnderlyings()))
	for i := range walk.Observations {
		lastSteps[walk.Observations[i].Underlying] = walk.Observations[i].Step
	}
	all := movers(job, walk)
	ends := slices.DeleteFunc(slices.Clone(lastSteps), func(step int) bool { return step == 0 })
	slices.Sort(ends)
	next := 1
	for _, end := range slices.Compact(ends) {
		phase := Phase{Steps: Span{next, end + 1}}
		moving := slices.DeleteFunc(slices.Clone(all), func(one Mover) bool { return lastSteps[one.Underlying] < end })
		var factors []int
		for i := range moving {
			for _, loading := range walk.LoadingsOf(&moving[i]) {
				factors = append(factors, loading.Factor)
			}
		}
		slices.Sort(factors)
		phase.Movers = add(&walk.Movers, moving)
		phase.Factors = add(&walk.Factors, slices.Compact(factors))
		walk.Phases = append(walk.Phases, phase)
		next = end + 1
	}
	start := 0.0
	for _, end := range job.GetTimes() {
		walk.RootLengths = append(walk.RootLengths, math.Sqrt(end-start))
		start = end
	}
}

// movers is every underlying with its row of the correlation factor; zeros are left out, for they add nothing.
func movers(job *pricerv1.Job, walk *Walk) []Mover {
	all := make([]Mover, 0, len(job.GetUnderlyings()))
	row := job.GetCorrelationFactor()
	for i := range job.GetUnderlyings() {
		loadings := []Loading{{Factor: i, Weight: 1}}
		if len(job.GetCorrelationFactor()) > 0 {
			loadings = loadings[:0]
			for factor, weight := range row[:i+1] {
				if weight != 0 {
					loadings = append(loadings, Loading{factor, weight})
				}
			}
			row = row[i+1:]
		}
		all = append(all, Mover{Underlying: i, Loadings: add(&walk.Loadings, loadings)})
	}
	return all
}
