package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// look looks at a barrier step by step. P, the probability that a path has not met it, is 1 or 0: m, what it loses, is
// P where side W + shift is not positive. The score of the path, by which greeks weight what is paid, is, where the
// volatility is constant,
//
//	delta  W at the first look / (spot volatility t1)
//	vega   the sum over the looks of (w^2 / dt - 1) / volatility - w, w what W has grown by
//	rho    W / volatility - t
//	gamma  (W^2 / t1 - 1) / (spot^2 volatility^2 t1) - W / (spot^2 volatility t1), W at the first look
//	theta  rate - (W^2 / t1 - 1) / (2 t1) - drift W / (volatility t1), likewise
func (b *Block) look(look *job.Look, motion lanes.Chunk) {
	met := b.price
	b.tier.Watch(b.slots[look.Slot], met, motion, look.Side, look.Shift)
	b.paid(look.Paid, met, look.Discount)
	for i, greek := range b.plan.Greeks {
		if !b.score(look, i, greek, motion) {
			continue
		}
		if look.Paid >= 0 {
			b.product(b.values, met, b.slots[look.Slot+1+i])
			b.tier.AddScaled(b.slots[look.Paid+1+i], b.values, look.Discount)
		}
	}
}

// score brings that of a greek up to a look. It returns false where there is none: the greek is a difference between
// worlds.
func (b *Block) score(look *job.Look, i int, greek job.Greek, motion lanes.Chunk) bool {
	score := b.slots[look.Slot+1+i]
	if look.Given != nil {
		return b.given(score, look, greek)
	}
	switch greek {
	case job.Delta:
		if look.First {
			b.tier.Scale(score, motion, look.Delta)
		}
	case job.Vega:
		ones, growth := b.payment, b.values
		before := b.slots[look.Slot+1+len(b.plan.Greeks)]
		b.tier.Subtract(growth, motion, before)
		copy(before, motion)
		fill(ones, 1)
		b.tier.Score(growth, ones, growth, look.Vega)
		b.tier.Add(score, growth)
	case job.Gamma:
		b.firstScore(score, look, motion, look.Gamma)
	case job.Theta:
		b.firstScore(score, look, motion, look.Theta)
	case job.Rho:
		fill(score, look.Rho[0])
		b.tier.AddScaled(score, motion, look.Rho[1])
	}
	return true
}

// given is the score of a path given its variance, which the first look decides: the first or the second derivative of
// the density of that price, as a part of it, by the spot.
func (b *Block) given(score lanes.Chunk, look *job.Look, greek job.Greek) bool {
	given := look.Given
	if given.Row < 0 || greek != job.Delta && greek != job.Gamma {
		return false
	}
	slot, factor := given.Score, given.Delta
	if greek == job.Gamma {
		slot, factor = given.Bend, given.Gamma
	}
	if look.First {
		b.tier.Scale(score, b.slots[slot], factor)
	}
	return true
}

// firstScore is what the first look decides.
func (b *Block) firstScore(score lanes.Chunk, look *job.Look, motion lanes.Chunk, c [3]float64) {
	if look.First {
		fill(b.payment, 1)
		b.tier.Score(score, b.payment, motion, c)
	}
}

// bridge watches a barrier since the look before. With a and b the distances from it then and now, or 0 where they are
// negative, a path that has not met it does so with the probability e = exp(pull a b), and the derivative of the
// exponent, where it is not 0, is u = pull (a db + b da). So P loses m = P e, and its derivative dm = e (P u + dP).
// Where the variance moves, whose row is given or none, the exponent has lanes.Tier.Pace for a factor besides.
func (b *Block) bridge(bridge *job.Bridge, motion lanes.Chunk, variance int) {
	end, between, meets, change, exponent := b.price, b.beyond, b.distances, b.values, b.payment
	survival, start := b.slots[bridge.Slot], b.slots[bridge.Slot+1+len(b.plan.Greeks)]
	b.tier.Approach(end, between, start, motion, bridge.Side, bridge.Shift)
	pace, bend := b.rival, b.bends
	if variance >= 0 {
		copy(exponent, start)
		b.tier.Add(exponent, end)
		b.tier.Pace(pace, bend, exponent, b.slots[bridge.Slot+2+len(b.plan.Greeks)], b.variances[variance], bridge.Skew)
		b.tier.Scale(change, between, bridge.Skew)
		b.product(bend, bend, change)
		b.tier.Scale(meets, between, bridge.Pull)
		b.product(meets, meets, pace)
		b.tier.Price(meets, meets, 1, 0)
	} else {
		b.tier.Price(meets, between, bridge.Pull, 0)
	}
	for i, greek := range b.plan.Greeks {
		slopes := bridge.Delta
		switch greek {
		case job.Delta:
		case job.Gamma, job.Theta: // differences between worlds
			continue
		case job.Vega:
			if variance >= 0 { // one too
				continue
			}
			slopes = bridge.Vega
		case job.Rho:
			slopes = bridge.Rho
		}
		b.tier.Mix(exponent, end, start, slopes[0], slopes[1])
		if variance >= 0 {
			b.tier.Scale(change, bend, slopes[0]+slopes[1])
			b.addProduct(change, exponent, pace)
			copy(exponent, change)
		}
		b.tier.Fade(b.slots[bridge.Slot+1+i], change, survival, exponent, between, meets)
		if bridge.Paid < 0 {
			continue
		}
		paid := b.slots[bridge.Paid+1+i]
		b.tier.AddScaled(paid, change, bridge.Discount)
		if greek == job.Rho {
			b.product(change, survival, meets)
			b.tier.AddScaled(paid, change, bridge.Decay)
		}
	}
	b.product(meets, survival, meets)
	b.tier.Subtract(survival, survival, meets)
	b.paid(bridge.Paid, meets, bridge.Discount)
	copy(start, end)
}

// paid adds what is paid where a barrier is met, if anybody asks.
func (b *Block) paid(slot int, met lanes.Chunk, discount float64) {
	if slot >= 0 {
		b.tier.AddScaled(b.slots[slot], met, discount)
	}
}

// product is x y, which is what Vega is around 0.
func (b *Block) product(out, x, y lanes.Chunk) { b.tier.Vega(out, x, y, 0) }

// addProduct adds x y to the sum, fused.
func (b *Block) addProduct(sum, x, y lanes.Chunk) { b.tier.AddVega(sum, x, y, 0) }
