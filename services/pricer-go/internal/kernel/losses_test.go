package kernel_test

import (
	"sync/atomic"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
)

func revaluation(tb testing.TB, of *pricerv1.RevalueRequest) *job.Revaluation {
	tb.Helper()
	compiled, err := job.CompileRevaluation(of)
	if err != nil {
		tb.Fatal(err)
	}
	return compiled
}

func losses(tb testing.TB, tier *lanes.Tier, of *job.Revaluation, index uint64) result {
	tb.Helper()
	values, squares := kernel.ResultLengths(of)
	found := result{make([]float64, values), make([]float64, squares)}
	if !kernel.NewLosses(tier, of).Compute(index, new(atomic.Bool), found.sums, found.squares) {
		tb.Fatal("stopped although nobody asked")
	}
	return found
}

// goldenLosses are the digests of blocks 0 and 2^28 of the losses and of two tails, as the tests of the other engine have
// them.
var goldenLosses = map[*pricerv1.RevalueRequest][2]uint64{
	jobtest.Losses(): {0x16b8_10d7_bd7a_8875, 0x730b_d4a6_e082_0bc2},
	jobtest.Tails():  {0xf960_0984_831a_677c, 0x82eb_b990_166c_a2f1},
}

func TestEveryTierGivesTheDigestsOfLosses(t *testing.T) {
	for request, want := range goldenLosses {
		of := revaluation(t, request)
		for _, tier := range lanes.Tiers() {
			got := [2]uint64{losses(t, tier, of, 0).digest(), losses(t, tier, of, 1<<28).digest()}
			if got != want {
				t.Errorf("%d tails, %s: %#x, want %#x", len(of.Tails), tier.Name, got, want)
			}
		}
	}
}

func TestABlockOfLossesAllocatesNothing(t *testing.T) {
	for request := range goldenLosses {
		of := revaluation(t, request)
		values, squares := kernel.ResultLengths(of)
		block, into := kernel.NewLosses(lanes.Fastest(), of), result{make([]float64, values), make([]float64, squares)}
		var stop atomic.Bool
		if n := testing.AllocsPerRun(10, func() { block.Compute(3, &stop, into.sums, into.squares) }); n != 0 {
			t.Errorf("%d tails: %v allocations a block", len(of.Tails), n)
		}
	}
}
