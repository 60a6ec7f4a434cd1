// Package service serves the contract pricer.v1: it checks a job, compiles it, has the pool compute its blocks and
// streams their sums.
package service

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/kit-go/server"
	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
	"workspace.internal/services/pricer-go/internal/pool"
)

const (
	// retryAfter is when to try again after a refusal: about what the blocks of a short request take.
	retryAfter = 250 * time.Millisecond
	// decoded is how much a decoded message takes for each byte of its encoding: packed numbers of one byte become
	// four.
	decoded = 4
)

// Engine is the service. Stateless but for what it computes at the moment.
type Engine struct {
	pricerv1.UnimplementedPricerServiceServer

	pool *pool.Pool[*numbers]
	// preparing is for what precedes a simulation, so that it does not wait for those that run: they share the
	// processor.
	preparing *pool.Pool[job.Policy]
	tier      *lanes.Tier
	version   string
	// address waits for the address that the engine listens on.
	address func(context.Context) (string, error)
}

// New starts the goroutines that compute. The configuration has been checked.
func New(
	config Config, version string, log *slog.Logger, address func(context.Context) (string, error),
) (*Engine, error) {
	tier, err := lanes.Choose(config.KernelTier)
	if err != nil {
		return nil, err
	}
	log.Info("ready to compute", "tier", tierName(tier), "threads", config.threads())
	return &Engine{
		pool:      pool.Start[*numbers](config.threads(), config.limits()),
		preparing: pool.Start[job.Policy](config.threads(), config.limits()),
		tier:      tier,
		version:   version,
		address:   address,
	}, nil
}

// Threads is how many goroutines compute.
func (e *Engine) Threads() int { return e.pool.Threads() }

// Component is the pools as a part of the process, to be stopped after the server.
func (e *Engine) Component() lifecycle.Component {
	return lifecycle.Closer("pools", func(context.Context) error {
		e.pool.Close()
		e.preparing.Close()
		return nil
	})
}

// Describe implements the contract.
func (e *Engine) Describe(ctx context.Context, _ *pricerv1.DescribeRequest) (*pricerv1.DescribeResponse, error) {
	address, err := e.address(ctx)
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	return &pricerv1.DescribeResponse{
		Instance: net.JoinHostPort(host, port),
		Version:  e.version,
		Tier:     tierName(e.tier),
		Lanes:    lanes.Width,
		Threads:  uint32(e.pool.Threads()),
	}, nil
}

// tierName tells the tiers of this engine from those of others.
func tierName(tier *lanes.Tier) string { return "go-" + tier.Name }

// Simulate implements the contract. The server has checked the request against its schema.
func (e *Engine) Simulate(
	request *pricerv1.SimulateRequest, stream grpc.ServerStreamingServer[pricerv1.SimulateResponse],
) error {
	response := &pricerv1.SimulateResponse{Busy: &durationpb.Duration{}}
	compile := func() (computation, error) {
		plan, err := job.Compile(request.GetJob())
		if err == nil {
			response.Paths = kernel.Samples(plan)
		}
		return sums{e.tier, plan}, err
	}
	return e.compute(stream.Context(), request, compile, func(done pool.Done[*numbers]) error {
		response.Block = done.Item
		response.Sums, response.SumsOfSquares = done.Output.values, done.Output.squares
		setDuration(response.GetBusy(), done.Busy)
		return stream.Send(response)
	})
}

// Revalue implements the contract, likewise.
func (e *Engine) Revalue(
	request *pricerv1.RevalueRequest, stream grpc.ServerStreamingServer[pricerv1.RevalueResponse],
) error {
	compile := func() (computation, error) {
		of, err := job.CompileRevaluation(request)
		return losses{e.tier, of}, err
	}
	response := &pricerv1.RevalueResponse{Scenarios: kernel.BlockPaths, Busy: &durationpb.Duration{}}
	return e.compute(stream.Context(), request, compile, func(done pool.Done[*numbers]) error {
		response.Block = done.Item
		if found := done.Output; len(request.GetTails()) == 0 {
			response.Value, response.Losses = found.values[0], found.values[1:]
		} else {
			response.Sums, response.SumsOfSquares = found.values, found.squares
		}
		setDuration(response.GetBusy(), done.Busy)
		return stream.Send(response)
	})
}

// order is a request to compute blocks.
type order interface {
	proto.Message
	GetFirstBlock() uint64
	GetBlockCount() uint32
}

// compute has the blocks of a request computed and sends what is found of each. The message that is sent is the
// caller's, and the same each time.
func (e *Engine) compute(
	ctx context.Context, request order, compile func() (computation, error), send func(pool.Done[*numbers]) error,
) error {
	select {
	case <-server.Draining(ctx):
		return stopping()
	default:
	}
	place, err := e.pool.Reserve(decoded * proto.Size(request))
	if err != nil {
		return failed(err)
	}
	defer place.Leave()
	of, err := compile()
	if err != nil {
		return err
	}
	work := newSimulation(of, e.pool.Threads(), e.pool.Limits().Bytes, uint64(request.GetBlockCount()))
	results, err := place.Submit(ctx, work.request(request.GetFirstBlock()))
	if err != nil {
		return failed(err)
	}
	defer results.Close()
	for {
		done, err := results.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return failed(err)
		}
		if err := send(done); err != nil {
			return err
		}
		work.reuse(done.Output)
		results.Taken()
	}
}

func setDuration(to *durationpb.Duration, d time.Duration) {
	to.Seconds, to.Nanos = int64(d/time.Second), int32(d%time.Second)
}

// failed is what the caller sees. The server makes INTERNAL with an id of a panic, and logs it, and knows the ends of
// contexts.
func failed(err error) error {
	switch {
	case errors.Is(err, pool.ErrFull):
		return errs.Exhausted(err.Error(), retryAfter)
	case errors.Is(err, pool.ErrClosed):
		return stopping()
	default:
		return err
	}
}

func stopping() error { return status.Error(codes.Unavailable, "the engine is stopping") }
