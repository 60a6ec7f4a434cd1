package engines

import (
	"context"

	"google.golang.org/grpc"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/risk/internal/merge"
)

// Losses have the engines revalue a job in the scenarios of two passes: for the losses, then for their tails.
type Losses struct {
	// Job and Drifts are sent with every call.
	Job    *pricerv1.Job
	Drifts []float64
	// FirstPass is how many blocks the first pass has. The second has the same, numbered on.
	FirstPass uint64
	// Tails is asked once a block of the second pass is given out, when the first is through.
	Tails func() []*pricerv1.Tail
}

// Call implements Work. No call reaches from one pass into the other: the second is given out once the first is merged.
func (l Losses) Call(
	ctx context.Context, engine pricerv1.PricerServiceClient, first uint64, count int,
) (Answers, error) {
	request := &pricerv1.RevalueRequest{
		Job: l.Job, Drifts: l.Drifts, FirstBlock: first, BlockCount: uint32(count),
	}
	shift := uint64(0)
	if first >= l.FirstPass {
		shift = l.FirstPass
		request.FirstBlock -= shift
		request.Tails = l.Tails()
	}
	stream, err := engine.Revalue(ctx, request)
	return losses{stream, shift}, err
}

type losses struct {
	stream grpc.ServerStreamingClient[pricerv1.RevalueResponse]
	// shift is what the blocks of the pass are numbered from.
	shift uint64
}

func (l losses) Recv() (*merge.Block, error) {
	answer, err := l.stream.Recv()
	if err != nil {
		return nil, err
	}
	block := &merge.Block{
		Index: l.shift + answer.GetBlock(), BusyNanos: int64(answer.GetBusy().AsDuration()),
		Sums: answer.GetSums(), Squares: answer.GetSumsOfSquares(),
	}
	if l.shift == 0 {
		block.Sums = append([]float64{answer.GetValue()}, answer.GetLosses()...)
	}
	return block, whole(answer.GetScenarios(), merge.PathsPerBlock)
}
