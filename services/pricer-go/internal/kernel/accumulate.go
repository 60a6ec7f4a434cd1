package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// accumulate adds the chunk in the slots to the sums: each claim's series, and the total over the claims.
func (b *Block) accumulate() {
	clear(b.totals)
	distances := b.distances
	if len(b.plan.Greeks) == 0 {
		distances = nil
	}
	series := 1
	for i := range b.plan.Claims {
		claim := &b.plan.Claims[i]
		payoff := lanes.Payoff{
			Sign: claim.Sign, Slope: claim.Sign * claim.Discount, Strike: claim.Strike, Quantity: claim.Quantity,
		}
		long, floating := b.operands(claim, 0)
		b.tier.Pay(payoff, long, floating, distances, b.totals, &b.sums[series])
		series++
		for _, greek := range b.plan.Greeks {
			b.sensitivity(greek, claim, &b.sums[series])
			series++
		}
	}
	b.tier.AddUp(b.totals, &b.sums[0])
}

func (b *Block) sensitivity(greek job.Greek, claim *job.Claim, sums *lanes.Sums) {
	scale, decay, offset := claim.Sign*claim.Discount, 0.0, 0
	switch greek {
	case job.Delta:
		scale /= claim.Spot
	case job.Vega:
		offset = b.plan.VegaSlot
	case job.Rho:
		offset = b.plan.RhoSlot
		decay = -float64(claim.Discount * claim.Expiry)
	}
	long, floating := b.operands(claim, offset)
	b.tier.Slope(scale, decay, long, floating, b.distances, sums)
}

// operands are the values of what a claim exchanges, or their derivatives at the offset. The second is nil for a
// strike.
func (b *Block) operands(claim *job.Claim, offset int) (long, floating lanes.Chunk) {
	long = b.slots[int(claim.Long)+offset]
	if claim.Floating >= 0 {
		floating = b.slots[int(claim.Floating)+offset]
	}
	return long, floating
}
