// Package plan turns a portfolio into a job for the engines: names become indices, dates a grid that all underlyings
// share, the correlation matrix its Cholesky factor. It also checks what the schema cannot say; Check must have found
// nothing before New.
//
// A plan is a pure function of the portfolio and the valuation's specification, to the bit, on every platform.
package plan

import (
	"fmt"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
)

// Plan is what a run needs to know.
type Plan struct {
	// Job goes to the engines.
	Job *pricerv1.Job
	// Positions are read from the sums in this order.
	Positions []Position
	// Greeks are those asked for, in the order of the sums.
	Greeks []riskv1.Greek
	// Stop says when it is done.
	Stop Stop
	// ProfitAndLoss is set where a loss distribution is asked for: the first date of the job is then the horizon.
	ProfitAndLoss *ProfitAndLoss
}

// New plans the valuation of a checked portfolio by a specification that is checked against it.
func New(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec) (*Plan, error) {
	if unfit := CheckSpec(portfolio, spec, ""); len(unfit) > 0 {
		return nil, fmt.Errorf("plan of an unchecked specification: %s: %s", unfit[0].Field, unfit[0].Description)
	}
	var dates []float64
	if asked := spec.GetProfitAndLoss(); asked != nil {
		dates = append(dates, asked.GetHorizonYears())
	}
	grid := newGrid(portfolio, dates...)
	sampling, ok := samplings[spec.GetSampling()]
	if !ok {
		return nil, fmt.Errorf("no engine knows the sampling %v", spec.GetSampling())
	}
	job := &pricerv1.Job{
		Seed:            spec.GetSeed(),
		Times:           grid.times,
		Rate:            portfolio.GetRate(),
		Antithetic:      spec.GetAntithetic(),
		ControlVariates: spec.GetControlVariates(),
		Sampling:        sampling,
	}
	underlyings := make(map[string]uint32, len(portfolio.GetUnderlyings()))
	for i, u := range portfolio.GetUnderlyings() {
		underlyings[u.GetId()] = uint32(i)
		job.Underlyings = append(job.Underlyings, &pricerv1.Underlying{
			Spot: u.GetSpot(), DividendYield: u.GetDividendYield(), Volatility: u.GetVolatility(), Heston: heston(u),
		})
	}
	factor, fault := cholesky(portfolio.GetCorrelation())
	if fault != nil {
		return nil, fmt.Errorf("plan of an unchecked portfolio: %s", fault.description)
	}
	job.CorrelationFactor = factor

	p := &Plan{
		Job: job, Greeks: slices.Clone(spec.GetGreeks()), Stop: newStop(spec),
		ProfitAndLoss: newProfitAndLoss(portfolio, spec),
	}
	known := &resolver{
		underlyings: underlyings, grid: grid, schedules: scheduleTable{grid: grid, known: map[string]uint32{}},
	}
	moving := moving(portfolio)
	for _, position := range portfolio.GetPositions() {
		held := instrumentOf(position.GetInstrument())
		if held == nil {
			return nil, fmt.Errorf("position %q is of a kind that no engine knows", position.GetId())
		}
		planned := &pricerv1.Position{Quantity: position.GetQuantity()}
		held.plan(planned, known)
		job.Positions = append(job.Positions, planned)
		p.Positions = append(p.Positions, Position{
			ID: position.GetId(), Underlyings: held.underlyings(), Estimator: estimatorOf(held, moving),
		})
	}
	job.Schedules = known.schedules.list
	for _, greek := range spec.GetGreeks() {
		planned, ok := greeks[greek]
		if !ok {
			return nil, fmt.Errorf("no engine knows the greek %v", greek)
		}
		job.Greeks = append(job.Greeks, planned)
	}
	return p, nil
}

var greeks = map[riskv1.Greek]pricerv1.Greek{
	riskv1.Greek_GREEK_DELTA: pricerv1.Greek_GREEK_DELTA,
	riskv1.Greek_GREEK_VEGA:  pricerv1.Greek_GREEK_VEGA,
	riskv1.Greek_GREEK_RHO:   pricerv1.Greek_GREEK_RHO,
	riskv1.Greek_GREEK_GAMMA: pricerv1.Greek_GREEK_GAMMA,
	riskv1.Greek_GREEK_THETA: pricerv1.Greek_GREEK_THETA,
}

// blocks rounds paths up to whole blocks.
func blocks(paths int64) uint64 {
	return (uint64(paths) + merge.PathsPerBlock - 1) / merge.PathsPerBlock
}
