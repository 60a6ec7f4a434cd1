// Package kernel simulates blocks of paths under a plan.
//
// Block b holds the paths from 4096 b on: 256 groups of 16 lanes. Each lane sums its 256 paths in their order, the
// square of a value by a fused multiply-add; then the lanes are summed by lanes.Lanes.Sum. How many groups are computed
// at a time is a matter of speed and does not show.
//
// With d = sign (long - strike) and D the discount, a claim is worth D max(d, 0). Its greeks are pathwise (P.
// Glasserman, "Monte Carlo Methods in Financial Engineering", 2003, section 7.2): the derivative of the discounted
// payoff along the path, 0 where d <= 0. All quantities Q are homogeneous of degree 1 in the spot S0, so
//
//	delta = D sign (Q_long - Q_strike) / S0          (a fixed strike counts as 0)
//	vega  = D sign (dQ_long - dQ_strike)             dS_t = S_t (W_t - volatility t), of a mean the mean,
//	                                                 of a geometric mean G (mean W - volatility mean t)
//	rho   = D sign (dQ_long - dQ_strike) - D T d     dS_t = S_t t, of a mean the mean, of a geometric mean G mean t
//
// with T the time of payment.
package kernel

import (
	"math"
	"sync/atomic"
	"unsafe"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

const (
	// BlockPaths is how many a block has.
	BlockPaths = 4096
	groups     = BlockPaths / lanes.Width
	groupBytes = int(unsafe.Sizeof(lanes.Lanes{}))
	// chunkBytes is what the numbers of the groups that are computed at a time may take: well within a core's own
	// caches.
	chunkBytes = 128 << 10
	// mostGroups is beyond where calls cost nothing any more.
	mostGroups = 32
	// leastGroups is how many vector code draws the numbers of at once.
	leastGroups = 2
)

// Block computes blocks of one plan, one at a time: it holds what that needs, so that a block allocates nothing.
type Block struct {
	tier *lanes.Tier
	plan *job.Plan
	// chunk is how many groups are computed at a time.
	chunk int
	// numbers is the memory of all that follows, of one chunk each: the Brownian motion of each underlying, the
	// independent normals of the present step of each factor, the slots, and what lasts for one observation or claim.
	numbers                       []lanes.Lanes
	motions, normals, slots       []lanes.Chunk
	correlated, distances, totals lanes.Chunk
	// filled are the slots that have something before the first observation, be it 0.
	filled []int
	sums   []lanes.Sums
}

// New makes room for a plan's blocks.
func New(tier *lanes.Tier, plan *job.Plan) *Block {
	b := &Block{tier: tier, plan: plan, chunk: chunkGroups(plan), sums: make([]lanes.Sums, plan.Series())}
	b.numbers = make([]lanes.Lanes, chunks(plan)*b.chunk)
	rest := b.numbers
	next := func() lanes.Chunk {
		chunk := lanes.Chunk(rest[:b.chunk:b.chunk])
		rest = rest[b.chunk:]
		return chunk
	}
	several := func(n int) []lanes.Chunk {
		list := make([]lanes.Chunk, n)
		for i := range list {
			list[i] = next()
		}
		return list
	}
	b.motions, b.normals, b.slots = several(plan.Underlyings), several(plan.Underlyings), several(len(plan.Initial))
	b.correlated, b.distances, b.totals = next(), next(), next()
	fresh := make([]bool, len(plan.Initial))
	for i := range plan.Walk.Observations {
		if observation := &plan.Walk.Observations[i]; observation.Fresh {
			fresh[plan.Walk.PriceSlotsOf(observation)[0]] = true
		}
	}
	for slot, is := range fresh {
		if !is {
			b.filled = append(b.filled, slot)
		}
	}
	return b
}

// ScratchBytes is about how many bytes New takes for a plan.
func ScratchBytes(plan *job.Plan) int {
	const header = int(unsafe.Sizeof(lanes.Chunk{}))
	return chunks(plan)*(chunkGroups(plan)*groupBytes+header) + plan.Series()*2*groupBytes
}

// chunks is how many numbers a path has.
func chunks(plan *job.Plan) int { return 2*plan.Underlyings + len(plan.Initial) + 3 }

// chunkGroups is even, and a divisor of the groups of a block.
func chunkGroups(plan *job.Plan) int {
	n := mostGroups
	for n > leastGroups && n*chunks(plan)*groupBytes > chunkBytes {
		n /= 2
	}
	return n
}

// Compute computes the block of that index. The results, as long as the plan's series, get the sums over its paths and
// those of the squares; the total is first, then each claim's price and greeks. It looks at stop once a chunk and step,
// and returns false soon after it is set.
func (b *Block) Compute(index uint64, stop *atomic.Bool, sums, squares []float64) bool {
	clear(b.sums)
	for done := 0; done < groups; done += b.chunk {
		if !b.simulate(index*groups+uint64(done), stop) {
			return false
		}
		b.accumulate()
	}
	for i := range b.sums {
		sums[i] = canonical(b.sums[i].Values.Sum())
		squares[i] = canonical(b.sums[i].Squares.Sum())
	}
	return true
}

// canonical is not-a-number in one form only: its sign and payload are the processor's choice.
func canonical(x float64) float64 {
	if math.IsNaN(x) {
		return math.Float64frombits(nan)
	}
	return x
}

// nan is the form that all engines send.
const nan = 0x7FF8000000000000
