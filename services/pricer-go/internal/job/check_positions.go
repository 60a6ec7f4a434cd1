package job

import (
	"fmt"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// mostTerms bounds those of all baskets. Each may have a price of its own, its motion and three greeks; so many keep
// what a thread works on below 160 MiB and a block's sums below 4 MiB, which is the largest message that callers take
// unless told otherwise.
const mostTerms = 50_000

// mostLooks bounds how often all barriers are looked at. Each look has a record of its own, of more than a hundred
// bytes, and takes an exponential. So many keep a plan below 64 MiB.
const mostLooks = 262_144

// totals are of all positions together.
func (c *checker) totals() {
	terms := 0
	for _, position := range c.job.GetPositions() {
		terms += len(position.GetBasket().GetTerms())
	}
	if terms > mostTerms {
		c.wrong(fmt.Sprintf("their baskets must have at most %d terms in all, not %d", mostTerms, terms), "positions")
	}
	looks := 0
	for _, position := range c.job.GetPositions() {
		looks += c.looks(position.GetBarrier())
	}
	if looks > mostLooks {
		const tooMany = "the schedules of their barriers must have at most %d steps in all, not %d"
		c.wrong(fmt.Sprintf(tooMany, mostLooks, looks), "positions")
	}
	c.exercises()
}

func (c *checker) positions() {
	c.totals()
	for i, position := range c.job.GetPositions() {
		if c.full() {
			return
		}
		switch payoff := position.GetPayoff().(type) {
		case *pricerv1.Position_European:
			c.underlying(payoff.European.GetUnderlying(), "positions[%d].european.underlying", i)
			c.step(payoff.European.GetStep(), "positions[%d].european.step", i)
		case *pricerv1.Position_Asian:
			c.underlying(payoff.Asian.GetUnderlying(), "positions[%d].asian.underlying", i)
			c.schedule(payoff.Asian.GetSchedule(), "positions[%d].asian.schedule", i)
		case *pricerv1.Position_Digital:
			c.underlying(payoff.Digital.GetUnderlying(), "positions[%d].digital.underlying", i)
			c.step(payoff.Digital.GetStep(), "positions[%d].digital.step", i)
		case *pricerv1.Position_Lookback:
			c.underlying(payoff.Lookback.GetUnderlying(), "positions[%d].lookback.underlying", i)
			c.schedule(payoff.Lookback.GetSchedule(), "positions[%d].lookback.schedule", i)
		case *pricerv1.Position_Basket:
			c.terms(payoff.Basket, i)
			c.step(payoff.Basket.GetStep(), "positions[%d].basket.step", i)
		case *pricerv1.Position_Barrier:
			c.underlying(payoff.Barrier.GetUnderlying(), "positions[%d].barrier.underlying", i)
			c.schedule(payoff.Barrier.GetSchedule(), "positions[%d].barrier.schedule", i)
			c.watched(payoff.Barrier, i)
		case *pricerv1.Position_Bermudan:
			c.underlying(payoff.Bermudan.GetUnderlying(), "positions[%d].bermudan.underlying", i)
			c.schedule(payoff.Bermudan.GetSchedule(), "positions[%d].bermudan.schedule", i)
			c.policy(payoff.Bermudan, i)
		default:
			c.wrong("is required", "positions[%d].payoff", i)
		}
	}
}

func (c *checker) terms(basket *pricerv1.Basket, i int) {
	if len(basket.GetTerms()) == 0 {
		c.wrong("must not be empty", "positions[%d].basket.terms", i)
	}
	met := make(map[uint32]bool, len(basket.GetTerms()))
	for k, term := range basket.GetTerms() {
		c.underlying(term.GetUnderlying(), "positions[%d].basket.terms[%d].underlying", i, k)
		if met[term.GetUnderlying()] {
			c.wrong("another term of the basket has this underlying", "positions[%d].basket.terms[%d].underlying", i, k)
		}
		met[term.GetUnderlying()] = true
	}
}

// stepsOf are those at which a barrier is looked at.
func (c *checker) stepsOf(barrier *pricerv1.Barrier) []uint32 {
	if schedules := c.job.GetSchedules(); barrier != nil && int(barrier.GetSchedule()) < len(schedules) {
		return schedules[barrier.GetSchedule()].GetSteps()
	}
	return nil
}

// looks is how often a barrier is looked at. Where it is watched all the time and the variance moves, that is in each
// step of the grid.
func (c *checker) looks(barrier *pricerv1.Barrier) int {
	steps := c.stepsOf(barrier)
	if barrier.GetContinuous() && c.moves(barrier.GetUnderlying()) && len(steps) > 0 {
		return int(steps[len(steps)-1])
	}
	return len(steps)
}

// watched: otherwise nobody would know whether the price was beyond the barrier before the first step.
func (c *checker) watched(barrier *pricerv1.Barrier, i int) {
	if steps := c.stepsOf(barrier); barrier.GetContinuous() && len(steps) > 0 && steps[0] != 0 {
		c.wrong("must begin with step 0, for the barrier is watched from now on", "positions[%d].barrier.schedule", i)
	}
}

func (c *checker) underlying(index uint32, field string, indices ...any) {
	if n := len(c.job.GetUnderlyings()); int(index) >= n {
		c.wrong(fmt.Sprintf("there is no such underlying; the job has %d", n), field, indices...)
	}
}

func (c *checker) schedule(index uint32, field string, i int) {
	if n := len(c.job.GetSchedules()); int(index) >= n {
		c.wrong(fmt.Sprintf("there is no such schedule; the job has %d", n), field, i)
	}
}

func (c *checker) step(step uint32, field string, i int) {
	switch {
	case step == 0:
		c.wrong("must be 1 or later", field, i)
	case !c.hasStep(step):
		c.wrong(c.beyondGrid(), field, i)
	}
}
