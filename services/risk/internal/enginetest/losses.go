package enginetest

import (
	"math/rand/v2"

	"google.golang.org/protobuf/types/known/durationpb"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/risk/internal/merge"
)

// Losses is what any engine answers for a block of scenarios: losses as if that of each position were normal with the
// mean 0 and as many as its place among the positions for a standard deviation, in a portfolio that is worth 100.
func Losses(request *pricerv1.RevalueRequest, block uint64) *pricerv1.RevalueResponse {
	rng := rand.New(rand.NewPCG(request.GetJob().GetSeed(), block))
	answer := &pricerv1.RevalueResponse{Block: block, Scenarios: merge.PathsPerBlock, Busy: durationpb.New(1000)}
	positions, tails := len(request.GetJob().GetPositions()), request.GetTails()
	if len(tails) > 0 {
		answer.Sums, answer.SumsOfSquares = make([]float64, len(tails)*positions), make([]float64, len(tails)*positions)
	}
	losses := make([]float64, positions)
	for range merge.PathsPerBlock {
		total := 0.0
		for i := range losses {
			losses[i] = float64(i+1) * rng.NormFloat64()
			total += losses[i]
		}
		if len(tails) == 0 {
			answer.Value = 100
			answer.Losses = append(answer.Losses, total)
			continue
		}
		for t, tail := range tails {
			weight := 0.0
			switch {
			case total > tail.GetThreshold():
				weight = 1
			case total == tail.GetThreshold():
				weight = tail.GetWeight()
			}
			for i, loss := range losses {
				answer.Sums[t*positions+i] += weight * loss
				answer.SumsOfSquares[t*positions+i] += weight * loss * loss
			}
		}
	}
	return answer
}
