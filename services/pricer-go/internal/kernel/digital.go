package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// digital adds a digital claim to its series, which it takes from those that follow: its price, and its greeks by the
// likelihood ratio.
func (b *Block) digital(claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	paid := b.allOrNothing(claim)
	if claim.Control != nil {
		paid = b.values
		copy(paid, b.payment)
		b.correct(paid, claim)
	}
	b.pay(paid, claim.Quantity, &series[0])
	series = series[1:]
	for i, greek := range b.plan.Greeks {
		if claim.Differences.Has(greek) {
			continue
		}
		score, motion := claim.Digital.Delta, claim.Digital.Motion
		switch greek {
		case job.Delta:
		case job.Vega:
			score = claim.Digital.Vega
		case job.Rho:
			score = claim.Digital.Rho
		case job.Gamma:
			score, motion = claim.Digital.Gamma, claim.Digital.Bend
		case job.Theta:
			score = claim.Digital.Theta
		}
		b.tier.Score(b.values, b.payment, b.slots[motion], score)
		b.addUp(b.values, &series[i])
	}
	return series[len(b.plan.Greeks):]
}

// allOrNothing is what a digital claim pays.
func (b *Block) allOrNothing(claim *job.Claim) lanes.Chunk {
	price := b.slots[claim.Long]
	b.difference(b.distances, price, nil, claim.Strike)
	b.tier.Scale(b.distances, b.distances, claim.Sign)
	if claim.Digital.Asset {
		b.tier.Scale(b.payment, price, claim.Discount)
	} else {
		fill(b.payment, claim.Digital.Cash)
	}
	b.tier.Keep(b.payment, b.distances)
	return b.payment
}
