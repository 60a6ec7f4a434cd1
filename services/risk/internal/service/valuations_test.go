package service

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

func TestSameRequestAtTheSameMomentCreatesOneOnly(t *testing.T) {
	database, engine := pgtest.Database(t), enginetest.Start(t, "engine")
	replicas := []*replica{start(t, settings(database, engine)), start(t, settings(database, engine))}
	portfolio := replicas[0].portfolio(t)
	names := make([]string, 20)
	var wait sync.WaitGroup
	for i := range names {
		wait.Go(func() {
			created, err := replicas[i%2].valuations.CreateValuation(background(t), &riskv1.CreateValuationRequest{
				Parent: portfolio, RequestId: "once", Valuation: &riskv1.Valuation{Spec: paths(3)},
			})
			if err != nil {
				t.Error(err)
			}
			names[i] = created.GetValuation().GetName()
		})
	}
	wait.Wait()
	for _, name := range names {
		if name != names[0] {
			t.Fatalf("several valuations: %v", names)
		}
	}
	antithetic := paths(3)
	antithetic.Antithetic = true
	controlled := paths(3)
	controlled.ControlVariates = true
	for _, other := range []*riskv1.ValuationSpec{paths(4), antithetic, controlled} {
		_, err := replicas[1].valuations.CreateValuation(background(t), &riskv1.CreateValuationRequest{
			Parent: portfolio, RequestId: "once", Valuation: &riskv1.Valuation{Spec: other},
		})
		wantCode(t, err, codes.AlreadyExists)
		if domain, reason, _ := errs.Reason(err); domain != "bimetal.dev" || reason != "REQUEST_ID_REUSED" {
			t.Errorf("reason %s %s", domain, reason)
		}
	}
}

func TestSamePortfolioRequestCreatesOneOnly(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	names := make([]string, 10)
	var wait sync.WaitGroup
	for i := range names {
		wait.Go(func() {
			created, err := r.portfolios.CreatePortfolio(background(t), &riskv1.CreatePortfolioRequest{
				RequestId: "once", Portfolio: samplePortfolio(),
			})
			if err != nil {
				t.Error(err)
			}
			names[i] = created.GetPortfolio().GetName()
		})
	}
	wait.Wait()
	for _, name := range names {
		if name != names[0] {
			t.Fatalf("several portfolios: %v", names)
		}
	}
	other := samplePortfolio()
	other.Rate = 0.1
	_, err := r.portfolios.CreatePortfolio(
		background(t),
		&riskv1.CreatePortfolioRequest{RequestId: "once", Portfolio: other},
	)
	wantCode(t, err, codes.AlreadyExists)
}

func TestOverloadIsRefusedWithADelayAndWhatIsAcceptedFinishes(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Follow(slowly(time.Millisecond))
	config := settings(pgtest.Database(t), engine)
	config.MaxQueued = 10
	r := start(t, config)
	portfolio := r.portfolio(t)
	var mu sync.Mutex
	var accepted []string
	refused := 0
	var wait sync.WaitGroup
	for range 500 {
		wait.Go(func() {
			created, err := r.valuations.CreateValuation(background(t), &riskv1.CreateValuationRequest{
				Parent: portfolio, Valuation: &riskv1.Valuation{Spec: paths(2)},
			})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				accepted = append(accepted, created.GetValuation().GetName())
				return
			}
			refused++
			if delay, told := errs.RetryDelay(err); status.Code(err) != codes.ResourceExhausted || !told || delay <= 0 {
				t.Errorf("refused with %v", err)
			}
		})
	}
	wait.Wait()
	if refused == 0 || len(accepted) < config.MaxQueued {
		t.Errorf("%d accepted, %d refused", len(accepted), refused)
	}
	for _, name := range accepted {
		r.succeeded(t, name)
	}
}

func TestNoMoreRunAtTheSameTimeThanMay(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	g := newGate(0)
	engine.Follow(g.script)
	config := settings(pgtest.Database(t), engine)
	config.MaxRunning = 2
	r := start(t, config)
	portfolio := r.portfolio(t)
	var names []string
	for range 5 {
		names = append(names, r.value(t, portfolio, paths(1)))
	}
	count := func(state riskv1.Valuation_State) (n int) {
		page, err := r.valuations.ListValuations(background(t), &riskv1.ListValuationsRequest{Parent: portfolio})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.GetValuations() {
			if v.GetState() == state {
				n++
			}
		}
		return n
	}
	eventually(t, "two run", func() bool { return count(riskv1.Valuation_STATE_RUNNING) == 2 })
	if queued := count(riskv1.Valuation_STATE_QUEUED); queued != 3 {
		t.Errorf("%d queued, want 3", queued)
	}
	g.pass()
	for _, name := range names {
		r.succeeded(t, name)
	}
}

func TestValuationsAreListedWithoutTheirPositions(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	ctx := background(t)
	portfolio := r.portfolio(t)
	var names []string
	for range 5 {
		names = append(names, r.value(t, portfolio, paths(1)))
		r.succeeded(t, names[len(names)-1])
	}
	token, at := "", len(names)
	for {
		page, err := r.valuations.ListValuations(
			ctx,
			&riskv1.ListValuationsRequest{Parent: portfolio, PageSize: 2, PageToken: token},
		)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.GetValuations() {
			at--
			if v.GetName() != names[at] || v.GetResult().GetTotal() == nil || v.GetResult().GetPositions() != nil ||
				v.GetPortfolio() != nil {
				t.Errorf("listed %v, want %s", v, names[at])
			}
		}
		if token = page.GetNextPageToken(); token == "" {
			break
		}
		_, err = r.portfolios.ListPortfolios(ctx, &riskv1.ListPortfoliosRequest{PageToken: token})
		wantField(t, err, "page_token") // a token of another list
	}
	if at != 0 {
		t.Errorf("%d valuations were not listed", at)
	}
	_, err := r.valuations.ListValuations(
		ctx,
		&riskv1.ListValuationsRequest{Parent: "portfolios/00000000-0000-7000-8000-000000000001"},
	)
	wantCode(t, err, codes.NotFound)
}

func TestEveryReplicaServesTheWatchAndItsEndLeavesTheRunAlone(t *testing.T) {
	database, engine := pgtest.Database(t), enginetest.Start(t, "engine")
	g := newGate(5)
	engine.Follow(g.script)
	running := start(t, settings(database, engine))
	name := running.value(t, running.portfolio(t), paths(20))
	running.await(t, name, inState(riskv1.Valuation_STATE_RUNNING))
	other := start(t, settings(database, engine))
	progressed := func(v *riskv1.Valuation) bool {
		return v.GetProgress().GetPathsDone() > 0 && v.GetResult().GetTotal().GetStandardError() > 0 &&
			len(v.GetResult().GetPositions()) == 2
	}
	other.await(t, name, progressed) // and then its stream is broken off
	g.pass()
	running.succeeded(t, name)
	other.succeeded(t, name)
}

func TestWatchersGetAtMostFiveMessagesASecondAndTheFinalState(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Follow(slowly(2 * time.Millisecond))
	config := settings(pgtest.Database(t), engine)
	config.ShardBlocks = 1
	r := start(t, config)
	name := r.value(t, r.portfolio(t), paths(500))
	begin := time.Now()
	stream, err := r.valuations.WatchValuation(background(t), &riskv1.WatchValuationRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	var last *riskv1.Valuation
	messages := 0
	for {
		message, err := stream.Recv()
		if err != nil {
			break
		}
		messages++
		if done := message.GetValuation().GetProgress().GetPathsDone(); done < last.GetProgress().GetPathsDone() {
			t.Errorf("progress went back from %d to %d", last.GetProgress().GetPathsDone(), done)
		}
		last = message.GetValuation()
	}
	if last.GetState() != riskv1.Valuation_STATE_SUCCEEDED {
		t.Errorf("the last message is %v", last.GetState())
	}
	if most := 2 + int(time.Since(begin)/(200*time.Millisecond)); messages > most || messages < 2 {
		t.Errorf("%d messages in %v", messages, time.Since(begin))
	}
}

func TestWatcherThatDoesNotReadHoldsNobodyUp(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	r := start(t, settings(pgtest.Database(t), engine))
	name := r.value(t, r.portfolio(t), paths(300))
	for range 20 {
		if _, err := r.valuations.WatchValuation(background(t), &riskv1.WatchValuationRequest{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	r.succeeded(t, name)
}

func TestUnknownValuationsAreNotFound(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	ctx := background(t)
	portfolio := r.portfolio(t)
	other := r.portfolio(t)
	existing := r.value(t, portfolio, paths(1))
	for _, name := range []string{
		portfolio + "/valuations/00000000-0000-7000-8000-000000000001", portfolio + "/valuations/none",
		other + existing[len(portfolio):],
	} {
		_, err := r.valuations.GetValuation(ctx, &riskv1.GetValuationRequest{Name: name})
		wantCode(t, err, codes.NotFound)
		_, err = r.valuations.CancelValuation(ctx, &riskv1.CancelValuationRequest{Name: name})
		wantCode(t, err, codes.NotFound)
		stream, err := r.valuations.WatchValuation(ctx, &riskv1.WatchValuationRequest{Name: name})
		if err == nil {
			_, err = stream.Recv()
		}
		wantCode(t, err, codes.NotFound)
	}
	_, err := r.valuations.CreateValuation(ctx, &riskv1.CreateValuationRequest{
		Parent: "portfolios/none", Valuation: &riskv1.Valuation{Spec: paths(1)},
	})
	wantCode(t, err, codes.NotFound)
	_, err = r.valuations.CreateValuation(
		ctx,
		&riskv1.CreateValuationRequest{Parent: portfolio, Valuation: &riskv1.Valuation{
			Spec: &riskv1.ValuationSpec{Stop: &riskv1.ValuationSpec_Paths{Paths: -1}},
		}},
	)
	wantField(t, err, "valuation.spec.paths")
}

func TestConcurrentValuationsShareTheEngines(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	engine.Follow(slowly(time.Millisecond))
	config := settings(pgtest.Database(t), engine)
	config.ShardBlocks = 2
	r := start(t, config)
	portfolio := r.portfolio(t)
	long := r.value(t, portfolio, paths(100_000))
	r.await(t, long, inState(riskv1.Valuation_STATE_RUNNING))
	short := r.value(t, portfolio, paths(20))
	r.succeeded(t, short) // while the long one would keep the engine for minutes
	if _, err := r.valuations.CancelValuation(background(t), &riskv1.CancelValuationRequest{Name: long}); err != nil {
		t.Fatal(err)
	}
}

func TestCallerWhoGivesUpHangsNowhere(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	name := r.portfolio(t)
	for i := range 20 {
		ctx, cancel := context.WithTimeout(background(t), time.Duration(i)*time.Millisecond)
		_, err := r.portfolios.GetPortfolio(ctx, &riskv1.GetPortfolioRequest{Name: name})
		if code := status.Code(err); err != nil && code != codes.DeadlineExceeded {
			t.Error(fmt.Errorf("after %d ms: %w", i, err))
		}
		cancel()
	}
}
