package plan

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// lookback is written on one underlying and pays on the highest or the lowest of its fixings.
type lookback struct{ option *riskv1.LookbackOption }

func (l lookback) check(c *checker, path string) {
	c.underlying(l.option.GetUnderlying(), "%slookback.underlying", path)
	c.fixings(l.option, path+"lookback.")
}

func (l lookback) underlyings() []string { return []string{l.option.GetUnderlying()} }

func (l lookback) dates() []float64 { return fixings(l.option) }

func (l lookback) plan(position *pricerv1.Position, known *resolver) {
	planned := &pricerv1.Lookback{
		Underlying: known.underlyings[l.option.GetUnderlying()],
		Type:       optionTypes[l.option.GetType()],
		Schedule:   known.schedules.index(l.dates()),
	}
	if fixed, ok := l.option.GetStrikeKind().(*riskv1.LookbackOption_Strike); ok {
		planned.Strike = &fixed.Strike
	}
	position.Payoff = &pricerv1.Position_Lookback{Lookback: planned}
}

func (l lookback) estimator(greek riskv1.Greek) riskv1.Estimator {
	return onSeveral(greek, l.option.GetFloatingStrike())
}
