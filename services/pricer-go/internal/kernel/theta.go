package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// theta adds up how the price of an exchange changes while time passes, where the distances are known: by what its
// quantities fall by, and by the growth of the discount.
func (b *Block) theta(claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	if claim.Basket != nil {
		copy(b.values, b.slots[claim.Basket.Fall])
	} else {
		b.falling(b.values, b.slots[claim.Long], claim.LongPart)
		if claim.Floating >= 0 {
			b.falling(b.payment, b.slots[claim.Floating], claim.FloatingPart)
			b.tier.Subtract(b.values, b.values, b.payment)
		}
		b.tier.Score(b.values, b.values, b.slots[claim.Fall.Motion], claim.Fall.Line)
	}
	b.tier.Scale(b.values, b.values, -(claim.Sign * claim.Discount))
	b.tier.AddScaled(b.values, b.distances, claim.Rate*claim.Discount)
	b.tier.Keep(b.values, b.distances)
	b.addUp(b.values, &series[0])
	return series[1:]
}

// falling is the part of a quantity that falls with the later prices.
func (b *Block) falling(out, quantity lanes.Chunk, part job.Part) {
	b.tier.Shift(out, quantity, part.Fixed)
	b.tier.Scale(out, out, part.Share)
	if part.Today == 0 {
		return
	}
	b.tier.Shift(b.beyond, quantity, part.Today)
	if !part.Highest {
		b.tier.Negate(b.beyond, b.beyond)
	}
	b.tier.Keep(out, b.beyond)
}
