package service

import (
	"sync/atomic"

	"google.golang.org/protobuf/types/known/durationpb"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
	"workspace.internal/services/pricer-go/internal/pool"
)

// readyBytes is what the results that are ready and wait may take, above one.
const readyBytes = 1 << 20

// simulation is the blocks of one request. It keeps what a block needs for the next one, so that nothing is allocated
// once as many have been computed as are computed, or wait for their reader, at a time.
type simulation struct {
	tier   *lanes.Tier
	plan   *job.Plan
	blocks uint64
	// threads is how many blocks are computed at a time, window how many there are until the reader takes one.
	threads, window int
	scratch         chan *kernel.Block
	free            chan *pricerv1.SimulateResponse
}

func newSimulation(tier *lanes.Tier, plan *job.Plan, threads int, blocks uint64) *simulation {
	window := window(threads, plan.ResultBytes())
	return &simulation{
		tier: tier, plan: plan, blocks: blocks, threads: threads, window: window,
		scratch: make(chan *kernel.Block, threads),
		free:    make(chan *pricerv1.SimulateResponse, window),
	}
}

// window is enough that every thread has work while the results of as many travel; more where results are small, so
// that a reader who comes seldom does not make threads wait.
func window(threads, resultBytes int) int {
	return threads + min(max(readyBytes/resultBytes, 1), 3*threads)
}

// request is the work as the pool wants it.
func (s *simulation) request(first uint64) pool.Request[*pricerv1.SimulateResponse] {
	// A block that waits for its reader is there as sums, and for a moment as an encoded message too.
	waiting := int(min(uint64(s.window), s.blocks)) * 2 * s.plan.ResultBytes()
	running := int(min(uint64(s.threads), s.blocks)) * kernel.ScratchBytes(s.plan)
	return pool.Request[*pricerv1.SimulateResponse]{
		Work: s, First: first, Count: s.blocks, Window: s.window,
		Bytes: s.plan.Bytes() + waiting + running,
	}
}

// Compute implements pool.Work.
func (s *simulation) Compute(block uint64, stop *atomic.Bool) (*pricerv1.SimulateResponse, bool) {
	computed := take(s.scratch, func() *kernel.Block { return kernel.New(s.tier, s.plan) })
	response := take(s.free, func() *pricerv1.SimulateResponse {
		return &pricerv1.SimulateResponse{
			Paths:         kernel.BlockPaths,
			Sums:          make([]float64, s.plan.Series()),
			SumsOfSquares: make([]float64, s.plan.Series()),
			Busy:          &durationpb.Duration{},
		}
	})
	ok := computed.Compute(block, stop, response.GetSums(), response.GetSumsOfSquares())
	s.scratch <- computed
	return response, ok
}

// reuse gives back a response that has been sent.
func (s *simulation) reuse(response *pricerv1.SimulateResponse) { s.free <- response }

// take is one that is there, or else a new one.
func take[T any](from chan T, another func() T) T {
	select {
	case one := <-from:
		return one
	default:
		return another()
	}
}
