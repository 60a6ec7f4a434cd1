// Package enginetest is an engine for tests: it speaks the real contract over a real socket, and does what the test's
// script says. Its sums are drawn from the seed and the block's index, so they are the same whoever computes them.
package enginetest

import (
	"context"
	"maps"
	"math"
	"math/rand/v2"
	"net"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/types/known/durationpb"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/risk/internal/merge"
)

// Script is asked before each block of a call; an error ends the call with it. It may wait, but not longer than ctx.
type Script func(ctx context.Context, request *pricerv1.SimulateRequest, block uint64) error

// Engine is a scripted engine.
type Engine struct {
	pricerv1.UnimplementedPricerServiceServer
	name string

	mu       sync.Mutex
	address  string
	server   *grpc.Server
	script   Script
	tamper   func(*pricerv1.SimulateResponse)
	prepare  func(*pricerv1.Job) error
	prepared int
	calls    int
	running  int
	computed map[uint64]int
}

// Start starts an engine on a free port, until the test ends.
func Start(t *testing.T, name string) *Engine {
	t.Helper()
	e := &Engine{name: name, address: "127.0.0.1:0", computed: map[uint64]int{}}
	e.Resume(t)
	t.Cleanup(e.Stop)
	return e
}

// Resume starts it again, on the same port, after Stop.
func (e *Engine) Resume(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", e.Address())
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	pricerv1.RegisterPricerServiceServer(server, e)
	healthy := health.NewServer()
	healthpb.RegisterHealthServer(server, healthy)
	e.mu.Lock()
	e.address, e.server = listener.Addr().String(), server
	e.mu.Unlock()
	go func() { _ = server.Serve(listener) }() // ends with Stop
}

// Stop breaks off all calls and closes the port, as the death of the process would.
func (e *Engine) Stop() {
	e.mu.Lock()
	server := e.server
	e.mu.Unlock()
	server.Stop()
}

// Address is its host:port.
func (e *Engine) Address() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.address
}

// Follow makes it do what the script says; nil: no more than its work.
func (e *Engine) Follow(script Script) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.script = script
}

// Tamper changes each answer before it is sent.
func (e *Engine) Tamper(change func(*pricerv1.SimulateResponse)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tamper = change
}

// Prepares makes it do so with a job before it answers; an error ends the call with it.
func (e *Engine) Prepares(change func(*pricerv1.Job) error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.prepare = change
}

// Prepared is how many jobs it was asked to prepare.
func (e *Engine) Prepared() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.prepared
}

// Calls is how many calls it has had, Running how many of them have not ended.
func (e *Engine) Calls() (calls, running int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.calls, e.running
}

// Computed says how often it has computed each block.
func (e *Engine) Computed() map[uint64]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	counts := make(map[uint64]int, len(e.computed))
	maps.Copy(counts, e.computed)
	return counts
}

// Describe implements the contract.
func (e *Engine) Describe(context.Context, *pricerv1.DescribeRequest) (*pricerv1.DescribeResponse, error) {
	return &pricerv1.DescribeResponse{Instance: e.name, Version: "test", Tier: "scripted", Lanes: 16, Threads: 1}, nil
}

// Prepare implements the contract: every policy is never to exercise early.
func (e *Engine) Prepare(
	_ context.Context, request *pricerv1.PrepareRequest,
) (*pricerv1.PrepareResponse, error) {
	e.mu.Lock()
	e.prepared++
	change := e.prepare
	e.mu.Unlock()
	job := request.GetJob()
	for _, position := range job.GetPositions() {
		if of := position.GetBermudan(); of != nil {
			of.Policy = nil
			for range len(job.GetSchedules()[of.GetSchedule()].GetSteps()) - 1 {
				of.Policy = append(of.Policy, &pricerv1.Continuation{Constant: math.Inf(1)})
			}
		}
	}
	if change != nil {
		if err := change(job); err != nil {
			return nil, err
		}
	}
	return &pricerv1.PrepareResponse{Job: job}, nil
}

// Simulate implements the contract.
func (e *Engine) Simulate(
	request *pricerv1.SimulateRequest, stream grpc.ServerStreamingServer[pricerv1.SimulateResponse],
) error {
	return e.follow(stream.Context(), request, func(block uint64) error {
		answer := Block(request.GetJob(), block)
		if _, tamper := e.scripts(); tamper != nil {
			tamper(answer)
		}
		return stream.Send(answer)
	})
}

// Revalue implements the contract. The script is asked as for a simulation of the same job and blocks.
func (e *Engine) Revalue(
	request *pricerv1.RevalueRequest, stream grpc.ServerStreamingServer[pricerv1.RevalueResponse],
) error {
	asked := &pricerv1.SimulateRequest{
		Job: request.GetJob(), FirstBlock: request.GetFirstBlock(), BlockCount: request.GetBlockCount(),
	}
	return e.follow(stream.Context(), asked, func(block uint64) error {
		return stream.Send(Losses(request, block))
	})
}

func (e *Engine) scripts() (Script, func(*pricerv1.SimulateResponse)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.script, e.tamper
}

// follow does what the script says before each block of a call, and then computes it.
func (e *Engine) follow(
	ctx context.Context, request *pricerv1.SimulateRequest, compute func(block uint64) error,
) error {
	e.mu.Lock()
	e.calls++
	e.running++
	e.mu.Unlock()
	defer func() {
		e.mu.Lock()
		e.running--
		e.mu.Unlock()
	}()
	for i := range uint64(request.GetBlockCount()) {
		block := request.GetFirstBlock() + i
		if script, _ := e.scripts(); script != nil {
			if err := script(ctx, request, block); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		e.mu.Lock()
		e.computed[block]++
		e.mu.Unlock()
		if err := compute(block); err != nil {
			return err
		}
	}
	return nil
}

// Block is what any engine answers for a block: sums as if each price were normal with mean 10 and standard deviation
// 3.
func Block(job *pricerv1.Job, block uint64) *pricerv1.SimulateResponse {
	rng := rand.New(rand.NewPCG(job.GetSeed(), block))
	answer := &pricerv1.SimulateResponse{Block: block, Paths: merge.PathsPerBlock, Busy: durationpb.New(1000)}
	for range width(job) {
		noise := rng.NormFloat64() * 3 * math.Sqrt(merge.PathsPerBlock)
		answer.Sums = append(answer.Sums, 10*merge.PathsPerBlock+noise)
		answer.SumsOfSquares = append(answer.SumsOfSquares, 109*merge.PathsPerBlock+20*noise)
	}
	if job.GetSampling() == pricerv1.Sampling_SAMPLING_SOBOL {
		answer.Paths = 1
		for i := range answer.GetSums() {
			answer.Sums[i] /= merge.PathsPerBlock
			answer.SumsOfSquares[i] = answer.GetSums()[i] * answer.GetSums()[i]
		}
	}
	return answer
}

// width is how many sums the contract has a block of the job have.
func width(job *pricerv1.Job) int {
	sums := 1
	for _, position := range job.GetPositions() {
		sums++
		for _, greek := range job.GetGreeks() {
			switch basket := position.GetBasket(); greek {
			case pricerv1.Greek_GREEK_DELTA, pricerv1.Greek_GREEK_VEGA, pricerv1.Greek_GREEK_GAMMA:
				sums += max(1, len(basket.GetTerms()))
			default:
				sums++
			}
		}
	}
	return sums
}

// Hang is a script that waits until the call is given up.
func Hang(ctx context.Context, _ *pricerv1.SimulateRequest, _ uint64) error {
	<-ctx.Done()
	return ctx.Err()
}
