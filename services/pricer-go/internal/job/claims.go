package job

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// claims compiles positions of a checked job, and notes what they need.
type claims struct {
	job        *pricerv1.Job
	quantities *quantities
	baskets    baskets
	barriers   barriers
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
		made = c.onPrice(payoff.European.GetUnderlying(), expiry, payoff.European.GetStrike())
	case *pricerv1.Position_Asian:
		of, expiry = payoff.Asian, c.last(payoff.Asian.GetSchedule())
		made = c.asian(payoff.Asian, expiry)
	case *pricerv1.Position_Digital:
		of, expiry = payoff.Digital, payoff.Digital.GetStep()
		made = c.onPrice(payoff.Digital.GetUnderlying(), expiry, payoff.Digital.GetStrike())
		made.Digital = c.digital(payoff.Digital)
	case *pricerv1.Position_Lookback:
		of, expiry = payoff.Lookback, c.last(payoff.Lookback.GetSchedule())
		made = c.lookback(payoff.Lookback, expiry)
	case *pricerv1.Position_Basket:
		of, expiry = payoff.Basket, payoff.Basket.GetStep()
		made = Claim{Strike: payoff.Basket.GetStrike(), Floating: fixed}
		made.Long, made.Basket = c.baskets.find(c.job, payoff.Basket, c.quantities)
	case *pricerv1.Position_Barrier:
		of, expiry = payoff.Barrier, c.last(payoff.Barrier.GetSchedule())
		barrier := c.barriers.find(payoff.Barrier, discount(c.job.GetRate(), c.quantities.time(expiry)), c.quantities)
		made = c.onPrice(payoff.Barrier.GetUnderlying(), expiry, payoff.Barrier.GetStrike())
		made.Barrier = barrier
	}
	made.Quantity, made.Sign = position.GetQuantity(), 1
	if of.GetType() == pricerv1.OptionType_OPTION_TYPE_PUT {
		made.Sign = -1
	}
	made.Expiry = c.quantities.time(expiry)
	made.Discount = discount(c.job.GetRate(), made.Expiry)
	if made.Digital != nil {
		made.Digital.Cash *= made.Discount
	}
	return made
}

// discount is that of a payment at a time, in years.
func discount(rate, time float64) float64 { return lanes.Exp(-float64(rate * time)) }

// onPrice is a claim on an underlying's price at a step.
func (c *claims) onPrice(underlying, step uint32, strike float64) Claim {
	return Claim{
		Long: c.quantities.price(underlying, step), Strike: strike, Floating: fixed, Spot: c.spot(underlying),
	}
}

func (c *claims) asian(asian *pricerv1.Asian, last uint32) Claim {
	geometric := asian.GetAveraging() == pricerv1.Averaging_AVERAGING_GEOMETRIC
	average := c.quantities.average(asian.GetUnderlying(), asian.GetSchedule(), geometric)
	if asian.Strike != nil {
		return Claim{Long: average, Strike: asian.GetStrike(), Floating: fixed, Spot: c.spot(asian.GetUnderlying())}
	}
	made := c.onPrice(asian.GetUnderlying(), last, 0)
	made.Floating = average
	return made
}

// lookback: a call gains from the highest price over a fixed strike, but from the lowest as the strike itself.
func (c *claims) lookback(lookback *pricerv1.Lookback, last uint32) Claim {
	put := lookback.GetType() == pricerv1.OptionType_OPTION_TYPE_PUT
	highest := (lookback.Strike != nil) != put
	extreme := c.quantities.extreme(lookback.GetUnderlying(), lookback.GetSchedule(), highest)
	if lookback.Strike != nil {
		return Claim{
			Long: extreme, Strike: lookback.GetStrike(), Floating: fixed, Spot: c.spot(lookback.GetUnderlying()),
		}
	}
	made := c.onPrice(lookback.GetUnderlying(), last, 0)
	made.Floating = extreme
	return made
}

// digital is without the discount of what it pays.
func (c *claims) digital(digital *pricerv1.Digital) *Digital {
	made := &Digital{Asset: digital.Cash == nil, Cash: digital.GetCash(), Motion: none}
	if len(c.job.GetGreeks()) == 0 {
		return made
	}
	underlying := c.job.GetUnderlyings()[digital.GetUnderlying()]
	spot, volatility, expiry := underlying.GetSpot(), underlying.GetVolatility(), c.quantities.time(digital.GetStep())
	made.Motion = c.quantities.motion(digital.GetUnderlying(), digital.GetStep())
	made.Delta = [3]float64{0, 1 / (spot * volatility * expiry), 0}
	made.Vega = [3]float64{-(1 / volatility), -1, 1 / (volatility * expiry)}
	made.Rho = [3]float64{-expiry, 1 / volatility, 0}
	return made
}

func (c *claims) spot(underlying uint32) float64 { return c.job.GetUnderlyings()[underlying].GetSpot() }

// last is the last step of a schedule.
func (c *claims) last(schedule uint32) uint32 {
	steps := c.job.GetSchedules()[schedule].GetSteps()
	return steps[len(steps)-1]
}
