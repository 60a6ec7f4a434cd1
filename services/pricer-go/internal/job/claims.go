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
	if c.asks(pricerv1.Greek_GREEK_GAMMA) {
		volatility := c.job.GetUnderlyings()[european.GetUnderlying()].GetVolatility()
		made.Motion = c.quantities.motion(european.GetUnderlying(), european.GetStep())
		made.Score = [3]float64{
			-(1 / made.Spot), 1 / float64(float64(made.Spot*volatility)*c.quantities.time(european.GetStep())),
		}
	}
	c.passing(&made, european.GetUnderlying(), european.GetStep())
	return made
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
	if c.asks(pricerv1.Greek_GREEK_THETA) {
		made.Fall = c.quantities.fall(underlying, first)
	}
}

func (c *claims) asks(greek pricerv1.Greek) bool { return slices.Contains(c.job.GetGreeks(), greek) }

// digital is without the discount of what it pays.
func (c *claims) digital(digital *pricerv1.Digital) *Digital {
	made := &Digital{Asset: digital.Cash == nil, Cash: digital.GetCash(), Motion: none}
	if len(c.job.GetGreeks()) == 0 {
		return made
	}
	underlying := c.job.GetUnderlyings()[digital.GetUnderlying()]
	spot, volatility, expiry := underlying.GetSpot(), underlying.GetVolatility(), c.quantities.time(digital.GetStep())
	fall := c.quantities.fall(digital.GetUnderlying(), digital.GetStep())
	delta, vega := 1/(spot*volatility*expiry), 1/(volatility*expiry)
	made.Motion = fall.Motion
	made.Delta = [3]float64{0, delta, 0}
	made.Vega = [3]float64{-(1 / volatility), -1, vega}
	made.Rho = [3]float64{-expiry, 1 / volatility, 0}
	made.Gamma = [3]float64{-(delta / (spot * volatility)), -(delta / spot), delta * delta}
	made.Theta = [3]float64{c.job.GetRate() + 0.5/expiry, -(fall.Line[0] * vega), -(0.5 / (expiry * expiry))}
	return made
}

func (c *claims) spot(underlying uint32) float64 { return c.job.GetUnderlyings()[underlying].GetSpot() }

func (c *claims) steps(schedule uint32) []uint32 { return c.job.GetSchedules()[schedule].GetSteps() }

// last is the last step of a schedule.
func (c *claims) last(schedule uint32) uint32 {
	steps := c.steps(schedule)
	return steps[len(steps)-1]
}
