package plan

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// european is written on one underlying and pays on its price at expiry.
type european struct{ option *riskv1.EuropeanOption }

func (e european) check(c *checker, path string) {
	c.underlying(e.option.GetUnderlying(), "%seuropean.underlying", path)
	c.date(e.option.GetExpiryYears())
}

func (e european) underlyings() []string { return []string{e.option.GetUnderlying()} }

func (e european) dates() []float64 { return []float64{e.option.GetExpiryYears()} }

func (e european) plan(position *pricerv1.Position, known *resolver) {
	position.Payoff = &pricerv1.Position_European{European: &pricerv1.European{
		Underlying: known.underlyings[e.option.GetUnderlying()],
		Type:       optionTypes[e.option.GetType()],
		Strike:     e.option.GetStrike(),
		Step:       known.grid.steps[e.option.GetExpiryYears()],
	}}
}

func (european) estimator(greek riskv1.Greek) riskv1.Estimator {
	return continuous(greek, riskv1.Estimator_ESTIMATOR_PATHWISE_LIKELIHOOD_RATIO)
}
