package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// accumulate adds the chunk in the slots to the sums: each claim's series, and the total over the claims.
func (b *Block) accumulate() {
	clear(b.totals)
	series := b.sums[1:]
	for i := range b.plan.Claims {
		claim := &b.plan.Claims[i]
		// What there is an estimator of; the differences are added to theirs in the end.
		switch {
		case claim.Digital != nil:
			series = b.digital(claim, series)
		case claim.Barrier != nil:
			series = b.barrier(claim, series)
		case claim.Bermudan != nil:
			series = b.bermudan(claim, series)
		case b.plan.Antithetic, claim.Control != nil:
			series = b.staged(claim, series)
		default:
			series = b.exchange(claim, series)
		}
	}
	b.tier.AddUp(b.totals, &b.sums[0])
	for row, of := range b.plan.Differences {
		b.tier.AddUp(b.differences[row], &b.sums[of])
	}
}

// pay adds the values, which are those of a price, to its series and, weighted, to the totals.
func (b *Block) pay(values lanes.Chunk, quantity float64, sums *lanes.Sums) {
	samples := b.sampled(values)
	b.tier.AddScaled(b.totals, samples, quantity)
	b.tier.AddUp(samples, sums)
}

// addUp adds the values to their series.
func (b *Block) addUp(values lanes.Chunk, sums *lanes.Sums) { b.tier.AddUp(b.sampled(values), sums) }

// sampled is the values themselves, or the means of both sides.
func (b *Block) sampled(values lanes.Chunk) lanes.Chunk {
	if !b.plan.Antithetic {
		return values
	}
	b.tier.Average(b.samples, values[:b.chunk], values[b.chunk:])
	return b.samples
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

// sensitivity is how a greek of a claim on one underlying, or on the whole of a basket, follows from the derivatives at
// the offset: scale times them and decay times the distance.
func (b *Block) sensitivity(greek job.Greek, claim *job.Claim) (scale, decay float64, offset int) {
	scale = claim.Sign * claim.Discount
	switch greek {
	case job.Delta:
		scale /= claim.Spot
	case job.Vega:
		offset = b.plan.VegaSlot
	case job.Rho:
		offset = b.plan.RhoSlot
		decay = -float64(claim.Discount * claim.Expiry)
	case job.Gamma, job.Theta: // see Block.apart
	}
	return scale, decay, offset
}

// part is how a greek of a basket to one of its underlyings follows from the derivative at the offset.
func (b *Block) part(greek job.Greek, claim *job.Claim, term *job.Term) (scale float64, offset int) {
	scale = claim.Sign * claim.Discount * term.Weight
	if greek == job.Delta {
		return scale / term.Spot, 0
	}
	return scale, b.plan.VegaSlot
}
