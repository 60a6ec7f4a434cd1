package service_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/kit-go/server"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/service"
)

// engine is a whole engine in this process, and a client of it.
type engine struct {
	pricerv1.PricerServiceClient
	conn *grpc.ClientConn
	// drain begins its end, ended has what serving returned.
	drain context.CancelFunc
	ended chan error
}

// start starts an engine of so many threads, that admits so many simulations.
func start(tb testing.TB, threads, works int) *engine {
	tb.Helper()
	return startTier(tb, "auto", threads, works)
}

func startTier(tb testing.TB, tier string, threads, works int) *engine {
	tb.Helper()
	settings := service.Config{
		Server: config.Server{
			ListenAddress: "127.0.0.1:0", DrainTimeout: time.Minute, MaxRequestBytes: 4 << 20, MaxConcurrentRequests: 100,
		},
		Threads: threads, QueueRequests: works, QueueBytes: 96 << 20, KernelTier: tier,
	}
	log := slog.New(slog.DiscardHandler)
	serving := server.New(server.Options{Config: settings.Server, Logger: log})
	served, err := service.New(settings, "1.2.3", log, serving.Address)
	if err != nil {
		tb.Fatal(err)
	}
	pricerv1.RegisterPricerServiceServer(serving, served)
	ctx, drain := context.WithCancel(tb.Context())
	e := &engine{drain: drain, ended: make(chan error, 1)}
	go func() { e.ended <- lifecycle.Run(ctx, log, served.Component(), serving.Component()) }()
	address, err := serving.Address(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	e.connect(tb, address)
	return e
}

func (e *engine) connect(tb testing.TB, address string) {
	tb.Helper()
	var err error
	if e.conn, err = grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials())); err != nil {
		tb.Fatal(err)
	}
	e.PricerServiceClient = pricerv1.NewPricerServiceClient(e.conn)
	tb.Cleanup(func() { _ = e.conn.Close() })
}

type stream = grpc.ServerStreamingClient[pricerv1.SimulateResponse]

func simulate(job *pricerv1.Job, first uint64, count uint32) *pricerv1.SimulateRequest {
	return &pricerv1.SimulateRequest{Job: job, FirstBlock: first, BlockCount: count}
}

// endless is more than any test waits for.
func endless() *pricerv1.SimulateRequest { return simulate(jobtest.Every(), 0, 65_536) }

// open begins a simulation and reads its first block, so that it certainly runs.
func (e *engine) open(ctx context.Context, t *testing.T, request *pricerv1.SimulateRequest) stream {
	t.Helper()
	stream, err := e.Simulate(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	return stream
}

// rest is what a stream still has, and why it ended, where not because it was through.
func rest(stream stream) (blocks []*pricerv1.SimulateResponse, err error) {
	for {
		block, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return blocks, nil
		}
		if err != nil {
			return blocks, err
		}
		blocks = append(blocks, block)
	}
}

func (e *engine) all(
	ctx context.Context, request *pricerv1.SimulateRequest,
) ([]*pricerv1.SimulateResponse, error) {
	stream, err := e.Simulate(ctx, request)
	if err != nil {
		return nil, err
	}
	return rest(stream)
}

// mustAll asks until there is a place, as often as it is told to.
func (e *engine) mustAll(tb testing.TB, request *pricerv1.SimulateRequest) []*pricerv1.SimulateResponse {
	tb.Helper()
	for {
		blocks, err := e.all(tb.Context(), request)
		delay, exhausted := errs.RetryDelay(err)
		switch {
		case err == nil && len(blocks) == int(request.GetBlockCount()):
			return blocks
		case !exhausted:
			tb.Fatalf("%d blocks and %v", len(blocks), err)
		}
		<-time.After(delay)
	}
}

// prepare completes a job.
func (e *engine) prepare(tb testing.TB, of *pricerv1.Job) *pricerv1.Job {
	tb.Helper()
	answer, err := e.Prepare(tb.Context(), &pricerv1.PrepareRequest{Job: of})
	if err != nil {
		tb.Fatal(err)
	}
	return answer.GetJob()
}

func (e *engine) refusal(t *testing.T, request *pricerv1.SimulateRequest, want codes.Code) error {
	t.Helper()
	blocks, err := e.all(t.Context(), request)
	if own, ok := errs.Own(err); !ok || own.Code() != want {
		t.Errorf("%d blocks and %v, want %s", len(blocks), err, want)
	}
	return err
}

// revalued is what an engine says about the losses of a request, in the order of the blocks.
func (e *engine) revalued(tb testing.TB, request *pricerv1.RevalueRequest) []*pricerv1.RevalueResponse {
	tb.Helper()
	stream, err := e.Revalue(tb.Context(), request)
	if err != nil {
		tb.Fatal(err)
	}
	var blocks []*pricerv1.RevalueResponse
	for {
		block, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			tb.Fatal(err)
		}
		blocks = append(blocks, block)
	}
	if len(blocks) != int(request.GetBlockCount()) {
		tb.Fatalf("%d blocks, want %d", len(blocks), request.GetBlockCount())
	}
	slices.SortFunc(blocks, func(a, b *pricerv1.RevalueResponse) int { return cmp.Compare(a.GetBlock(), b.GetBlock()) })
	return blocks
}
