package job

import (
	"fmt"
	"math"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// horizon is the step of the horizon.
const horizon = 1

// Revaluation is a request for losses, compiled.
type Revaluation struct {
	// Plan is how the underlyings move to the horizon, and the prices and motions there. It has no claims.
	Plan *Plan
	// Holdings are what is held, in the job's order.
	Holdings []Holding
	// Tails are those whose sums are asked for. Without any, the losses are.
	Tails []Tail
	// Value is what the holdings are worth today.
	Value float64
}

// Tail is the scenarios that lose a threshold or more.
type Tail struct {
	// Threshold is the loss beyond which a scenario counts once.
	Threshold float64
	// Weight is how much one counts that loses just as much.
	Weight float64
}

// CompileRevaluation compiles a request that keeps the constraints of its schema. The error is INVALID_ARGUMENT with
// what is wrong beyond the schema, as of Compile, and what has no closed form; at most 16 violations.
func CompileRevaluation(request *pricerv1.RevalueRequest) (*Revaluation, error) {
	job := request.GetJob()
	violations := append(check(job, complete), beyond(job, request.GetDrifts())...)
	if len(violations) > 0 {
		return nil, errs.Invalid(violations[:min(len(violations), mostViolations)]...)
	}
	market := realWorld(job, request.GetDrifts())
	quantities := newQuantities(market, 0)
	made := &Revaluation{Holdings: make([]Holding, 0, len(job.GetPositions()))}
	for _, position := range job.GetPositions() {
		held := newHeld(job, position)
		now := held.now()
		made.Value = math.FMA(position.GetQuantity(), now, made.Value)
		holding := Holding{
			Quantity: position.GetQuantity(), Now: now,
			Price:  int(quantities.price(held.underlying, horizon)),
			Motion: quantities.motion(held.underlying, horizon),
		}
		if life := held.life(); life > 0 {
			holding.Living = held.living(quantities.centre(held.underlying, horizon), life)
		} else {
			holding.Expiring = &held.Expiring
		}
		made.Holdings = append(made.Holdings, holding)
	}
	for _, tail := range request.GetTails() {
		made.Tails = append(made.Tails, Tail{Threshold: tail.GetThreshold(), Weight: tail.GetWeight()})
	}
	made.Plan = &Plan{
		Key:         lanes.Key{uint32(job.GetSeed()), uint32(job.GetSeed() >> 32)},
		Underlyings: len(job.GetUnderlyings()),
		Initial:     quantities.initial,
	}
	quantities.observe(&made.Plan.Walk)
	travel(market, &made.Plan.Walk)
	return made, nil
}

// Series is how many sums a block has where tails are asked for.
func (r *Revaluation) Series() int { return len(r.Tails) * len(r.Holdings) }

// Bytes is about how many it takes.
func (r *Revaluation) Bytes() int { return r.Plan.Bytes() + size(r.Holdings) + size(r.Tails) }

// realWorld is the job whose underlyings grow as they do in the real world. There is no rate, so that the drifts are
// what they are to the bit.
func realWorld(job *pricerv1.Job, drifts []float64) *pricerv1.Job {
	market := &pricerv1.Job{Times: job.GetTimes(), CorrelationFactor: job.GetCorrelationFactor()}
	for i, of := range job.GetUnderlyings() {
		drift := job.GetRate() - of.GetDividendYield()
		if len(drifts) > 0 {
			drift = drifts[i]
		}
		market.Underlyings = append(market.Underlyings, &pricerv1.Underlying{
			Spot: of.GetSpot(), Volatility: of.GetVolatility(), DividendYield: -drift,
		})
	}
	return market
}

// beyond is what a job may have, but not where its losses are asked for.
func beyond(job *pricerv1.Job, drifts []float64) []errs.Violation {
	var found []errs.Violation
	wrong := func(field, description string) {
		found = append(found, errs.Violation{Field: field, Description: description})
	}
	if len(job.GetGreeks()) > 0 {
		wrong("job.greeks", "must be empty: losses have none")
	}
	if job.GetAntithetic() {
		wrong("job.antithetic", "must not be set: the losses of single scenarios are asked for")
	}
	if job.GetControlVariates() {
		wrong("job.control_variates", "must not be set: the losses of single scenarios are asked for")
	}
	if job.GetSampling() != pricerv1.Sampling_SAMPLING_UNSPECIFIED {
		wrong("job.sampling", "must not be set: the losses of single scenarios are asked for")
	}
	for i, of := range job.GetUnderlyings() {
		if of.GetHeston() != nil {
			wrong(fmt.Sprintf("job.underlyings[%d].heston", i), "must not be set: losses need a constant volatility")
			break
		}
	}
	for i, position := range job.GetPositions() {
		switch position.GetPayoff().(type) {
		case nil, *pricerv1.Position_European, *pricerv1.Position_Digital:
			continue
		default:
		}
		wrong(fmt.Sprintf("job.positions[%d].payoff", i), "must be european or digital: others have no closed form")
		if len(found) >= mostViolations {
			return found
		}
	}
	if n := len(job.GetUnderlyings()); len(drifts) != 0 && len(drifts) != n {
		wrong("drifts", fmt.Sprintf("must be empty or have %d entries, one per underlying, not %d", n, len(drifts)))
	}
	return found
}
