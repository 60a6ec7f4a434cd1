package kernel

import "workspace.internal/services/pricer-go/internal/job"

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
	b.tier.Scale(b.slots[slot], finish.Factor)
	if b.plan.VegaSlot != 0 {
		b.tier.Scale(b.slots[slot+b.plan.VegaSlot], finish.Factor)
	}
	if b.plan.RhoSlot != 0 {
		b.tier.Scale(b.slots[slot+b.plan.RhoSlot], finish.Factor)
	}
}

func (b *Block) geometric(finish *job.Finish) {
	slot := int(finish.Quantity)
	value, motion := b.slots[slot], b.values
	b.scaled(motion, value, finish.Factor)
	b.tier.Price(value, motion, finish.Volatility, finish.Centre)
	if b.plan.VegaSlot != 0 {
		b.tier.Vega(b.slots[slot+b.plan.VegaSlot], value, motion, finish.VegaCentre)
	}
	if b.plan.RhoSlot != 0 {
		b.scaled(b.slots[slot+b.plan.RhoSlot], value, finish.MeanTime)
	}
}

// sum adds the weighted prices up, and their derivatives to the rate.
func (b *Block) sum(slot int, basket *job.Basket) {
	for _, term := range b.plan.TermsOf(basket.Terms) {
		b.tier.AddScaled(b.slots[slot], b.slots[term.Price], term.Weight)
		if b.plan.RhoSlot != 0 {
			b.tier.AddScaled(b.slots[slot+b.plan.RhoSlot], b.slots[int(term.Price)+b.plan.RhoSlot], term.Weight)
		}
	}
}

// extreme finds the highest or the lowest weighted price, its derivative to the rate and, where it is asked for, the
// index of the term that it is.
func (b *Block) extreme(slot int, basket *job.Basket) {
	value, weighted := b.slots[slot], b.price
	for i, term := range b.plan.TermsOf(basket.Terms) {
		b.scaled(weighted, b.slots[term.Price], term.Weight)
		if basket.Kind == job.Highest {
			b.tier.Subtract(b.beyond, weighted, value)
		} else {
			b.tier.Subtract(b.beyond, value, weighted)
		}
		if basket.Which >= 0 {
			fill(b.values, float64(i))
			b.tier.Replace(b.slots[basket.Which], b.values, b.beyond)
		}
		if b.plan.RhoSlot != 0 {
			b.scaled(b.values, b.slots[int(term.Price)+b.plan.RhoSlot], term.Weight)
			b.tier.Replace(b.slots[slot+b.plan.RhoSlot], b.values, b.beyond)
		}
		b.tier.Replace(value, weighted, b.beyond)
	}
}
