package plan

import (
	"fmt"
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
)

// MaxScenarios is how many a loss distribution may have: all are kept, eight bytes each.
const MaxScenarios = 1 << 20

// ProfitAndLoss is what a run needs to know of a loss distribution beside its job.
type ProfitAndLoss struct {
	// Drifts are those of the underlyings until the horizon, in their order.
	Drifts []float64
	// Levels are the confidence levels, in the order asked for.
	Levels []float64
	// Blocks is how many there are of scenarios. A run takes them twice: for the losses, then for their tails.
	Blocks uint64
}

// profitAndLoss checks what a loss distribution asks of its specification and of its portfolio.
func (c *checker) profitAndLoss(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec) {
	asked := spec.GetProfitAndLoss()
	c.lossSpec(spec)
	for _, u := range portfolio.GetUnderlyings() {
		c.underlyings[u.GetId()] = true
	}
	listed := map[string]bool{}
	for i, drift := range asked.GetDrifts() {
		c.underlying(drift.GetUnderlying(), "profit_and_loss.drifts[%d].underlying", i)
		if listed[drift.GetUnderlying()] {
			c.add(fmt.Sprintf("another drift is that of %q", drift.GetUnderlying()),
				"profit_and_loss.drifts[%d].underlying", i)
		}
		listed[drift.GetUnderlying()] = true
	}
	c.lossPositions(portfolio, asked.GetHorizonYears())
}

// lossSpec checks what needs no portfolio.
func (c *checker) lossSpec(spec *riskv1.ValuationSpec) {
	if spec.GetTarget() != nil {
		c.add("a loss distribution has no target; set `paths`, the number of its scenarios", "target")
	} else if spec.GetPaths() > MaxScenarios {
		c.add(fmt.Sprintf("a loss distribution may have %d scenarios, not %d", MaxScenarios, spec.GetPaths()), "paths")
	}
	if len(spec.GetGreeks()) > 0 {
		c.add("a loss distribution has no greeks; value the portfolio without `profit_and_loss` for them", "greeks")
	}
	if spec.GetAntithetic() {
		c.add("the scenarios of a loss distribution are not mirrored", "antithetic")
	}
	if spec.GetControlVariates() {
		c.add("a loss distribution is of what each scenario loses, which nothing corrects", "control_variates")
	}
	if spec.GetSampling() != riskv1.Sampling_SAMPLING_UNSPECIFIED {
		c.add("the scenarios of a loss distribution are of pseudo-random numbers", "sampling")
	}
}

// lossPositions checks that each position has a closed form at the horizon.
func (c *checker) lossPositions(portfolio *riskv1.Portfolio, horizon float64) {
	c.date(horizon)
	for _, position := range portfolio.GetPositions() {
		expiry, closed := closedForm(position.GetInstrument())
		switch {
		case !closed:
			c.add(fmt.Sprintf("position %q is neither European nor digital and has no closed form", position.GetId()),
				"profit_and_loss")
		case expiry < horizon:
			c.add(fmt.Sprintf("position %q expires before, in %v years", position.GetId(), expiry),
				"profit_and_loss.horizon_years")
		default:
			c.date(expiry)
		}
	}
	if len(c.dates) > MaxDates {
		c.add(fmt.Sprintf("the horizon and the expiries together may be %d dates, but are more", MaxDates),
			"profit_and_loss.horizon_years")
	}
}

// closedForm is when an instrument expires, in years, if engines value it in closed form.
func closedForm(message *riskv1.Instrument) (expiry float64, closed bool) {
	switch kind := message.GetKind().(type) {
	case *riskv1.Instrument_European:
		return kind.European.GetExpiryYears(), true
	case *riskv1.Instrument_Digital:
		return kind.Digital.GetExpiryYears(), true
	default:
		return 0, false
	}
}

// newProfitAndLoss is nil where no loss distribution is asked for.
func newProfitAndLoss(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec) *ProfitAndLoss {
	asked := spec.GetProfitAndLoss()
	if asked == nil {
		return nil
	}
	listed := map[string]float64{}
	for _, drift := range asked.GetDrifts() {
		listed[drift.GetUnderlying()] = drift.GetRate()
	}
	p := &ProfitAndLoss{Levels: slices.Clone(asked.GetConfidenceLevels()), Blocks: blocks(spec.GetPaths())}
	for _, u := range portfolio.GetUnderlyings() {
		drift, given := listed[u.GetId()]
		if !given {
			drift = portfolio.GetRate() - u.GetDividendYield()
		}
		p.Drifts = append(p.Drifts, drift)
	}
	return p
}

// Scenarios is how many there are.
func (p *ProfitAndLoss) Scenarios() int { return int(p.Blocks) * merge.PathsPerBlock }
