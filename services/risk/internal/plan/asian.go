package plan

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// asian is written on one underlying and pays on the average of its fixings.
type asian struct{ option *riskv1.AsianOption }

func (a asian) check(c *checker, path string) {
	c.underlying(a.option.GetUnderlying(), "%sasian.underlying", path)
	c.fixings(a.option, path+"asian.")
}

func (a asian) underlyings() []string { return []string{a.option.GetUnderlying()} }

func (a asian) dates() []float64 { return fixings(a.option) }

func (a asian) plan(position *pricerv1.Position, known *resolver) {
	planned := &pricerv1.Asian{
		Underlying: known.underlyings[a.option.GetUnderlying()],
		Type:       optionTypes[a.option.GetType()],
		Averaging:  averagings[a.option.GetAveraging()],
		Schedule:   known.schedules.index(a.dates()),
	}
	if fixed, ok := a.option.GetStrikeKind().(*riskv1.AsianOption_Strike); ok {
		planned.Strike = &fixed.Strike
	}
	position.Payoff = &pricerv1.Position_Asian{Asian: planned}
}

func (a asian) estimator(greek riskv1.Greek) riskv1.Estimator {
	return onSeveral(greek, a.option.GetFloatingStrike())
}

var averagings = map[riskv1.Averaging]pricerv1.Averaging{
	riskv1.Averaging_AVERAGING_ARITHMETIC: pricerv1.Averaging_AVERAGING_ARITHMETIC,
	riskv1.Averaging_AVERAGING_GEOMETRIC:  pricerv1.Averaging_AVERAGING_GEOMETRIC,
}
