package kernel

import (
	"sync/atomic"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// differ takes the paths of a chunk, whose first group is given, through each of the plan's worlds. It returns false
// where it was asked to stop.
func (b *Block) differ(group uint64, stop *atomic.Bool) bool {
	for _, row := range b.differences {
		clear(row)
	}
	for _, world := range b.worlds {
		if !world.simulate(group, stop) {
			return false
		}
		world.share(b.differences)
	}
	return true
}

// share adds to the rows what the plan's shares are worth, where the slots are known.
func (b *Block) share(rows []lanes.Chunk) {
	for i := range b.plan.Shares {
		share := &b.plan.Shares[i]
		b.tier.AddScaled(rows[share.Row], b.sampled(b.worth(&share.Claim)), share.Quantity)
	}
}

// worth is what a claim is worth on each path.
func (b *Block) worth(claim *job.Claim) lanes.Chunk {
	switch {
	case claim.Digital != nil:
		return b.allOrNothing(claim)
	case claim.Barrier != nil:
		return b.survived(claim)
	case claim.Bermudan != nil:
		return b.slots[claim.Bermudan.Paid]
	default:
		return b.exchanged(claim)
	}
}
