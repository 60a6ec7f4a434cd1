package job

import (
	"fmt"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// moves is whether the variance of an underlying moves.
func (c *checker) moves(underlying uint32) bool {
	all := c.job.GetUnderlyings()
	return int(underlying) < len(all) && all[underlying].GetHeston() != nil
}

// volatility refuses what is not estimated with a variance that moves.
func (c *checker) volatility() {
	first := slices.IndexFunc(c.job.GetUnderlyings(), func(of *pricerv1.Underlying) bool { return of.GetHeston() != nil })
	if first < 0 {
		return
	}
	c.stepsOfVariances()
	if k := slices.Index(c.job.GetGreeks(), pricerv1.Greek_GREEK_VEGA); k >= 0 {
		c.needsConstantVolatility("vega", first, "greeks[%d]", k)
	}
	if c.job.GetAntithetic() {
		c.needsConstantVolatility("mirroring a path", first, "antithetic")
	}
	for k, position := range c.job.GetPositions() {
		if c.full() {
			return
		}
		if of := position.GetDigital(); of != nil && len(c.job.GetGreeks()) > 0 && c.moves(of.GetUnderlying()) {
			c.needsConstantVolatility("a greek of a digital", int(of.GetUnderlying()), "positions[%d].digital.underlying", k)
		}
		if of := position.GetBarrier(); of != nil && c.moves(of.GetUnderlying()) {
			c.needsConstantVolatility("a barrier", int(of.GetUnderlying()), "positions[%d].barrier.underlying", k)
		}
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
