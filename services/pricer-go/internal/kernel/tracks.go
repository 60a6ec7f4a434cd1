package kernel

import (
	"sync/atomic"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/sobol"
)

// scramble makes the points of a block, in all dimensions that the plan has.
func (b *Block) scramble(index uint64) {
	for dimension := range b.points {
		b.points[dimension] = sobol.Scramble(dimension, index, b.plan.Key)
	}
}

// layTracks makes the tracks of a chunk: per node, in order, with z its normal,
//
//	fma(a, L, fma(b, R, spread z))        without what is at step 0 or not there
//
// with L and R the tracks to the left and to the right of it, a and b how much of each is in it.
//
// z is of the block's points in the node's dimension, which is its place among the nodes, or beyond the last dimension
// the pseudo-random normal of its factor and step. It returns false where it was asked to stop.
func (b *Block) layTracks(group uint64, stop *atomic.Bool) bool {
	for i := range b.plan.Tracks.Nodes {
		if stop.Load() {
			return false
		}
		node := &b.plan.Tracks.Nodes[i]
		track := b.tracks[node.Track]
		if i < len(b.points) {
			b.points[i].Centred(track, int(group%groups))
			b.tier.Quantiles(track)
		} else {
			b.tier.Normals(track, group, uint32(node.Step), uint32(node.Factor), b.plan.Key)
		}
		b.tier.Scaled(track, track, node.Spread)
		if node.Right != job.Origin {
			b.tier.AddScaled(track, b.tracks[node.Right], node.FromRight)
		}
		if node.Left != job.Origin {
			b.tier.AddScaled(track, b.tracks[node.Left], node.FromLeft)
		}
	}
	return true
}

// along turns the tracks of a factor back into the normals of a step: with per = 1 / sqrt(dt) and B the track at the
// end of the step, fma(-per, the track before, per B).
func (b *Block) along(factor, step int) {
	normals, per := b.normals[factor], 1/b.plan.Walk.RootLengths[step-1]
	track := b.plan.Tracks.First[factor] + step - 1
	b.tier.Scaled(normals, b.tracks[track], per)
	if step > 1 {
		b.tier.AddScaled(normals, b.tracks[track-1], -per)
	}
}
