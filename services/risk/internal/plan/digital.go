package plan

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// digital is written on one underlying and pays all or nothing. Its payoff jumps, so the derivative along a path is 0
// almost everywhere and says nothing of the price's.
type digital struct{ option *riskv1.DigitalOption }

func (d digital) check(c *checker, path string) {
	c.underlying(d.option.GetUnderlying(), "%sdigital.underlying", path)
	c.date(d.option.GetExpiryYears())
}

func (d digital) underlyings() []string { return []string{d.option.GetUnderlying()} }

func (d digital) dates() []float64 { return []float64{d.option.GetExpiryYears()} }

func (d digital) plan(position *pricerv1.Position, known *resolver) {
	planned := &pricerv1.Digital{
		Underlying: known.underlyings[d.option.GetUnderlying()],
		Type:       optionTypes[d.option.GetType()],
		Strike:     d.option.GetStrike(),
		Step:       known.grid.steps[d.option.GetExpiryYears()],
	}
	if pays, ok := d.option.GetPays().(*riskv1.DigitalOption_Cash); ok {
		planned.Cash = &pays.Cash
	}
	position.Payoff = &pricerv1.Position_Digital{Digital: planned}
}

func (digital) estimator(riskv1.Greek) riskv1.Estimator {
	return riskv1.Estimator_ESTIMATOR_LIKELIHOOD_RATIO
}
