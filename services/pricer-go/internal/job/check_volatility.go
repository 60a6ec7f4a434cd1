package job

import (
	"fmt"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// ofConstantVolatility is the greeks whose estimators need a price that is lognormal.
var ofConstantVolatility = map[pricerv1.Greek]string{
	pricerv1.Greek_GREEK_VEGA: "vega", pricerv1.Greek_GREEK_GAMMA: "gamma", pricerv1.Greek_GREEK_THETA: "theta",
}

// volatility refuses what is not estimated with a variance that moves.
func (c *checker) volatility() {
	moves := func(of *pricerv1.Underlying) bool { return of.GetHeston() != nil }
	first := slices.IndexFunc(c.job.GetUnderlyings(), moves)
	if first < 0 {
		return
	}
	c.stepsOfVariances()
	for k, greek := range c.job.GetGreeks() {
		if what, ok := ofConstantVolatility[greek]; ok {
			c.needsConstantVolatility(what, first, "greeks[%d]", k)
		}
	}
	if c.job.GetAntithetic() {
		c.needsConstantVolatility("mirroring a path", first, "antithetic")
	}
	for k, position := range c.job.GetPositions() {
		if c.full() {
			return
		}
		if of := position.GetDigital(); of != nil && len(c.job.GetGreeks()) > 0 {
			c.constant(of.GetUnderlying(), "a greek of a digital", "positions[%d].digital.underlying", k)
		}
		if of := position.GetBarrier(); of != nil {
			c.constant(of.GetUnderlying(), "a barrier", "positions[%d].barrier.underlying", k)
		}
		if of := position.GetBermudan(); of != nil {
			c.constant(of.GetUnderlying(), "exercising early", "positions[%d].bermudan.underlying", k)
		}
	}
}

// constant checks that the variance of an underlying does not move.
func (c *checker) constant(underlying uint32, what, field string, indices ...any) {
	all := c.job.GetUnderlyings()
	if i := int(underlying); i < len(all) && all[i].GetHeston() != nil {
		c.needsConstantVolatility(what, i, field, indices...)
	}
}

func (c *checker) needsConstantVolatility(what string, underlying int, field string, indices ...any) {
	c.wrong(fmt.Sprintf("%s needs a constant volatility, and underlyings[%d] has heston", what, underlying),
		field, indices...)
}

// stepsOfVariances finds the first step that is too long.
func (c *checker) stepsOfVariances() {
	start := 0.0
	for k, end := range c.job.GetTimes() {
		for i, of := range c.job.GetUnderlyings() {
			if of.GetHeston() != nil && !shortEnough(of.GetHeston(), end-start) {
				c.wrong(fmt.Sprintf("the step that ends here is too long for underlyings[%d].heston: divide it", i),
					"times[%d]", k)
				return
			}
		}
		start = end
	}
}
