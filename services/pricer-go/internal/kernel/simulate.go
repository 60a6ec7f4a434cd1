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
	if b.plan.Tracks != nil && !b.layTracks(group, stop) {
		return false
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
				b.draw(factor, group, step)
			}
			for m := range movers {
				b.advance(&movers[m], group, step)
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

// draw makes the normals of a factor's step.
func (b *Block) draw(factor int, group uint64, step int) {
	if b.plan.Tracks != nil {
		b.along(factor, step)
		return
	}
	b.tier.Normals(b.normals[factor], group, uint32(step), uint32(factor), b.plan.Key)
}

// correlated is the normals of an underlying: the loadings' weighted sum of those of the factors, in their order.
func (b *Block) correlated(loadings []job.Loading) lanes.Chunk {
	normals := b.price[:b.chunk] // which is not in use now
	switch {
	case len(loadings) == 1 && loadings[0].Weight == 1:
		return b.normals[loadings[0].Factor]
	case len(loadings) == 0:
		clear(normals)
	default:
		b.tier.Scaled(normals, b.normals[loadings[0].Factor], loadings[0].Weight)
		for _, loading := range loadings[1:] {
			b.tier.AddScaled(normals, b.normals[loading.Factor], loading.Weight)
		}
	}
	return normals
}

// advance moves an underlying: in the first step from 0, and every one that moves at all moves in that.
func (b *Block) advance(mover *job.Mover, group uint64, step int) {
	normals := b.correlated(b.plan.Walk.LoadingsOf(mover))
	if variance := mover.Variance; variance != nil {
		b.tier.Centred(b.uniforms, group, uint32(step), uint32(variance.Factor), b.plan.Key)
		copy(b.shocks, b.uniforms)
		b.tier.Quantiles(b.shocks)
		b.heston(mover, step, 0, normals)
		if b.plan.Antithetic {
			mirrored := b.price[:b.chunk] // which is not in use now
			b.tier.Negate(mirrored, normals)
			b.tier.Negate(b.shocks, b.shocks)
			b.tier.Negate(b.uniforms, b.uniforms)
			b.heston(mover, step, b.chunk, mirrored)
		}
		return
	}
	move := b.tier.AddScaled
	if step == 1 {
		move = b.tier.Scaled
	}
	move(b.motions[mover.Underlying][:b.chunk], normals, b.plan.Walk.RootLengths[step-1])
}

// heston moves a price and its variance, whose random numbers have been drawn, in a side's groups, of which the first
// is given.
func (b *Block) heston(mover *job.Mover, step, first int, normals lanes.Chunk) {
	variance, end := mover.Variance, first+b.chunk
	motion, variances := b.motions[mover.Underlying][first:end], b.variances[variance.Row][first:end]
	if step == 1 {
		clear(motion)
		fill(variances, variance.Initial)
	}
	steps := b.plan.Walk.VarianceStepsOf(variance)
	if variance.Noise < 0 {
		b.tier.Heston(motion, variances, normals, b.shocks, b.uniforms, &steps[step-1])
		return
	}
	noise, spread := b.noises[variance.Noise][first:end], b.spreads[variance.Noise][first:end]
	if step == 1 {
		clear(noise)
		clear(spread)
	}
	copy(b.starts, variances)
	b.tier.Heston(motion, variances, normals, b.shocks, b.uniforms, &steps[step-1])
	b.tier.AddNoise(noise, spread, normals, b.starts, variances, steps[step-1].Share)
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
