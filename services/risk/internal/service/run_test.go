package service

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

// slowly is a script that makes each block take a while, so that something can happen meanwhile.
func slowly(pause time.Duration) enginetest.Script {
	return func(ctx context.Context, _ *pricerv1.SimulateRequest, _ uint64) error {
		select {
		case <-time.After(pause):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func TestValuationIsPlannedComputedAndStored(t *testing.T) {
	engine := enginetest.Start(t, "engine-1")
	r := start(t, settings(pgtest.Database(t), engine))
	name := r.value(t, r.portfolio(t), paths(40))
	v := r.succeeded(t, name)
	if v.GetResult().GetPaths() != 40*4096 || len(v.GetResult().GetPositions()) != 2 || v.GetEndTime() == nil {
		t.Errorf("valuation %v", v)
	}
	first := v.GetResult().GetPositions()[0]
	if first.GetPositionId() != "one" || first.GetGreeks()[0].GetGreek() != riskv1.Greek_GREEK_DELTA {
		t.Errorf("first position: %v", first)
	}
	if got := first.GetPrice().GetValue(); got < 9.9 || got > 10.1 {
		t.Errorf("price %v, want about 10", got)
	}
	if len(v.GetEngines()) != 1 || v.GetEngines()[0].GetEngine() != "engine-1" || v.GetEngines()[0].GetBlocks() != 40 {
		t.Errorf("engines %v", v.GetEngines())
	}
	got, err := r.valuations.GetValuation(background(t), &riskv1.GetValuationRequest{Name: name})
	if err != nil || got.GetValuation().GetPortfolio().GetDisplayName() != "sample" {
		t.Errorf("get: %v, %v", got, err)
	}
	for block, times := range engine.Computed() {
		if times != 1 {
			t.Errorf("block %d was computed %d times", block, times)
		}
	}
}

func TestSameBitsHoweverTheWorkIsSpread(t *testing.T) {
	want := reference(t, paths(100))
	for _, c := range []struct {
		name    string
		engines int
		change  func(*Config)
	}{
		{"two engines", 2, func(*Config) {}},
		{"three engines, shards of 1", 3, func(c *Config) { c.ShardBlocks = 1 }},
		{"two engines, shards of 7", 2, func(c *Config) { c.ShardBlocks = 7 }},
		{"one call at a time, shards of 64", 3, func(c *Config) { c.ShardBlocks, c.ShardsInFlight = 64, 1 }},
		{"every shard hedged at once", 2, func(c *Config) {
			c.ShardBlocks, c.HedgeQuantile, c.HedgeBudget, c.HedgeMinDelay = 3, 0, 1, 0
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var engines []*enginetest.Engine
			for i := range c.engines {
				engines = append(engines, enginetest.Start(t, string(rune('a'+i))))
			}
			config := settings(pgtest.Database(t), engines...)
			c.change(&config)
			r := start(t, config)
			same(t, r.succeeded(t, r.value(t, r.portfolio(t), paths(100))).GetResult(), want)
		})
	}
}

func TestEngineThatDiesCostsNoResult(t *testing.T) {
	want := reference(t, paths(200))
	mortal, survivor := enginetest.Start(t, "mortal"), enginetest.Start(t, "survivor")
	mortal.Follow(slowly(3 * time.Millisecond))
	survivor.Follow(slowly(3 * time.Millisecond))
	config := settings(pgtest.Database(t), mortal, survivor)
	config.ShardBlocks = 5
	r := start(t, config)
	name := r.value(t, r.portfolio(t), paths(200))
	eventually(t, "the mortal engine works", func() bool { return len(mortal.Computed()) > 10 })
	mortal.Stop()
	v := r.succeeded(t, name)
	same(t, v.GetResult(), want)
	total := int64(0)
	for _, engine := range v.GetEngines() {
		total += engine.GetBlocks()
	}
	if total != 200 {
		t.Errorf("%d blocks counted, want 200: %v", total, v.GetEngines())
	}
}

func TestEngineThatStandsStillIsHedged(t *testing.T) {
	want := reference(t, paths(60))
	stuck, quick := enginetest.Start(t, "stuck"), enginetest.Start(t, "quick")
	stuck.Follow(enginetest.Hang)
	config := settings(pgtest.Database(t), stuck, quick)
	config.ShardBlocks, config.HedgeMinDelay, config.HedgeBudget = 2, 50*time.Millisecond, 0.5
	r := start(t, config)
	v := r.succeeded(t, r.value(t, r.portfolio(t), paths(60)))
	same(t, v.GetResult(), want)
	if len(v.GetEngines()) != 1 || v.GetEngines()[0].GetEngine() != "quick" {
		t.Errorf("engines %v", v.GetEngines())
	}
	eventually(t, "the stuck calls are cancelled", func() bool { _, running := stuck.Calls(); return running == 0 })
}

func TestWaitsForAnEngineAndSaysSo(t *testing.T) {
	want := reference(t, paths(60))
	engine := enginetest.Start(t, "only")
	engine.Follow(slowly(25 * time.Millisecond))
	r := start(t, settings(pgtest.Database(t), engine))
	name := r.value(t, r.portfolio(t), paths(60))
	r.await(t, name, func(v *riskv1.Valuation) bool { return v.GetProgress().GetPathsDone() > 0 })
	engine.Stop()
	r.await(t, name, inState(riskv1.Valuation_STATE_WAITING))
	engine.Resume(t)
	same(t, r.succeeded(t, name).GetResult(), want)
}

func TestCancelStopsTheEngines(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Follow(slowly(5 * time.Millisecond))
	r := start(t, settings(pgtest.Database(t), engine))
	portfolio := r.portfolio(t)
	name := r.value(t, portfolio, paths(1_000_000))
	r.await(t, name, inState(riskv1.Valuation_STATE_RUNNING))
	eventually(t, "the engine works", func() bool { _, running := engine.Calls(); return running > 0 })
	for range 2 { // a second time changes nothing
		cancelled, err := r.valuations.CancelValuation(background(t), &riskv1.CancelValuationRequest{Name: name})
		if err != nil || cancelled.GetValuation().GetState() != riskv1.Valuation_STATE_CANCELLED {
			t.Fatalf("cancel: %v, %v", cancelled, err)
		}
	}
	eventually(t, "the engine is idle", func() bool { _, running := engine.Calls(); return running == 0 })
	calls, _ := engine.Calls()
	// The slot is free for others, and nothing of the cancelled run comes any more.
	other := r.value(t, portfolio, paths(1))
	r.succeeded(t, other)
	if now, _ := engine.Calls(); now != calls+1 {
		t.Errorf("%d calls after the cancellation, want the other valuation's one", now-calls)
	}
	if _, err := r.valuations.CancelValuation(
		background(t),
		&riskv1.CancelValuationRequest{Name: other},
	); status.Code(
		err,
	) != codes.FailedPrecondition {
		t.Errorf("cancel of a finished one: %v", err)
	}
}

func TestDeletingThePortfolioStopsTheEnginesAndTheWatch(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Follow(slowly(5 * time.Millisecond))
	r := start(t, settings(pgtest.Database(t), engine))
	portfolio := r.portfolio(t)
	name := r.value(t, portfolio, paths(1_000_000))
	stream, err := r.valuations.WatchValuation(background(t), &riskv1.WatchValuationRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the engine works", func() bool { _, running := engine.Calls(); return running > 0 })
	if _, err := r.portfolios.DeletePortfolio(
		background(t),
		&riskv1.DeletePortfolioRequest{Name: portfolio},
	); status.Code(
		err,
	) != codes.FailedPrecondition {
		t.Fatalf("delete without force: %v", err)
	}
	if _, err := r.portfolios.DeletePortfolio(
		background(t),
		&riskv1.DeletePortfolioRequest{Name: portfolio, Force: true},
	); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the engine is idle", func() bool { _, running := engine.Calls(); return running == 0 })
	for err == nil {
		_, err = stream.Recv()
	}
	if status.Code(err) != codes.NotFound {
		t.Errorf("the watch ended with %v", err)
	}
}

func TestTimeLimitStopsTheEngines(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Follow(slowly(5 * time.Millisecond))
	r := start(t, settings(pgtest.Database(t), engine))
	spec := paths(1_000_000)
	spec.TimeLimit = durationpb.New(400 * time.Millisecond)
	v := r.await(t, r.value(t, r.portfolio(t), spec), inState(riskv1.Valuation_STATE_FAILED))
	if v.GetError().GetCode() != int32(codes.DeadlineExceeded) {
		t.Errorf("error %v", v.GetError())
	}
	eventually(t, "the engine is idle", func() bool { _, running := engine.Calls(); return running == 0 })
}

func TestTimeLimitAlsoEndsWhatIsQueued(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Follow(enginetest.Hang)
	config := settings(pgtest.Database(t), engine)
	config.MaxRunning = 1
	r := start(t, config)
	portfolio := r.portfolio(t)
	r.await(t, r.value(t, portfolio, paths(1)), inState(riskv1.Valuation_STATE_RUNNING))
	spec := paths(1)
	spec.TimeLimit = durationpb.New(100 * time.Millisecond)
	v := r.await(t, r.value(t, portfolio, spec), inState(riskv1.Valuation_STATE_FAILED))
	if v.GetError().GetCode() != int32(codes.DeadlineExceeded) || v.GetStartTime() != nil {
		t.Errorf("valuation %v", v)
	}
}

func TestTargetStandardErrorStopsAtTheSameCheckpoint(t *testing.T) {
	spec := &riskv1.ValuationSpec{Seed: 3, Stop: &riskv1.ValuationSpec_Target{
		Target: &riskv1.TargetStandardError{StandardError: 3.0 / 64 / 9},
	}}
	want := reference(t, spec)
	if blocks := want.GetPaths() / 4096; blocks != 128 {
		t.Fatalf("stopped after %d blocks, want 128", blocks)
	}
	config := settings(pgtest.Database(t), enginetest.Start(t, "a"), enginetest.Start(t, "b"))
	config.ShardBlocks = 11
	r := start(t, config)
	v := r.succeeded(t, r.value(t, r.portfolio(t), spec))
	same(t, v.GetResult(), want)
	if v.GetProgress().GetPathsPlanned() != v.GetProgress().GetPathsDone() {
		t.Errorf("progress %v", v.GetProgress())
	}
}

func TestEngineThatRefusesTheJobFailsIt(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Follow(func(context.Context, *pricerv1.SimulateRequest, uint64) error {
		return status.Error(codes.InvalidArgument, "secret detail")
	})
	r := start(t, settings(pgtest.Database(t), engine))
	v := r.await(t, r.value(t, r.portfolio(t), paths(5)), inState(riskv1.Valuation_STATE_FAILED))
	if v.GetError().GetCode() != int32(codes.Internal) ||
		len(v.GetError().GetMessage()) != len("internal error, id 0123456789abcdef") {
		t.Errorf("error %v", v.GetError())
	}
}

func TestSumsOutOfRangeFailTheValuation(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Tamper(func(answer *pricerv1.SimulateResponse) { answer.SumsOfSquares[1] = 1e308 })
	r := start(t, settings(pgtest.Database(t), engine))
	v := r.await(t, r.value(t, r.portfolio(t), paths(5)), inState(riskv1.Valuation_STATE_FAILED))
	if v.GetError().GetCode() != int32(codes.OutOfRange) {
		t.Errorf("error %v", v.GetError())
	}
}

func TestPassingFailuresOfEnginesAreOvercome(t *testing.T) {
	want := reference(t, paths(50))
	for _, code := range []codes.Code{codes.Unavailable, codes.Internal, codes.ResourceExhausted, codes.Unknown} {
		t.Run(code.String(), func(t *testing.T) {
			engine := enginetest.Start(t, "engine")
			var failures atomic.Int32
			engine.Follow(func(_ context.Context, _ *pricerv1.SimulateRequest, block uint64) error {
				if block%7 == 3 && failures.Add(1) <= 6 {
					return status.Error(code, "passing")
				}
				return nil
			})
			r := start(t, settings(pgtest.Database(t), engine))
			same(t, r.succeeded(t, r.value(t, r.portfolio(t), paths(50))).GetResult(), want)
		})
	}
}
