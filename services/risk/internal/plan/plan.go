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
	// PositionIDs are the positions' ids, in the order of the sums.
	PositionIDs []string
	// Greeks are those asked for, in the order of the sums.
	Greeks []riskv1.Greek
	// Stop says when it is done.
	Stop Stop
}

// New plans the valuation of a checked portfolio.
func New(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec) (*Plan, error) {
	grid := newGrid(portfolio)
	job := &pricerv1.Job{
		Seed:  spec.GetSeed(),
		Times: grid.times,
		Rate:  portfolio.GetRate(),
	}
	underlyings := make(map[string]uint32, len(portfolio.GetUnderlyings()))
	for i, u := range portfolio.GetUnderlyings() {
		underlyings[u.GetId()] = uint32(i)
		job.Underlyings = append(job.Underlyings, &pricerv1.Underlying{
			Spot: u.GetSpot(), DividendYield: u.GetDividendYield(), Volatility: u.GetVolatility(),
		})
	}
	factor, fault := cholesky(portfolio.GetCorrelation())
	if fault != nil {
		return nil, fmt.Errorf("plan of an unchecked portfolio: %s", fault.description)
	}
	job.CorrelationFactor = factor

	p := &Plan{Job: job, Greeks: slices.Clone(spec.GetGreeks()), Stop: newStop(spec)}
	schedules := scheduleTable{grid: grid, known: map[string]uint32{}}
	for _, position := range portfolio.GetPositions() {
		planned, err := planPosition(position, underlyings, &schedules)
		if err != nil {
			return nil, err
		}
		job.Positions = append(job.Positions, planned)
		p.PositionIDs = append(p.PositionIDs, position.GetId())
	}
	job.Schedules = schedules.list
	for _, greek := range spec.GetGreeks() {
		planned, ok := greeks[greek]
		if !ok {
			return nil, fmt.Errorf("no engine knows the greek %v", greek)
		}
		job.Greeks = append(job.Greeks, planned)
	}
	return p, nil
}

// Width is how many sums a block has: the total, and per position its price and its greeks.
func (p *Plan) Width() int { return 1 + len(p.Job.GetPositions())*(1+len(p.Job.GetGreeks())) }

var greeks = map[riskv1.Greek]pricerv1.Greek{
	riskv1.Greek_GREEK_DELTA: pricerv1.Greek_GREEK_DELTA,
	riskv1.Greek_GREEK_VEGA:  pricerv1.Greek_GREEK_VEGA,
	riskv1.Greek_GREEK_RHO:   pricerv1.Greek_GREEK_RHO,
}

var optionTypes = map[riskv1.OptionType]pricerv1.OptionType{
	riskv1.OptionType_OPTION_TYPE_CALL: pricerv1.OptionType_OPTION_TYPE_CALL,
	riskv1.OptionType_OPTION_TYPE_PUT:  pricerv1.OptionType_OPTION_TYPE_PUT,
}

var averagings = map[riskv1.Averaging]pricerv1.Averaging{
	riskv1.Averaging_AVERAGING_ARITHMETIC: pricerv1.Averaging_AVERAGING_ARITHMETIC,
	riskv1.Averaging_AVERAGING_GEOMETRIC:  pricerv1.Averaging_AVERAGING_GEOMETRIC,
}

// planPosition resolves the names and dates of one position.
func planPosition(
	position *riskv1.Position,
	underlyings map[string]uint32,
	schedules *scheduleTable,
) (*pricerv1.Position, error) {
	planned := &pricerv1.Position{Quantity: position.GetQuantity()}
	switch kind := position.GetInstrument().GetKind().(type) {
	case *riskv1.Instrument_European:
		planned.Payoff = &pricerv1.Position_European{European: &pricerv1.European{
			Underlying: underlyings[kind.European.GetUnderlying()],
			Type:       optionTypes[kind.European.GetType()],
			Strike:     kind.European.GetStrike(),
			Step:       schedules.grid.steps[kind.European.GetExpiryYears()],
		}}
	case *riskv1.Instrument_Asian:
		asian := &pricerv1.Asian{
			Underlying: underlyings[kind.Asian.GetUnderlying()],
			Type:       optionTypes[kind.Asian.GetType()],
			Averaging:  averagings[kind.Asian.GetAveraging()],
			Schedule:   schedules.index(fixings(kind.Asian)),
		}
		if fixed, ok := kind.Asian.GetStrikeKind().(*riskv1.AsianOption_Strike); ok {
			asian.Strike = &fixed.Strike
		}
		planned.Payoff = &pricerv1.Position_Asian{Asian: asian}
	default:
		return nil, fmt.Errorf("position %q is of a kind that no engine knows", position.GetId())
	}
	return planned, nil
}

// blocks rounds paths up to whole blocks.
func blocks(paths int64) uint64 {
	return (uint64(paths) + merge.PathsPerBlock - 1) / merge.PathsPerBlock
}
