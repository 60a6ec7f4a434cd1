package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// gamma adds up how the deltas of an exchange change with their spots, where the distances are known.
func (b *Block) gamma(claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	long := b.slots[claim.Long]
	switch {
	case claim.Basket != nil:
		return b.gammas(claim, series)
	case claim.Floating >= 0:
		// Both grow with the spot alike, so the delta does not change with it.
		clear(b.values)
	case claim.Motion >= 0:
		b.tier.Score(b.values, long, b.slots[claim.Motion], claim.Score)
		b.tier.Scale(b.values, b.values, claim.Sign*claim.Discount/claim.Spot)
		b.tier.Keep(b.values, b.distances)
	default:
		b.moved(b.values, long, long, job.Bump)
		b.moved(b.payment, long, long, -job.Bump)
		b.bend(claim, claim.Spot)
	}
	b.addUp(b.values, &series[0])
	return series[1:]
}

// gammas are those of a basket, one for each of its terms.
func (b *Block) gammas(claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	terms := b.plan.TermsOf(claim.Basket.Terms)
	for i := range terms {
		weighted := b.price
		b.tier.Scale(weighted, b.slots[terms[i].Price], terms[i].Weight)
		if claim.Basket.RunnerUp < 0 {
			long := b.slots[claim.Long]
			b.moved(b.values, long, weighted, job.Bump)
			b.moved(b.payment, long, weighted, -job.Bump)
		} else {
			b.contest(b.values, weighted, claim, i, job.Bump)
			b.contest(b.payment, weighted, claim, i, -job.Bump)
		}
		b.bend(claim, terms[i].Spot)
		b.addUp(b.values, &series[i])
	}
	return series[len(terms):]
}

// moved is what becomes of a number as a part of it moves with the spot.
func (b *Block) moved(out, whole, part lanes.Chunk, by float64) {
	copy(out, whole)
	b.tier.AddScaled(out, part, by)
}

// contest is what becomes of a lowest or a highest one as the term of that index, weighted, moves with its spot: that,
// or what there is beside it.
func (b *Block) contest(out, weighted lanes.Chunk, claim *job.Claim, index int, by float64) {
	basket := claim.Basket
	fill(b.beyond, 1)
	b.tier.KeepAt(b.beyond, b.slots[basket.Which], float64(index))
	copy(out, b.slots[claim.Long])
	b.tier.Replace(out, b.slots[basket.RunnerUp], b.beyond)
	b.moved(b.rival, weighted, weighted, by)
	b.past(b.beyond, b.rival, out, basket.Kind)
	b.tier.Replace(out, b.rival, b.beyond)
}

// bend turns what is received with the spot up, in values, and down, in payment, into the second difference of what the
// claim pays, in values.
func (b *Block) bend(claim *job.Claim, spot float64) {
	here := b.beyond
	copy(here, b.slots[claim.Long])
	for _, received := range []lanes.Chunk{here, b.values, b.payment} {
		b.tier.Shift(received, received, claim.Strike)
		b.tier.Scale(received, received, claim.Sign*claim.Discount)
		b.tier.Keep(received, received)
	}
	b.tier.Subtract(b.values, b.values, here)
	b.tier.Subtract(b.payment, b.payment, here)
	b.tier.Add(b.values, b.payment)
	bump := job.Bump * spot
	b.tier.Scale(b.values, b.values, 1/float64(bump*bump))
}
