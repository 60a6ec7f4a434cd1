package plan

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// american is written on one underlying and may be exercised on several dates.
type american struct{ option *riskv1.AmericanOption }

func (a american) check(c *checker, path string) {
	c.underlying(a.option.GetUnderlying(), "%samerican.underlying", path)
	dates := c.ascending(a.option, "exercises", path+"american.")
	if len(dates) > 0 && dates[0] == 0 {
		const today = "the first date must be after 0: what exercising today is worth needs no simulation"
		if a.option.GetEven() != nil {
			c.add(today, "%samerican.even.first_years", path)
		} else {
			c.add(today, "%samerican.listed.years[0]", path)
		}
	}
	if c.moving[a.option.GetUnderlying()] && len(dates) > 0 {
		c.exercised = append(c.exercised, dates[len(dates)-1])
	} else {
		c.exercises += len(dates)
	}
}

func (a american) underlyings() []string { return []string{a.option.GetUnderlying()} }

func (a american) dates() []float64 { return fixings(a.option) }

// estimator: with the policy held fixed, each path has the derivative of what it pays at its exercise.
func (american) estimator(greek riskv1.Greek) riskv1.Estimator {
	return continuous(greek, riskv1.Estimator_ESTIMATOR_PATHWISE_LIKELIHOOD_RATIO)
}

// plan leaves the policy to the engines.
func (a american) plan(position *pricerv1.Position, known *resolver) {
	position.Payoff = &pricerv1.Position_Bermudan{Bermudan: &pricerv1.Bermudan{
		Underlying: known.underlyings[a.option.GetUnderlying()],
		Type:       optionTypes[a.option.GetType()],
		Strike:     a.option.GetStrike(),
		Schedule:   known.schedules.index(a.dates()),
	}}
}
