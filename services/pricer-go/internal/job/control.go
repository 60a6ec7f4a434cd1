package job

import (
	"math"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// Control is what corrects a claim: something on the same path whose expectation is known. What the claim pays becomes
//
//	paid + Slope (control - Mean)
//
// with a slope that is known before the first path, so that its expectation stays what it is.
type Control struct {
	// Quantity is what controls, or what is under it.
	Quantity Quantity
	// Strike, where it is not 0, makes it the claim's option on the quantity against this strike, discounted. Otherwise
	// it is the quantity itself.
	Strike float64
	// Mean is the control's expectation.
	Mean float64
	// Slope is minus the coefficient of the claim's regression on the control.
	Slope float64
}

// control is that of a position, of which the claim has been made; nil for none.
func (c *claims) control(position *pricerv1.Position, made *Claim) *Control {
	if !c.job.GetControlVariates() {
		return nil
	}
	pays := Expiring{Sign: made.Sign, Strike: made.Strike}
	switch payoff := position.GetPayoff().(type) {
	case *pricerv1.Position_European:
		return c.byPrice(payoff.European.GetUnderlying(), payoff.European.GetStep(), made, pays)
	case *pricerv1.Position_Digital:
		pays.Pays, pays.Cash = Cash, payoff.Digital.GetCash()
		if payoff.Digital.Cash == nil {
			pays.Pays = Asset
		}
		return c.byPrice(payoff.Digital.GetUnderlying(), payoff.Digital.GetStep(), made, pays)
	case *pricerv1.Position_Asian:
		if payoff.Asian.Strike != nil {
			return c.byAverage(payoff.Asian, made, pays)
		}
	}
	return nil
}

// byPrice is control of a claim on an underlying's price at a step by that price.
func (c *claims) byPrice(underlying, step uint32, made *Claim, pays Expiring) *Control {
	q := c.quantities
	deviation := float64(q.spread(underlying) * math.Sqrt(q.time(step)))
	return c.byQuantity(made, lognormal{q.centre(underlying, step), deviation}, pays)
}

// byQuantity is control by the quantity that the claim pays on, whose law is this.
func (c *claims) byQuantity(made *Claim, law lognormal, pays Expiring) *Control {
	if !law.varies() {
		return nil
	}
	slope := -(made.Discount * law.slope(pays, c.job.GetAntithetic()))
	return &Control{Quantity: made.Long, Mean: law.mean(0), Slope: slope}
}

// byAverage is control of a claim on an average: by the average itself where that is lognormal, otherwise by the same
// option on the geometric average (A. Kemna and A. Vorst, "A pricing method for options based on average asset values",
// 1990).
func (c *claims) byAverage(asian *pricerv1.Asian, made *Claim, pays Expiring) *Control {
	averages := c.averages(asian.GetUnderlying(), asian.GetSchedule())
	single := len(averages.prices) == 1
	if single || asian.GetAveraging() == pricerv1.Averaging_AVERAGING_GEOMETRIC {
		return c.byQuantity(made, averages.law, pays)
	}
	if !averages.law.varies() {
		return nil
	}
	slope := -averages.slope(pays, c.job.GetAntithetic())
	if slope == 0 {
		return nil
	}
	return &Control{
		Quantity: c.quantities.average(asian.GetUnderlying(), asian.GetSchedule(), true),
		Strike:   pays.Strike,
		Mean:     float64(made.Discount * averages.law.pays(pays, 0)),
		Slope:    slope,
	}
}

// spread is the standard deviation of an underlying's logarithm at a year, with the row of the correlation factor as it
// is; not a number where its variance moves, for then no logarithm is normal.
func (q *quantities) spread(underlying uint32) float64 {
	of := q.job.GetUnderlyings()[underlying]
	if of.GetHeston() != nil {
		return math.NaN()
	}
	if len(q.job.GetCorrelationFactor()) == 0 {
		return of.GetVolatility()
	}
	first, square := underlying*(underlying+1)/2, 0.0
	for _, weight := range q.job.GetCorrelationFactor()[first : first+underlying+1] {
		square = math.FMA(weight, weight, square)
	}
	return float64(of.GetVolatility() * math.Sqrt(square))
}
