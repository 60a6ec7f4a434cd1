package job

import (
	"fmt"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// mostMovingTerms bounds the underlyings whose vega takes two worlds of its own. Each world is a plan.
const mostMovingTerms = 8

// volatility refuses what is not estimated with a variance that moves.
func (c *checker) volatility() {
	moves := func(of *pricerv1.Underlying) bool { return of.GetHeston() != nil }
	if !slices.ContainsFunc(c.job.GetUnderlyings(), moves) {
		return
	}
	c.stepsOfVariances()
	c.movingTerms()
	for k, position := range c.job.GetPositions() {
		if c.full() {
			return
		}
		if of := position.GetDigital(); of != nil && c.certain(of.GetUnderlying()) &&
			c.asks(pricerv1.Greek_GREEK_DELTA, pricerv1.Greek_GREEK_RHO, pricerv1.Greek_GREEK_GAMMA) {
			c.noDensity("a digital", of.GetUnderlying(), "positions[%d].digital.underlying", k)
		}
		if of := position.GetBarrier(); of != nil && !of.GetContinuous() && c.certain(of.GetUnderlying()) &&
			c.asks(pricerv1.Greek_GREEK_DELTA, pricerv1.Greek_GREEK_GAMMA) {
			c.noDensity("a barrier on dates", of.GetUnderlying(), "positions[%d].barrier.underlying", k)
		}
		if of := position.GetBermudan(); of != nil && c.certain(of.GetUnderlying()) &&
			c.asks(pricerv1.Greek_GREEK_GAMMA) {
			c.noDensity("an early exercise", of.GetUnderlying(), "positions[%d].bermudan.underlying", k)
		}
	}
}

// moves is whether the variance of an underlying does.
func (c *checker) moves(underlying uint32) bool {
	return int(underlying) < len(c.job.GetUnderlyings()) && moves(c.job, underlying)
}

// movingTerms bounds the vegas of baskets with several variances that move.
func (c *checker) movingTerms() {
	asked := slices.Index(c.job.GetGreeks(), pricerv1.Greek_GREEK_VEGA)
	if asked < 0 {
		return
	}
	apart := map[uint32]bool{}
	for _, position := range c.job.GetPositions() {
		var moving []uint32
		for _, term := range position.GetBasket().GetTerms() {
			if c.moves(term.GetUnderlying()) {
				moving = append(moving, term.GetUnderlying())
			}
		}
		if len(moving) > 1 {
			for _, underlying := range moving {
				apart[underlying] = true
			}
		}
	}
	if len(apart) > mostMovingTerms {
		const tooMany = "vega of baskets with several underlyings that have heston: " +
			"these may be at most %d in all, not %d"
		c.wrong(fmt.Sprintf(tooMany, mostMovingTerms, len(apart)), "greeks[%d]", asked)
	}
}

// certain is whether a price has no noise that is independent of its variance: it has no density given that.
func (c *checker) certain(underlying uint32) bool {
	if !c.moves(underlying) {
		return false
	}
	rho := c.job.GetUnderlyings()[underlying].GetHeston().GetCorrelation()
	return rho == 1 || rho == -1
}

// asks is whether the job asks for one of the greeks.
func (c *checker) asks(greeks ...pricerv1.Greek) bool {
	return slices.ContainsFunc(c.job.GetGreeks(), func(asked pricerv1.Greek) bool {
		return slices.Contains(greeks, asked)
	})
}

func (c *checker) noDensity(what string, underlying uint32, field string, indices ...any) {
	const none = "greeks of %s need a price that is not certain given its variance, " +
		"and underlyings[%d] has a correlation of 1 or -1"
	c.wrong(fmt.Sprintf(none, what, underlying), field, indices...)
}

// stepsOfVariances finds the first step that is too long. For theta, steps are longer in one of the worlds.
func (c *checker) stepsOfVariances() {
	longer := 0.0
	if slices.Contains(c.job.GetGreeks(), pricerv1.Greek_GREEK_THETA) {
		longer = Stretch
	}
	start := 0.0
	for k, end := range c.job.GetTimes() {
		for i, of := range c.job.GetUnderlyings() {
			length := end - start
			if of.GetHeston() != nil && !shortEnough(of.GetHeston(), length+float64(longer*length)) {
				c.wrong(fmt.Sprintf("the step that ends here is too long for underlyings[%d].heston: divide it", i),
					"times[%d]", k)
				return
			}
		}
		start = end
	}
}
