package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// observe reads an underlying at a step into the slots: its motion, its price where that is needed, and what barriers
// on it want to know.
func (b *Block) observe(observation *job.Observation) {
	motion, walk := b.motions[observation.Underlying], &b.plan.Walk
	if b.plan.Antithetic && observation.Variance < 0 {
		b.tier.Negate(motion[b.chunk:], motion[:b.chunk])
	}
	for _, slot := range walk.MotionSlotsOf(observation) {
		b.tier.Add(b.slots[slot], motion)
	}
	for _, density := range walk.DensitiesOf(observation) {
		b.tier.Densities(b.slots[density.Score], b.slots[density.Bend], b.noises[density.Row], b.spreads[density.Row])
	}
	b.readPrice(observation, motion)
	looks, bridges := walk.LooksOf(observation), walk.BridgesOf(observation)
	for i := range looks {
		b.look(&looks[i], motion)
	}
	for i := range bridges {
		b.bridge(&bridges[i], motion, observation.Variance)
	}
}

func (b *Block) readPrice(observation *job.Observation, motion lanes.Chunk) {
	walk := &b.plan.Walk
	prices := walk.PriceSlotsOf(observation)
	highest, lowest := walk.HighestSlotsOf(observation), walk.LowestSlotsOf(observation)
	exercises := walk.ExercisesOf(observation)
	if len(prices)+len(highest)+len(lowest)+len(exercises) == 0 {
		return
	}
	price := b.price
	if observation.Fresh {
		price = b.slots[prices[0]]
	}
	b.tier.Price(price, motion, observation.Volatility, observation.Centre)
	for _, slot := range prices {
		if !observation.Fresh {
			b.tier.Add(b.slots[slot], price)
		}
		if b.plan.VegaSlot != 0 {
			b.tier.AddVega(b.slots[slot+b.plan.VegaSlot], price, motion, observation.VegaCentre)
		}
		if b.plan.RhoSlot != 0 {
			b.tier.AddScaled(b.slots[slot+b.plan.RhoSlot], price, observation.Time)
		}
	}
	for _, slot := range highest {
		b.tier.Subtract(b.beyond, price, b.slots[slot])
		b.replace(slot, price, motion, observation)
	}
	for _, slot := range lowest {
		b.tier.Subtract(b.beyond, b.slots[slot], price)
		b.replace(slot, price, motion, observation)
	}
	for i := range exercises {
		b.exercise(&exercises[i], price, motion, observation)
	}
}

// replace replaces an extreme and its derivatives where the price is beyond it.
func (b *Block) replace(slot int, price, motion lanes.Chunk, observation *job.Observation) {
	if b.plan.VegaSlot != 0 {
		b.tier.Vega(b.values, price, motion, observation.VegaCentre)
		b.tier.Replace(b.slots[slot+b.plan.VegaSlot], b.values, b.beyond)
	}
	if b.plan.RhoSlot != 0 {
		b.tier.Scale(b.values, price, observation.Time)
		b.tier.Replace(b.slots[slot+b.plan.RhoSlot], b.values, b.beyond)
	}
	b.tier.Replace(b.slots[slot], price, b.beyond)
}
