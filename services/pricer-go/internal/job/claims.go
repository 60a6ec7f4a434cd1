package job

import (
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// claims compiles positions of a checked job, and notes what they need.
type claims struct {
	job        *pricerv1.Job
	quantities *quantities
	baskets    baskets
	barriers   barriers
	bermudans  map[string]int
	averaged   map[averageKey]*averages
}

// option is what every payoff has.
type option interface{ GetType() pricerv1.OptionType }

func (c *claims) claim(position *pricerv1.Position) Claim {
	var (
		made   Claim
		of     option
		expiry uint32
	)
	switch payoff := position.GetPayoff().(type) {
	case *pricerv1.Position_European:
		of, expiry = payoff.European, payoff.European.GetStep()
		made = c.european(payoff.European)
	case *pricerv1.Position_Asian:
		of, expiry = payoff.Asian, c.last(payoff.Asian.GetSchedule())
		made = c.asian(payoff.Asian)
	case *pricerv1.Position_Digital:
		of, expiry = payoff.Digital, payoff.Digital.GetStep()
		made = c.onPrice(payoff.Digital.GetUnderlying(), expiry, payoff.Digital.GetStrike())
		made.Digital = c.digital(payoff.Digital)
	case *pricerv1.Position_Lookback:
		of, expiry = payoff.Lookback, c.last(payoff.Lookback.GetSchedule())
		made = c.lookback(payoff.Lookback)
	case *pricerv1.Position_Basket:
		of, expiry = payoff.Basket, payoff.Basket.GetStep()
		made = Claim{Strike: payoff.Basket.GetStrike(), Floating: fixed, Motion: none, Fall: Fall{Motion: none}}
		made.Long, made.Basket = c.baskets.find(c.job, payoff.Basket, c.quantities)
	case *pricerv1.Position_Barrier:
		of, expiry = payoff.Barrier, c.last(payoff.Barrier.GetSchedule())
		barrier := c.barriers.find(payoff.Barrier, discount(c.job.GetRate(), c.quantities.time(expiry)), c.quantities)
		made = c.onPrice(payoff.Barrier.GetUnderlying(), expiry, payoff.Barrier.GetStrike())
		made.Barrier = barrier
	case *pricerv1.Position_Bermudan:
		of, expiry = payoff.Bermudan, c.last(payoff.Bermudan.GetSchedule())
		made.Bermudan = &Bermudan{Paid: c.bermudan(payoff.Bermudan)}
	}
	made.Quantity, made.Sign = position.GetQuantity(), sign(of)
	made.Expiry = c.quantities.time(expiry)
	made.Rate = c.job.GetRate()
	made.Discount = discount(made.Rate, made.Expiry)
	if made.Digital != nil {
		made.Digital.Cash *= made.Discount
	}
	made.Control = c.control(position, &made)
	return made
}

// sign is 1 for a call, -1 for a put.
func sign(of option) float64 {
	if of.GetType() == pricerv1.OptionType_OPTION_TYPE_PUT {
		return -1
	}
	return 1
}

// discount is that of a payment at a time, in years.
func discount(rate, time float64) float64 { return lanes.Exp(-float64(rate * time)) }

// on is a claim on a quantity of an underlying.
func (c *claims) on(underlying uint32, long Quantity, strike float64) Claim {
	return Claim{
		Long: long, Strike: strike, Floating: fixed, Spot: c.spot(underlying),
		Motion: none, Fall: Fall{Motion: none}, LongPart: all, FloatingPart: all,
	}
}

// onPrice is a claim on an underlying's price at a step.
func (c *claims) onPrice(underlying, step uint32, strike float64) Claim {
	return c.on(underlying, c.quantities.price(underlying, step), strike)
}

func (c *claims) european(european *pricerv1.European) Claim {
	made := c.onPrice(european.GetUnderlying(), european.GetStep(), european.GetStrike())
	if c.asks(pricerv1.Greek_GREEK_GAMMA) && !c.moves(european.GetUnderlying()) {
		volatility := c.job.GetUnderlyings()[european.GetUnderlying()].GetVolatility()
		made.Motion = c.quantities.motion(european.GetUnderlying(), european.GetStep())
		made.Score = scoreOf(made.Spot, volatility, c.quantities.time(european.GetStep()))
	}
	c.passing(&made, european.GetUnderlying(), european.GetStep())
	return made
}

// scoreOf is W / (spot volatility time) - 1 / spot: the coefficients of 1 and W, and 0.
func scoreOf(spot, volatility, time float64) [3]float64 {
	return [3]float64{-(1 / spot), 1 / float64(float64(spot*volatility)*time)}
}

func (c *claims) asian(asian *pricerv1.Asian) Claim {
	geometric := asian.GetAveraging() == pricerv1.Averaging_AVERAGING_GEOMETRIC
	steps := c.steps(asian.GetSchedule())
	part := partOfAverage(geometric, steps, c.spot(asian.GetUnderlying()))
	average := c.quantities.average(asian.GetUnderlying(), asian.GetSchedule(), geometric)
	return c.onSeveral(asian.GetUnderlying(), steps, average, part, asian.Strike)
}

// lookback: a call gains from the highest price over a fixed strike, but from the lowest as the strike itself.
func (c *claims) lookback(lookback *pricerv1.Lookback) Claim {
	put := lookback.GetType() == pricerv1.OptionType_OPTION_TYPE_PUT
	highest := (lookback.Strike != nil) != put
	steps := c.steps(lookback.GetSchedule())
	part := partOfExtreme(highest, steps, c.spot(lookback.GetUnderlying()))
	extreme := c.quantities.extreme(lookback.GetUnderlying(), lookback.GetSchedule(), highest)
	return c.onSeveral(lookback.GetUnderlying(), steps, extreme, part, lookback.Strike)
}

// onSeveral is a claim on a quantity of several prices against a strike, or where that is nil on the last price against
// the quantity.
func (c *claims) onSeveral(underlying uint32, steps []uint32, quantity Quantity, part Part, strike *float64) Claim {
	var made Claim
	if strike != nil {
		made = c.on(underlying, quantity, *strike)
		made.LongPart = part
	} else {
		made = c.onPrice(underlying, steps[len(steps)-1], 0)
		made.Floating, made.FloatingPart = quantity, part
	}
	first := steps[0]
	if first == 0 {
		first = steps[1]
	}
	c.passing(&made, underlying, first)
	return made
}

// passing adds what theta needs of a claim that looks at the underlying from the step on.
func (c *claims) passing(made *Claim, underlying, first uint32) {
	if c.asks(pricerv1.Greek_GREEK_THETA) && !c.moves(underlying) {
		made.Fall = c.quantities.fall(underlying, first)
	}
}

// moves is whether the variance of an underlying does.
func (c *claims) moves(underlying uint32) bool { return moves(c.job, underlying) }

func moves(job *pricerv1.Job, underlying uint32) bool {
	return job.GetUnderlyings()[underlying].GetHeston() != nil
}

func (c *claims) asks(greek pricerv1.Greek) bool { return slices.Contains(c.job.GetGreeks(), greek) }

// digital is without the discount of what it pays.
func (c *claims) digital(digital *pricerv1.Digital) *Digital {
	made := &Digital{Asset: digital.Cash == nil, Cash: digital.GetCash(), Motion: none, Bend: none}
	if len(c.job.GetGreeks()) == 0 {
		return made
	}
	if c.moves(digital.GetUnderlying()) {
		c.moving(digital, made)
		return made
	}
	underlying := c.job.GetUnderlyings()[digital.GetUnderlying()]
	spot, volatility, expiry := underlying.GetSpot(), underlying.GetVolatility(), c.quantities.time(digital.GetStep())
	fall := c.quantities.fall(digital.GetUnderlying(), digital.GetStep())
	delta, vega := 1/(spot*volatility*expiry), 1/(volatility*expiry)
	made.Motion, made.Bend = fall.Motion, fall.Motion
	made.Delta = [3]float64{0, delta, 0}
	made.Vega = [3]float64{-(1 / volatility), -1, vega}
	made.Rho = [3]float64{-expiry, 1 / volatility, 0}
	made.Gamma = gammaScore(spot, volatility, expiry)
	made.Theta = thetaScore(c.job.GetRate(), fall.Line[0], volatility, expiry)
	return made
}

// moving is what the greeks of a digital on a price whose variance moves are of.
func (c *claims) moving(digital *pricerv1.Digital, made *Digital) {
	if !c.asks(pricerv1.Greek_GREEK_DELTA) && !c.asks(pricerv1.Greek_GREEK_RHO) && !c.asks(pricerv1.Greek_GREEK_GAMMA) {
		return
	}
	density := c.quantities.density(digital.GetUnderlying(), digital.GetStep())
	spot, expiry := c.spot(digital.GetUnderlying()), c.quantities.time(digital.GetStep())
	made.Motion, made.Bend = density.Score, density.Bend
	made.Delta = [3]float64{0, 1 / spot, 0}
	made.Rho = [3]float64{-expiry, expiry, 0}
	made.Gamma = [3]float64{0, 1 / float64(spot*spot), 0}
}

// gammaScore is (W^2 / time - 1) / (spot^2 volatility^2 time) - W / (spot^2 volatility time): the coefficients of 1, W
// and W^2.
func gammaScore(spot, volatility, time float64) [3]float64 {
	delta := 1 / float64(float64(spot*volatility)*time)
	return [3]float64{-(delta / float64(spot*volatility)), -(delta / spot), float64(delta * delta)}
}

// thetaScore is rate - (W^2 / time - 1) / (2 time) - drift W / (volatility time), in the same way.
func thetaScore(rate, drift, volatility, time float64) [3]float64 {
	return [3]float64{
		rate + 0.5/time, -float64(drift * (1 / float64(volatility*time))), -(0.5 / float64(time*time)),
	}
}

func (c *claims) spot(underlying uint32) float64 { return c.job.GetUnderlyings()[underlying].GetSpot() }

func (c *claims) steps(schedule uint32) []uint32 { return c.job.GetSchedules()[schedule].GetSteps() }

// last is the last step of a schedule.
func (c *claims) last(schedule uint32) uint32 {
	steps := c.steps(schedule)
	return steps[len(steps)-1]
}
