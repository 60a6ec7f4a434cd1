package kernel

import (
	"sync/atomic"
	"unsafe"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
	"workspace.internal/services/pricer-go/internal/sobol"
)

// tracks are the motions of the factors at each step of a chunk, and what they are made of; empty where the numbers are
// pseudo-random.
type tracks struct {
	// motions are as the plan counts them.
	motions []lanes.Chunk
	// points are those of the block, in each dimension.
	points []lanes.Points
	// drawn are the numbers of as many nodes as go into mostGroups.
	drawn lanes.Chunk
}

// newTracks has those of a plan in the motions, which are as many.
func newTracks(of *job.Tracks, motions []lanes.Chunk) tracks {
	return tracks{motions, make([]lanes.Points, dimensions(of)), make(lanes.Chunk, mostGroups)}
}

// dimensions is how many the points of a plan need.
func dimensions(of *job.Tracks) int { return min(len(of.Nodes), sobol.Dimensions) }

// trackBytes is what a plan's tracks take beside the motions.
func trackBytes(plan *job.Plan) int {
	if plan.Tracks == nil {
		return 0
	}
	return dimensions(plan.Tracks)*int(unsafe.Sizeof(lanes.Points{})) + mostGroups*groupBytes
}

// scramble makes the points of a block, in all dimensions that the plan has.
func (b *Block) scramble(index uint64) {
	for dimension := range b.tracks.points {
		b.tracks.points[dimension] = sobol.Scramble(dimension, index, b.plan.Key)
	}
}

// layTracks makes the tracks of a chunk: per node, in order, with z its normal,
//
//	fma(a, L, fma(b, R, fma(spread, z, 0)))
//
// with L and R the tracks to the left and to the right of it, a and b how much of each is in it. Of what is at step 0,
// or not there, the weight or the track is 0, and nothing is added then.
//
// z is of the block's points in the node's dimension, which is its place among the nodes, or beyond the last dimension
// the pseudo-random normal of its factor and step. The numbers of several nodes are made normals of together, so that
// how few groups a chunk has does not count there. It returns false where it was asked to stop.
func (b *Block) layTracks(group uint64, stop *atomic.Bool) bool {
	clear(b.tracks.motions[job.Origin])
	together := mostGroups / b.chunk
	for first := 0; first < len(b.plan.Tracks.Nodes); first += together {
		if stop.Load() {
			return false
		}
		nodes := b.plan.Tracks.Nodes[first:min(first+together, len(b.plan.Tracks.Nodes))]
		drawn := func(i int) lanes.Chunk { return b.tracks.drawn[i*b.chunk : (i+1)*b.chunk] }
		for i := range nodes {
			b.drawNode(drawn(i), first+i, group)
		}
		b.tier.Quantiles(b.tracks.drawn[:len(nodes)*b.chunk])
		for i := range nodes {
			node := &nodes[i]
			left, right := b.tracks.motions[node.Left], b.tracks.motions[node.Right]
			b.tier.Bridge(b.tracks.motions[node.Track], drawn(i), left, right, node.Weights)
		}
	}
	return true
}

// drawNode draws the uniform numbers less a half that the normals of a node are made of.
func (b *Block) drawNode(out lanes.Chunk, dimension int, group uint64) {
	if dimension < len(b.tracks.points) {
		b.tier.Uniforms(out, &b.tracks.points[dimension], int(group%groups))
		return
	}
	node := &b.plan.Tracks.Nodes[dimension]
	b.tier.Centred(out, group, uint32(node.Step), uint32(node.Factor), b.plan.Key)
}

// along turns the tracks of a factor back into the normals of a step: with per = 1 / sqrt(dt) and B the track at the
// end of the step, fma(-per, the track before, fma(per, B, 0)).
func (b *Block) along(factor, step int) {
	after, before := b.plan.Tracks.First[factor]+step-1, job.Origin
	if step > 1 {
		before = after - 1
	}
	per := 1 / b.plan.Walk.RootLengths[step-1]
	b.tier.Mix(b.normals[factor], b.tracks.motions[after], b.tracks.motions[before], per, -per)
}
