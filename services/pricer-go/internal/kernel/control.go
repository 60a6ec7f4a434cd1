package kernel

import (
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// correct corrects what a claim pays by its control, where it has one: adds slope times how far that is from its mean,
// fused.
func (b *Block) correct(values lanes.Chunk, claim *job.Claim) {
	control := claim.Control
	if control == nil {
		return
	}
	known := b.rival
	if control.Strike > 0 {
		b.difference(known, b.slots[control.Quantity], nil, control.Strike)
		b.tier.Scale(known, known, claim.Sign*claim.Discount)
		b.tier.Keep(known, known)
	} else {
		copy(known, b.slots[control.Quantity])
	}
	b.tier.Shift(known, known, control.Mean)
	b.tier.AddScaled(values, known, control.Slope)
}
