package kernel

import (
	"sync/atomic"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// simulate takes the paths of a chunk, whose first group is given, from step 0 to the last and leaves the plan's
// quantities in the slots. It returns false where it was asked to stop.
func (b *Block) simulate(group uint64, stop *atomic.Bool) bool {
	for _, slot := range b.filled {
		fill(b.slots[slot], b.plan.Initial[slot])
	}
	walk := &b.plan.Walk
	next := 0
	for p := range walk.Phases {
		phase := &walk.Phases[p]
		factors, movers := walk.FactorsOf(phase), walk.MoversOf(phase)
		for step := phase.Steps.First; step < phase.Steps.End; step++ {
			if stop.Load() {
				return false
			}
			for _, factor := range factors {
				b.tier.Normals(b.normals[factor], group, uint32(step), uint32(factor), b.plan.Key)
			}
			for m := range movers {
				motion := b.motions[movers[m].Underlying][:b.chunk]
				b.advance(walk.LoadingsOf(&movers[m]), step, motion)
			}
			for ; next < len(walk.Observations) && walk.Observations[next].Step == step; next++ {
				b.observe(&walk.Observations[next])
			}
		}
	}
	for i := range b.plan.Finishes {
		b.finish(&b.plan.Finishes[i])
	}
	return true
}

// advance correlates, in the order of the factors, and moves: in the first step from 0, and every underlying that moves
// at all moves in that.
func (b *Block) advance(loadings []job.Loading, step int, motion lanes.Chunk) {
	normals := b.price[:len(motion)] // which is not in use now
	switch {
	case len(loadings) == 1 && loadings[0].Weight == 1:
		normals = b.normals[loadings[0].Factor]
	case len(loadings) == 0:
		clear(normals)
	default:
		b.tier.Scaled(normals, b.normals[loadings[0].Factor], loadings[0].Weight)
		for _, loading := range loadings[1:] {
			b.tier.AddScaled(normals, b.normals[loading.Factor], loading.Weight)
		}
	}
	move := b.tier.AddScaled
	if step == 1 {
		move = b.tier.Scaled
	}
	move(motion, normals, b.plan.Walk.RootLengths[step-1])
}

func fill(chunk lanes.Chunk, value float64) {
	if value == 0 {
		clear(chunk)
		return
	}
	for g := range chunk {
		for lane := range chunk[g] {
			chunk[g][lane] = value
		}
	}
}
