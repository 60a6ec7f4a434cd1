package service

import (
	"sync/atomic"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
	"workspace.internal/services/pricer-go/internal/pool"
)

// readyBytes is what the results that are ready and wait may take, above one.
const readyBytes = 1 << 20

// numbers are what is said of one block: sums with sums of squares, or losses.
type numbers struct{ values, squares []float64 }

// computation is what is computed of each block.
type computation interface {
	// scratch is what computes a block at a time. It gives as many values and squares as lengths says.
	scratch() scratch
	lengths() (values, squares int)
	// bytes are about how many it takes itself, scratchBytes what computes a block.
	bytes() int
	scratchBytes() int
}

// scratch computes the block of that index; it returns false soon after stop is set.
type scratch interface {
	Compute(index uint64, stop *atomic.Bool, values, squares []float64) bool
}

// sums are those of prices and greeks.
type sums struct {
	tier *lanes.Tier
	plan *job.Plan
}

func (s sums) scratch() scratch               { return kernel.New(s.tier, s.plan) }
func (s sums) lengths() (values, squares int) { return s.plan.Series(), s.plan.Series() }
func (s sums) bytes() int                     { return s.plan.Bytes() }
func (s sums) scratchBytes() int              { return kernel.ScratchBytes(s.plan) }

// losses are those until a horizon.
type losses struct {
	tier *lanes.Tier
	of   *job.Revaluation
}

func (l losses) scratch() scratch               { return kernel.NewLosses(l.tier, l.of) }
func (l losses) lengths() (values, squares int) { return kernel.ResultLengths(l.of) }
func (l losses) bytes() int                     { return l.of.Bytes() }
func (l losses) scratchBytes() int              { return kernel.LossesScratchBytes(l.of) }

// simulation is the blocks of one request. It keeps what a block needs for the next one, so that nothing is allocated
// once as many have been computed as are computed, or wait for their reader, at a time.
type simulation struct {
	of     computation
	blocks uint64
	// threads is how many blocks are computed at a time, window how many there are until the reader takes one.
	threads, window int
	scratches       chan scratch
	free            chan *numbers
}

// newSimulation has so many blocks computed by so many threads. No more are computed at a time than there is memory
// for, but one in any case.
func newSimulation(of computation, threads, memory int, blocks uint64) *simulation {
	room := (memory - of.bytes()) / (2*resultBytes(of) + of.scratchBytes())
	window := min(window(threads, resultBytes(of)), max(room, 1))
	threads = min(threads, window)
	return &simulation{
		of: of, blocks: blocks, threads: threads, window: window,
		scratches: make(chan scratch, threads),
		free:      make(chan *numbers, window),
	}
}

// resultBytes is how many the numbers of a block take.
func resultBytes(of computation) int {
	values, squares := of.lengths()
	return (values + squares) * 8
}

// window is enough that every thread has work while the results of as many travel; more where results are small, so
// that a reader who comes seldom does not make threads wait.
func window(threads, resultBytes int) int {
	const ready = 63
	return threads + min(max(readyBytes/resultBytes, 1), ready*threads)
}

// request is the work as the pool wants it.
func (s *simulation) request(first uint64) pool.Request[*numbers] {
	// A block that waits for its reader is there as numbers, and for a moment as an encoded message too.
	waiting := int(min(uint64(s.window), s.blocks)) * 2 * resultBytes(s.of)
	running := int(min(uint64(s.threads), s.blocks)) * s.of.scratchBytes()
	return pool.Request[*numbers]{
		Work: s, First: first, Count: s.blocks, Window: s.window,
		Bytes: s.of.bytes() + waiting + running,
	}
}

// Compute implements pool.Work.
func (s *simulation) Compute(block uint64, stop *atomic.Bool) (*numbers, bool) {
	computed := take(s.scratches, s.of.scratch)
	found := take(s.free, func() *numbers {
		values, squares := s.of.lengths()
		return &numbers{make([]float64, values), make([]float64, squares)}
	})
	ok := computed.Compute(block, stop, found.values, found.squares)
	s.scratches <- computed
	return found, ok
}

// reuse gives back numbers that have been sent.
func (s *simulation) reuse(sent *numbers) { s.free <- sent }

// take is one that is there, or else a new one.
func take[T any](from chan T, another func() T) T {
	select {
	case one := <-from:
		return one
	default:
		return another()
	}
}
