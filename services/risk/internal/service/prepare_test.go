package service

import (
	"context"
	"math"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

func american(id string, count int32) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_American{
		American: &riskv1.AmericanOption{
			Underlying: "A", Type: riskv1.OptionType_OPTION_TYPE_PUT, Strike: 105,
			Exercises: &riskv1.AmericanOption_Even{
				Even: &riskv1.EvenFixings{FirstYears: 1 / float64(count), LastYears: 1, Count: count},
			},
		},
	}}}
}

// early holds an option that may be exercised early, and the sample's.
func (r *replica) early(t *testing.T) string {
	t.Helper()
	portfolio := samplePortfolio()
	portfolio.Positions = append(portfolio.Positions, american("early", 4))
	created, err := r.portfolios.CreatePortfolio(
		background(t), &riskv1.CreatePortfolioRequest{Portfolio: portfolio},
	)
	if err != nil {
		t.Fatal(err)
	}
	return created.GetPortfolio().GetName()
}

func TestAJobIsPreparedOnceAndOnlyWhereItLacksSomething(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	var simulated atomic.Pointer[pricerv1.Job]
	engine.Follow(func(_ context.Context, request *pricerv1.SimulateRequest, _ uint64) error {
		simulated.Store(request.GetJob())
		return nil
	})
	r := start(t, settings(pgtest.Database(t), engine))
	r.succeeded(t, r.value(t, r.portfolio(t), paths(40)))
	if engine.Prepared() != 0 {
		t.Errorf("a job that lacks nothing was prepared %d times", engine.Prepared())
	}
	valuation := r.succeeded(t, r.value(t, r.early(t), paths(40)))
	policy := simulated.Load().GetPositions()[2].GetBermudan().GetPolicy()
	if engine.Prepared() != 1 || len(policy) != 3 || !math.IsInf(policy[0].GetConstant(), 1) {
		t.Errorf("prepared %d times, to %v", engine.Prepared(), policy)
	}
	greek := valuation.GetResult().GetPositions()[2].GetGreeks()[0]
	if greek.GetEstimator() != riskv1.Estimator_ESTIMATOR_PATHWISE || greek.GetUnderlying() != "A" {
		t.Errorf("its delta is %v", greek)
	}
}

func TestAnotherEngineIsAskedWhereOneFailsToPrepare(t *testing.T) {
	for name, failure := range map[string]error{
		"gone":             status.Error(codes.Unavailable, "gone"),
		"full":             status.Error(codes.ResourceExhausted, "full"),
		"broken":           status.Error(codes.Internal, "broken"),
		"another contract": nil,
	} {
		t.Run(name, func(t *testing.T) {
			bad, good := enginetest.Start(t, "bad"), enginetest.Start(t, "good")
			bad.Prepares(func(job *pricerv1.Job) error {
				job.Seed++
				return failure
			})
			r := start(t, settings(pgtest.Database(t), bad, good))
			r.succeeded(t, r.value(t, r.early(t), paths(40)))
			if good.Prepared() != 1 {
				t.Errorf("the good engine was asked %d times, the bad one %d", good.Prepared(), bad.Prepared())
			}
		})
	}
}

func TestAnEngineWithAnOlderContractFailsTheValuationAndSaysWhy(t *testing.T) {
	engine := enginetest.Start(t, "old")
	engine.Prepares(func(*pricerv1.Job) error { return status.Error(codes.Unimplemented, "unknown method") })
	r := start(t, settings(pgtest.Database(t), engine))
	failed := r.await(t, r.value(t, r.early(t), paths(40)), inState(riskv1.Valuation_STATE_FAILED))
	if code := codes.Code(failed.GetError().GetCode()); code != codes.Unimplemented {
		t.Errorf("%v: %s", code, failed.GetError().GetMessage())
	}
}

func TestAJobThatEnginesRefuseToPrepareFails(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Prepares(func(*pricerv1.Job) error { return status.Error(codes.InvalidArgument, "wrong") })
	r := start(t, settings(pgtest.Database(t), engine))
	failed := r.await(t, r.value(t, r.early(t), paths(40)), inState(riskv1.Valuation_STATE_FAILED))
	if code := codes.Code(failed.GetError().GetCode()); code != codes.Internal {
		t.Errorf("%v: %s", code, failed.GetError().GetMessage())
	}
}

func TestARunWaitsForAnEngineToPrepareIt(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Stop()
	r := start(t, settings(pgtest.Database(t), engine))
	name := r.value(t, r.early(t), paths(40))
	r.await(t, name, inState(riskv1.Valuation_STATE_WAITING))
	engine.Resume(t)
	r.succeeded(t, name)
}

func TestARunThatIsHandedBackIsPreparedAgain(t *testing.T) {
	database, engine := pgtest.Database(t), enginetest.Start(t, "engine")
	gate := newGate(20)
	t.Cleanup(gate.pass)
	engine.Follow(gate.script)
	first := start(t, settings(database, engine))
	name := first.value(t, first.early(t), paths(60))
	first.await(t, name, func(v *riskv1.Valuation) bool { return v.GetProgress().GetPathsDone() > 0 })
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	gate.pass()
	second := start(t, settings(database, engine))
	second.succeeded(t, name)
	if engine.Prepared() != 2 {
		t.Errorf("it was prepared %d times", engine.Prepared())
	}
}

func TestACancelledRunAsksForNoPreparation(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	asked, done := make(chan struct{}, 100), make(chan struct{})
	t.Cleanup(func() { close(done) })
	engine.Prepares(func(*pricerv1.Job) error {
		asked <- struct{}{}
		<-done
		return nil
	})
	r := start(t, settings(pgtest.Database(t), engine))
	name := r.value(t, r.early(t), paths(40))
	<-asked
	if _, err := r.valuations.CancelValuation(
		background(t), &riskv1.CancelValuationRequest{Name: name},
	); err != nil {
		t.Fatal(err)
	}
	r.await(t, name, inState(riskv1.Valuation_STATE_CANCELLED))
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}
