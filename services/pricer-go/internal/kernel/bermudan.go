package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// exercise has a Bermudan claim paid, and its greeks told, on the paths where its policy exercises it now and did not
// before. The greeks are pathwise at that step, the policy held fixed.
func (b *Block) exercise(at *job.Exercise, price, motion lanes.Chunk, observation *job.Observation) {
	paid, gains := b.slots[at.Paid], b.payment
	moves := observation.Variance >= 0
	if moves {
		b.tier.GainByVariance(gains, price, b.variances[observation.Variance], paid, at.Right)
	} else {
		b.tier.Gain(gains, price, paid, at.Right)
	}
	slope := at.Right.Sign * at.Discount
	for i, greek := range b.plan.Greeks {
		if moves && (greek == job.Vega || greek == job.Theta) { // differences between worlds
			continue
		}
		switch greek {
		case job.Delta:
			b.tier.Scale(b.values, price, slope/at.Spot)
		case job.Vega:
			b.tier.Vega(b.values, price, motion, observation.VegaCentre)
			b.tier.Scale(b.values, b.values, slope)
		case job.Rho:
			// sign S t - t gain is sign K t.
			fill(b.values, float64(slope*at.Right.Strike)*observation.Time)
		case job.Gamma:
			// The delta times the score of the first step's price.
			b.tier.Score(b.values, price, b.slots[at.Opening], at.Score)
			b.tier.Scale(b.values, b.values, slope/at.Spot)
		case job.Theta:
			b.tier.Score(b.values, price, b.slots[at.Fall.Motion], at.Fall.Line)
			b.tier.Scale(b.values, b.values, -slope)
			b.tier.AddScaled(b.values, gains, at.Rate*at.Discount)
		}
		b.tier.Replace(b.slots[at.Paid+1+i], b.values, gains)
	}
	b.tier.Scale(b.values, gains, at.Discount)
	b.tier.Replace(paid, b.values, gains)
}

// bermudan adds what a claim has paid, and its greeks, to its series, which it takes from those that follow.
func (b *Block) bermudan(claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	paid := claim.Bermudan.Paid
	b.pay(b.slots[paid], claim.Quantity, &series[0])
	series = series[1:]
	for i, greek := range b.plan.Greeks {
		if !claim.Differences.Has(greek) {
			b.addUp(b.slots[paid+1+i], &series[i])
		}
	}
	return series[len(b.plan.Greeks):]
}
