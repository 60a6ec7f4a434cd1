// Package kernel simulates blocks of paths under a plan.
//
// Block b holds the paths from 4096 b on: 256 groups of 16 lanes. Each lane sums its 256 paths in their order, the
// square of a value by a fused multiply-add; then the lanes are summed by lanes.Lanes.Sum. How many groups are computed
// at a time is a matter of speed and does not show.
//
// With d = sign (long - strike) and D the discount, an exchange is worth D max(d, 0). Its greeks are pathwise (P.
// Glasserman, "Monte Carlo Methods in Financial Engineering", 2003, section 7.2): the derivative of the discounted
// payoff along the path, 0 where d <= 0. All quantities Q are homogeneous of degree 1 in the spot S0, so
//
//	delta = D sign (Q_long - Q_strike) / S0          (a fixed strike counts as 0)
//	vega  = D sign (dQ_long - dQ_strike)             dS_t = S_t (W_t - volatility t), of a mean the mean,
//	                                                 of a geometric mean G (mean W - volatility mean t),
//	                                                 of an extreme that of the price that it is
//	rho   = D sign (dQ_long - dQ_strike) - D T d     dS_t = S_t t, of a mean the mean, of a geometric mean G mean t,
//	                                                 of an extreme that of the price that it is
//
// with T the time of payment. A basket has a delta and a vega for each of its terms, weighted; of the lowest or the
// highest one, 0 but for the term that it is. A digital claim's payoff jumps, so its greeks are likelihood ratios
// (section 7.3): the payoff times the derivative of the logarithm of the density of the price.
//
// The gamma of a European option is the likelihood ratio of its pathwise delta (section 7.3.3); of a fixed strike on
// several prices the second difference of what is paid, at a spot that is moved by Bump of itself both ways, on the
// same path; of a floating strike 0. Theta is pathwise: as all dates come nearer only the first interval shortens
// (job.Fall). What has no estimator is a weighted sum of prices in the plan's worlds, which are simulated first.
//
// Antithetic, each group has a mirrored one, whose W is 0 - W wherever it is looked at, or where a variance moves,
// whose random numbers are 0 less those of the first; and a sample of any series is half of the sum of both.
package kernel

import (
	"math"
	"sync/atomic"
	"unsafe"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

const (
	// BlockPaths is how many a block has; antithetic, the pairs of paths.
	BlockPaths = 4096
	groups     = BlockPaths / lanes.Width
	groupBytes = int(unsafe.Sizeof(lanes.Lanes{}))
	// chunkBytes is what the numbers of the groups that are computed at a time may take: within a second-level cache of
	// 512 KiB. More of them in the first-level cache is worth less than fewer calls.
	chunkBytes = 320 << 10
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
	// motions are the Brownian motion of each underlying, slots the plan's. Of an antithetic plan both have the
	// mirrored groups after the others; so have the variances, noises and spreads, and those below, which last for one
	// observation, finish or claim.
	motions, slots                                   []lanes.Chunk
	price, beyond, distances, values, payment, rival lanes.Chunk
	// bends are one more of those, where a variance moves.
	bends lanes.Chunk
	// normals are the independent ones of the present step, of each factor.
	normals []lanes.Chunk
	// variances are those that move, shocks and uniforms the random numbers of the one that moves now; empty where none
	// does.
	variances        []lanes.Chunk
	shocks, uniforms lanes.Chunk
	// noises are what of each logarithm is independent of its variance, spreads the variance of that, of those that a
	// density is read of; starts is the variance before the present step.
	noises, spreads []lanes.Chunk
	starts          lanes.Chunk
	// worlds compute the plan's worlds, in the same memory. differences are the plan's.
	worlds      []*Block
	differences []lanes.Chunk
	tracks      tracks
	// totals are the claims', samples the means of two sides.
	totals, samples lanes.Chunk
	// filled are the slots that have something before the first observation, be it 0.
	filled []int
	sums   []lanes.Sums
}

// New makes room for a plan's blocks.
func New(tier *lanes.Tier, plan *job.Plan) *Block {
	chunk := chunkGroups(plan)
	numbers := make([]lanes.Lanes, chunks(plan)*chunk)
	b := within(tier, plan, chunk, numbers)
	b.sums = make([]lanes.Sums, plan.Series())
	for _, world := range plan.Worlds {
		b.worlds = append(b.worlds, within(tier, world, chunk, numbers))
	}
	// At the end, which no world reaches.
	rest := numbers[len(numbers)-len(plan.Differences)*chunk:]
	for range plan.Differences {
		b.differences = append(b.differences, rest[:chunk:chunk])
		rest = rest[chunk:]
	}
	return b
}

// within is a block's part that computes a plan, without its worlds and sums, in that memory.
func within(tier *lanes.Tier, plan *job.Plan, chunk int, numbers []lanes.Lanes) *Block {
	b := &Block{tier: tier, plan: plan, chunk: chunk}
	rest := numbers
	next := func(groups int) lanes.Chunk {
		chunk := lanes.Chunk(rest[:groups:groups])
		rest = rest[groups:]
		return chunk
	}
	several := func(n, groups int) []lanes.Chunk {
		list := make([]lanes.Chunk, n)
		for i := range list {
			list[i] = next(groups)
		}
		return list
	}
	all := plan.Sides() * b.chunk
	b.motions, b.slots = several(plan.Underlyings, all), several(len(plan.Initial), all)
	b.price, b.beyond, b.distances, b.values, b.payment = next(all), next(all), next(all), next(all), next(all)
	b.rival = next(all)
	b.normals = several(plan.Underlyings, b.chunk)
	b.totals, b.samples = next(b.chunk), next(b.chunk)
	if variances := plan.Walk.Variances; variances > 0 {
		b.variances, b.shocks, b.uniforms = several(variances, all), next(b.chunk), next(b.chunk)
		b.bends = next(all)
	}
	if noises := plan.Walk.Noises; noises > 0 {
		b.noises, b.spreads, b.starts = several(noises, all), several(noises, all), next(b.chunk)
	}
	if of := plan.Tracks; of != nil {
		b.tracks = newTracks(of, several(of.Count, b.chunk))
	}
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
	headers, rest := chunks(plan), trackBytes(plan)
	for _, world := range plan.Worlds {
		headers += chunksOf(world)
		rest += trackBytes(world)
	}
	return chunks(plan)*chunkGroups(plan)*groupBytes + headers*header + plan.Series()*2*groupBytes + rest
}

// chunks is how many numbers a sample has: those of the plan or of one of its worlds, and the differences.
func chunks(plan *job.Plan) int {
	most := chunksOf(plan)
	for _, world := range plan.Worlds {
		most = max(most, chunksOf(world))
	}
	return most + len(plan.Differences)
}

// chunksOf is how many a plan has without its worlds: those of each side, and those of both.
func chunksOf(plan *job.Plan) int {
	n := plan.Sides()*(plan.Underlyings+len(plan.Initial)+6) + plan.Underlyings + 2
	if variances := plan.Walk.Variances; variances > 0 {
		n += plan.Sides()*(variances+1) + 2
	}
	if noises := plan.Walk.Noises; noises > 0 {
		n += 2*plan.Sides()*noises + 1
	}
	if plan.Tracks != nil {
		n += plan.Tracks.Count
	}
	return n
}

// chunkGroups is even, and a divisor of the groups of a block.
func chunkGroups(plan *job.Plan) int {
	n := mostGroups
	for n > leastGroups && n*chunks(plan)*groupBytes > chunkBytes {
		n /= 2
	}
	return n
}

// Compute computes the block of that index. The results, as long as the plan's series, get the sums over its samples
// and those of the squares; the total is first, then each claim's price and greeks. Of Sobol points the only sample is
// the mean over the paths. It looks at stop once a chunk and step, and returns false soon after it is set.
func (b *Block) Compute(index uint64, stop *atomic.Bool, sums, squares []float64) bool {
	clear(b.sums)
	b.scramble(index)
	for done := 0; done < groups; done += b.chunk {
		group := index*groups + uint64(done)
		if !b.differ(group, stop) || !b.simulate(group, stop) {
			return false
		}
		b.share(b.differences)
		b.accumulate()
	}
	for i := range b.sums {
		sums[i] = canonical(b.sums[i].Values.Sum())
		squares[i] = canonical(b.sums[i].Squares.Sum())
	}
	if Samples(b.plan) == 1 {
		one(sums, squares)
	}
	return true
}

// Samples is how many independent samples a block is: its paths, or where they are of Sobol points one, their mean.
func Samples(plan *job.Plan) uint32 {
	if plan.Tracks != nil {
		return 1
	}
	return BlockPaths
}

// one makes the mean of the sums over the paths, and its square.
func one(sums, squares []float64) {
	for i := range sums {
		mean := sums[i] / BlockPaths
		sums[i], squares[i] = canonical(mean), canonical(float64(mean*mean))
	}
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
