package engines

import (
	"context"
	"fmt"

	"google.golang.org/grpc"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

// Work is what a run has engines compute, block by block.
type Work interface {
	// Call asks an engine for some blocks.
	Call(ctx context.Context, engine pricerv1.PricerServiceClient, first uint64, count int) (Answers, error)
}

// Answers are the blocks that an engine sends for a call.
type Answers interface {
	// Recv is the next one; io.EOF after the last.
	Recv() (*merge.Block, error)
}

// Prices have the engines simulate a job.
type Prices struct{ Job *pricerv1.Job }

// Call implements Work.
func (p Prices) Call(
	ctx context.Context, engine pricerv1.PricerServiceClient, first uint64, count int,
) (Answers, error) {
	stream, err := engine.Simulate(ctx, &pricerv1.SimulateRequest{
		Job: p.Job, FirstBlock: first, BlockCount: uint32(count),
	})
	return sums{stream, plan.Samples(p.Job)}, err
}

type sums struct {
	stream grpc.ServerStreamingClient[pricerv1.SimulateResponse]
	// samples is how many each block has.
	samples uint32
}

func (s sums) Recv() (*merge.Block, error) {
	answer, err := s.stream.Recv()
	if err != nil {
		return nil, err
	}
	return &merge.Block{
		Index: answer.GetBlock(), BusyNanos: int64(answer.GetBusy().AsDuration()),
		Sums: answer.GetSums(), Squares: answer.GetSumsOfSquares(),
	}, whole(answer.GetPaths(), s.samples)
}

// whole says whether a block has as many samples as the contract gives it. That of an engine which is older than a
// sampling, and does not know that it is asked for, has not.
func whole(samples, want uint32) error {
	if samples != want {
		return fmt.Errorf("%w: a block of %d samples, not %d", errContract, samples, want)
	}
	return nil
}
