package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// barrier adds a claim that a barrier ends or begins to its series, which it takes from those that follow. With P the
// probability that a path has not met the barrier, w = P or 1 - P and x what the claim pays without it, its price is
// w x. A rebate adds what is paid where the barrier is met, or P of it where the barrier begins the claim.
func (b *Block) barrier(claim *job.Claim, series []lanes.Sums) []lanes.Sums {
	b.pay(b.survived(claim), claim.Quantity, &series[0])
	series = series[1:]
	for i, greek := range b.plan.Greeks {
		switch {
		case claim.Differences.Has(greek):
			continue
		case claim.Barrier.Continuous:
			b.barrierSlope(b.values, greek, i, claim)
		default:
			b.barrierScore(b.values, i, claim.Barrier)
		}
		b.addUp(b.values, &series[i])
	}
	return series[len(b.plan.Greeks):]
}

// survived is what a claim with a barrier pays, and leaves w in b.price, x in b.payment, and the distances.
func (b *Block) survived(claim *job.Claim) lanes.Chunk {
	barrier := claim.Barrier
	weight, option, values := b.price, b.payment, b.values
	b.difference(b.distances, b.slots[claim.Long], nil, claim.Strike)
	b.tier.Scale(b.distances, b.distances, claim.Sign)
	b.tier.Scale(option, b.distances, claim.Discount)
	b.tier.Keep(option, b.distances)
	survival := b.slots[barrier.Survival.Slot]
	if barrier.In {
		fill(weight, 1)
		b.tier.Subtract(weight, weight, survival)
	} else {
		copy(weight, survival)
	}
	b.product(values, weight, option)
	if barrier.Rebate > 0 {
		b.tier.AddScaled(values, b.slots[b.rebate(barrier)], barrier.Rebate)
	}
	return values
}

// rebate is the first of the slots of what a rebate is weighted by.
func (b *Block) rebate(barrier *job.Barrier) int {
	if barrier.In {
		return barrier.Survival.Slot
	}
	return barrier.Survival.Paid
}

// barrierSlope is a pathwise greek, d(w x) = w dx + dw x and that of the rebate, where the weight in b.price, x in
// b.payment and the distances are known.
func (b *Block) barrierSlope(out lanes.Chunk, greek job.Greek, i int, claim *job.Claim) {
	barrier, rest := claim.Barrier, b.beyond
	change := b.slots[barrier.Survival.Slot+1+i]
	if barrier.In {
		b.tier.Negate(rest, change)
		b.product(rest, rest, b.payment)
	} else {
		b.product(rest, change, b.payment)
	}
	scale, decay, offset := b.sensitivity(greek, claim)
	b.tier.Scale(out, b.slots[int(claim.Long)+offset], scale)
	if decay != 0 {
		b.tier.AddScaled(out, b.distances, decay)
	}
	b.tier.Keep(out, b.distances)
	b.addProduct(rest, b.price, out)
	copy(out, rest)
	if barrier.Rebate == 0 {
		return
	}
	b.tier.AddScaled(out, b.slots[b.rebate(barrier)+1+i], barrier.Rebate)
	if barrier.In && greek == job.Rho {
		b.tier.AddScaled(out, b.slots[barrier.Survival.Slot], -float64(claim.Expiry*barrier.Rebate))
	}
}

// barrierScore is a greek by the likelihood ratio: what is paid at the end times the score of the path, and what was
// paid before with its own.
func (b *Block) barrierScore(out lanes.Chunk, i int, barrier *job.Barrier) {
	score := b.slots[barrier.Survival.Slot+1+i]
	b.product(out, b.price, b.payment)
	b.product(out, score, out)
	switch {
	case barrier.Rebate == 0:
	case barrier.In:
		b.product(b.beyond, score, b.slots[barrier.Survival.Slot])
		b.tier.AddScaled(out, b.beyond, barrier.Rebate)
	default:
		b.tier.AddScaled(out, b.slots[barrier.Survival.Paid+1+i], barrier.Rebate)
	}
}
