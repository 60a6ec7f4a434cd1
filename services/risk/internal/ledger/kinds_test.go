package ledger

import (
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/risk/internal/enginetest"
	"workspace.internal/services/risk/internal/estimate"
	"workspace.internal/services/risk/internal/loss"
	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

// kind is a kind of valuation: what its blocks are, what they come to, and when it is done.
type kind struct {
	stop    plan.Stop
	block   func(index uint64) *merge.Block
	restore func(next uint64, accumulator []byte) (Sums, error)
}

func (k kind) sums(t *testing.T) Sums {
	t.Helper()
	sums, err := k.restore(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

func pricesUntil(stop plan.Stop) kind {
	return kind{stop: stop, block: block, restore: func(next uint64, accumulator []byte) (Sums, error) {
		return estimate.RestorePrices(planned, next, accumulator)
	}}
}

// lossesOf is the loss distribution of so many blocks of scenarios. The tails are not what the first pass found: they need
// be the same only, whoever computes them.
func lossesOf(blocks uint64) kind {
	of := *planned
	of.ProfitAndLoss = &plan.ProfitAndLoss{Levels: []float64{0.95, 0.99}, Blocks: blocks}
	stop := plan.Stop{MaxBlocks: 2 * blocks, Pass: blocks}
	var all []merge.Block
	for index := range 2 * blocks {
		request := &pricerv1.RevalueRequest{Job: job}
		if index >= blocks {
			request.Tails = make([]*pricerv1.Tail, 6)
		}
		answer := enginetest.Losses(request, index%blocks)
		block := merge.Block{Index: index, Sums: answer.GetSums(), Squares: answer.GetSumsOfSquares()}
		if index < blocks {
			block.Sums = append([]float64{answer.GetValue()}, answer.GetLosses()...)
		}
		all = append(all, block)
	}
	return kind{
		stop: stop,
		block: func(index uint64) *merge.Block {
			block := all[index]
			return &block
		},
		restore: func(next uint64, accumulator []byte) (Sums, error) { return loss.Restore(&of, next, accumulator) },
	}
}
