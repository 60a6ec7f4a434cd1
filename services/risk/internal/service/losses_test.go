package service

import (
	"context"
	"math"
	"syscall"
	"testing"

	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

// losses asks for a loss distribution in so many blocks of scenarios.
func losses(blocks int64) *riskv1.ValuationSpec {
	return &riskv1.ValuationSpec{
		Stop: &riskv1.ValuationSpec_Paths{Paths: blocks * 4096},
		Seed: 7,
		ProfitAndLoss: &riskv1.ProfitAndLoss{
			HorizonYears: 0.04, ConfidenceLevels: []float64{0.95, 0.99},
			Drifts: []*riskv1.ProfitAndLoss_Drift{{Underlying: "A", Rate: 0.08}},
		},
	}
}

func TestALossDistributionIsComputedAndStored(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	r := start(t, settings(pgtest.Database(t), engine))
	portfolio := r.portfolio(t)
	v := r.succeeded(t, r.value(t, portfolio, losses(20)))
	result := v.GetResult()
	tails := result.GetLossDistribution().GetTails()
	if result.GetPaths() != 20*4096 || len(tails) != 2 || len(result.GetPositions()) != 2 || result.GetTotal() != nil {
		t.Fatalf("result %v", result)
	}
	for i, tail := range tails {
		sum := 0.0
		for _, position := range result.GetPositions() {
			sum += position.GetShortfalls()[i].GetValue()
		}
		if want := tail.GetExpectedShortfall().GetValue(); math.Abs(sum-want) > 1e-12*want {
			t.Errorf("the positions add %v at %v, want %v", sum, tail.GetConfidenceLevel(), want)
		}
	}
	if progress := v.GetProgress(); progress.GetPathsDone() != 40*4096 || progress.GetPathsPlanned() != 40*4096 {
		t.Errorf("progress %v, want both passes", progress)
	}
	for block, times := range engine.Computed() {
		if times != 2 {
			t.Errorf("block %d was computed %d times", block, times)
		}
	}
	listed, err := r.valuations.ListValuations(background(t), &riskv1.ListValuationsRequest{Parent: portfolio})
	if err != nil {
		t.Fatal(err)
	}
	bare := proto.CloneOf(result)
	bare.Positions = nil
	same(t, listed.GetValuations()[0].GetResult(), bare)
}

func TestLossesHaveTheSameBitsHoweverTheWorkIsSpread(t *testing.T) {
	want := reference(t, losses(30))
	for name, change := range map[string]func(*Config){
		"shards of 1": func(c *Config) { c.ShardBlocks = 1 },
		"every shard hedged at once": func(c *Config) {
			c.ShardBlocks, c.HedgeQuantile, c.HedgeBudget, c.HedgeMinDelay = 7, 0, 1, 0
		},
	} {
		t.Run(name, func(t *testing.T) {
			config := settings(pgtest.Database(t), enginetest.Start(t, "a"), enginetest.Start(t, "b"))
			change(&config)
			r := start(t, config)
			same(t, r.succeeded(t, r.value(t, r.portfolio(t), losses(30))).GetResult(), want)
		})
	}
}

func TestLossesOfAKilledReplicaAreTakenOverInEitherPass(t *testing.T) {
	want := reference(t, losses(20))
	for name, merged := range map[string]int64{"first": 10, "second": 30} {
		t.Run(name, func(t *testing.T) {
			database := pgtest.Database(t)
			engine := enginetest.Start(t, "engine")
			open := make(chan struct{})
			// Blocks from 10 on are held back, in the second pass those that were computed once.
			engine.Follow(func(ctx context.Context, _ *pricerv1.SimulateRequest, block uint64) error {
				if block < 10 || merged > 20 && engine.Computed()[block] == 0 {
					return nil
				}
				select {
				case <-open:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
			config := settings(database, engine)
			variables := []string{"SHARD_BLOCKS=5", "SHARDS_IN_FLIGHT=1", "HEDGE_BUDGET=0"}
			first, second := launch(t, config, variables...), launch(t, config, variables...)
			name := first.value(t, first.portfolio(t), losses(20))
			eventually(t, "a checkpoint is stored", func() bool {
				return scalar(t, database, "SELECT coalesce(sum(next_block), 0) FROM risk.run_checkpoints") == merged
			})
			victim, survivor := first, second
			if second.logged("run begins") {
				victim, survivor = second, first
			}
			victim.signal(syscall.SIGKILL)
			close(open)
			same(t, survivor.succeeded(t, name).GetResult(), want)
		})
	}
}

func TestWhatHasNoLossDistributionIsRefusedWithItsField(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	portfolio := r.portfolio(t)
	for field, spoil := range map[string]func(*riskv1.ValuationSpec){
		"valuation.spec.greeks": func(s *riskv1.ValuationSpec) {
			s.Greeks = []riskv1.Greek{riskv1.Greek_GREEK_DELTA}
		},
		"valuation.spec.paths":                         func(s *riskv1.ValuationSpec) { s.Stop = paths(257).GetStop() },
		"valuation.spec.profit_and_loss.horizon_years": func(s *riskv1.ValuationSpec) { s.ProfitAndLoss.HorizonYears = 1.5 },
		"valuation.spec.profit_and_loss.confidence_levels[1]": func(s *riskv1.ValuationSpec) {
			s.ProfitAndLoss.ConfidenceLevels[1] = 0.5
		},
		"valuation.spec.profit_and_loss.drifts[0].underlying": func(s *riskv1.ValuationSpec) {
			s.ProfitAndLoss.GetDrifts()[0].Underlying = "B"
		},
	} {
		spec := losses(1)
		spoil(spec)
		_, err := r.valuations.CreateValuation(background(t), &riskv1.CreateValuationRequest{
			Parent: portfolio, Valuation: &riskv1.Valuation{Spec: spec},
		})
		wantField(t, err, field)
	}
}
