package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

func (b *Block) finish(finish *job.Finish) {
	switch {
	case finish.Basket == nil && finish.Geometric:
		b.geometric(finish)
	case finish.Basket == nil:
		b.mean(finish)
	case finish.Basket.Kind == job.Sum:
		b.sum(int(finish.Quantity), finish.Basket)
	default:
		b.extreme(int(finish.Quantity), finish.Basket)
	}
}

func (b *Block) mean(finish *job.Finish) {
	slot := int(finish.Quantity)
	b.tier.Scale(b.slots[slot], b.slots[slot], finish.Factor)
	if b.plan.VegaSlot != 0 {
		b.tier.Scale(b.slots[slot+b.plan.VegaSlot], b.slots[slot+b.plan.VegaSlot], finish.Factor)
	}
	if b.plan.RhoSlot != 0 {
		b.tier.Scale(b.slots[slot+b.plan.RhoSlot], b.slots[slot+b.plan.RhoSlot], finish.Factor)
	}
}

func (b *Block) geometric(finish *job.Finish) {
	slot := int(finish.Quantity)
	value, motion := b.slots[slot], b.values
	b.tier.Scale(motion, value, finish.Factor)
	b.tier.Price(value, motion, finish.Volatility, finish.Centre)
	if b.plan.VegaSlot != 0 {
		b.tier.Vega(b.slots[slot+b.plan.VegaSlot], value, motion, finish.VegaCentre)
	}
	if b.plan.RhoSlot != 0 {
		b.tier.Scale(b.slots[slot+b.plan.RhoSlot], value, finish.MeanTime)
	}
}

// sum adds the weighted prices up, and their derivatives to the rate.
func (b *Block) sum(slot int, basket *job.Basket) {
	for _, term := range b.plan.TermsOf(basket.Terms) {
		b.tier.AddScaled(b.slots[slot], b.slots[term.Price], term.Weight)
		if b.plan.RhoSlot != 0 {
			b.tier.AddScaled(b.slots[slot+b.plan.RhoSlot], b.slots[int(term.Price)+b.plan.RhoSlot], term.Weight)
		}
		if basket.Fall >= 0 {
			b.addFall(b.slots[basket.Fall], &term)
		}
	}
}

// addFall adds to a sum what a term of it falls by as time passes, fused.
func (b *Block) addFall(sum lanes.Chunk, term *job.Term) {
	b.tier.Scale(b.price, b.slots[term.Price], term.Weight)
	fill(b.values, 1)
	b.tier.Score(b.values, b.values, b.slots[term.Fall.Motion], term.Fall.Line)
	b.tier.AddVega(sum, b.price, b.values, 0)
}

// past is positive where x is beyond y, to the side of a basket's kind.
func (b *Block) past(out, x, y lanes.Chunk, kind job.BasketKind) {
	if kind == job.Highest {
		b.tier.Subtract(out, x, y)
	} else {
		b.tier.Subtract(out, y, x)
	}
}

// second puts into a slot what is second after a candidate: the extreme where the candidate is beyond that, as is known
// already, else the candidate where it is beyond what is there.
func (b *Block) second(slot, extreme, candidate lanes.Chunk, kind job.BasketKind) {
	b.past(b.distances, candidate, slot, kind)
	b.tier.Replace(slot, candidate, b.distances)
	b.tier.Replace(slot, extreme, b.beyond)
}

// extreme finds the highest or the lowest weighted price, its derivative to the rate and, where they are asked for, the
// index of the term that it is, what is second, and what it falls by as time passes.
func (b *Block) extreme(slot int, basket *job.Basket) {
	value, weighted := b.slots[slot], b.price
	for i, term := range b.plan.TermsOf(basket.Terms) {
		b.tier.Scale(weighted, b.slots[term.Price], term.Weight)
		b.past(b.beyond, weighted, value, basket.Kind)
		if basket.Which >= 0 {
			fill(b.values, float64(i))
			b.tier.Replace(b.slots[basket.Which], b.values, b.beyond)
		}
		if basket.RunnerUp >= 0 {
			b.second(b.slots[basket.RunnerUp], value, weighted, basket.Kind)
		}
		if basket.Fall >= 0 {
			b.tier.Score(b.values, weighted, b.slots[term.Fall.Motion], term.Fall.Line)
			b.tier.Replace(b.slots[basket.Fall], b.values, b.beyond)
		}
		if b.plan.RhoSlot != 0 {
			b.tier.Scale(b.values, b.slots[int(term.Price)+b.plan.RhoSlot], term.Weight)
			b.tier.Replace(b.slots[slot+b.plan.RhoSlot], b.values, b.beyond)
		}
		b.tier.Replace(value, weighted, b.beyond)
	}
}
