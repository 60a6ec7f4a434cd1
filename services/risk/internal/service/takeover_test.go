package service

import (
	"context"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

// gate is a script that lets blocks pass up to one, and holds all later ones until it is opened.
type gate struct {
	once sync.Once
	open chan struct{}
	upTo uint64
}

func newGate(upTo uint64) *gate { return &gate{open: make(chan struct{}), upTo: upTo} }

func (g *gate) script(ctx context.Context, _ *pricerv1.SimulateRequest, block uint64) error {
	if block < g.upTo {
		return nil
	}
	select {
	case <-g.open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *gate) pass() { g.once.Do(func() { close(g.open) }) }

// scalar reads one number from the database.
func scalar(t *testing.T, url, query string, arguments ...any) (number int64) {
	t.Helper()
	ctx := background(t)
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if err := conn.QueryRow(ctx, query, arguments...).Scan(&number); err != nil {
		t.Fatal(err)
	}
	return number
}

func TestRunOfAKilledReplicaIsTakenOverWithoutRepeatingFinishedShards(t *testing.T) {
	want := reference(t, paths(90))
	database := pgtest.Database(t)
	engine := enginetest.Start(t, "engine")
	// The shard at block 30 is held back, so those after it are finished, but not merged.
	held := make(chan struct{})
	engine.Follow(func(ctx context.Context, _ *pricerv1.SimulateRequest, block uint64) error {
		if block != 30 && block < 60 {
			return nil
		}
		select {
		case <-held:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	config := settings(database, engine)
	variables := []string{"SHARD_BLOCKS=5", "SHARDS_IN_FLIGHT=2", "HEDGE_BUDGET=0"}
	first, second := launch(t, config, variables...), launch(t, config, variables...)
	name := first.value(t, first.portfolio(t), paths(90))
	eventually(t, "the shards up to block 60 are stored", func() bool {
		return scalar(
			t,
			database,
			"SELECT coalesce(sum(block_count), 0) FROM risk.finished_shards WHERE first_block >= 35",
		) == 25
	})
	// Kill the one that runs it.
	victim, survivor := first, second
	if second.logged("run begins") {
		victim, survivor = second, first
	}
	victim.signal(syscall.SIGKILL)
	before := engine.Computed()
	close(held)
	v := survivor.succeeded(t, name)
	same(t, v.GetResult(), want)
	if !survivor.logged("run taken over") {
		t.Error("nobody says that the run was taken over")
	}
	after := engine.Computed()
	for block := range uint64(60) {
		if block >= 30 && block < 35 {
			continue // its shard was not finished
		}
		if after[block] != before[block] || after[block] != 1 {
			t.Errorf("block %d was computed %d times, %d of them before the kill", block, after[block], before[block])
		}
	}
	if left := scalar(
		t,
		database,
		"SELECT (SELECT count(*) FROM risk.finished_shards) + (SELECT count(*) FROM risk.run_checkpoints)",
	); left != 0 {
		t.Errorf("%d rows of checkpoints are left", left)
	}
}

func TestDrainingReplicaHandsItsRunsBack(t *testing.T) {
	want := reference(t, paths(90))
	database := pgtest.Database(t)
	engine := enginetest.Start(t, "engine")
	g := newGate(40)
	engine.Follow(g.script)
	config := settings(database, engine)
	// A lease that long would be taken over much later than the test waits.
	variables := []string{"LEASE_DURATION=300s", "SHARD_BLOCKS=5"}
	first := launch(t, config, variables...)
	name := first.value(t, first.portfolio(t), paths(90))
	first.await(t, name, func(v *riskv1.Valuation) bool { return v.GetProgress().GetPathsDone() == 40*4096 })
	stream, err := first.valuations.WatchValuation(background(t), &riskv1.WatchValuationRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	second := launch(t, config, variables...)
	begin := time.Now()
	first.signal(syscall.SIGTERM)
	if code := first.command.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d after SIGTERM", code)
	}
	if took := time.Since(begin); took > 15*time.Second {
		t.Errorf("the drain took %v", took)
	}
	for err == nil {
		_, err = stream.Recv()
	}
	if status.Code(err) != codes.Unavailable {
		t.Errorf("the watch ended with %v, want UNAVAILABLE", err)
	}
	before := engine.Computed()
	g.pass()
	v := second.succeeded(t, name)
	same(t, v.GetResult(), want)
	for block := range uint64(40) {
		if after := engine.Computed()[block]; after != before[block] {
			t.Errorf("block %d was computed again", block)
		}
	}
}

func TestQueuedValuationOfADeadReplicaFindsAnotherJob(t *testing.T) {
	database := pgtest.Database(t)
	engine := enginetest.Start(t, "engine")
	r := start(t, settings(database, engine))
	portfolio := r.portfolio(t)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	// As a replica leaves it that dies between fetching the job and taking the valuation.
	id := strings.TrimPrefix(portfolio, "portfolios/")
	scalar(t, database, `WITH job AS (
			INSERT INTO risk.river_job (kind, args, max_attempts, state, attempt, attempted_at)
			VALUES ('run_valuation', '{}', 25, 'running', 1, now()) RETURNING id
		), orphan AS (
			INSERT INTO risk.valuations (id, portfolio_id, revision, request_hash, spec, job_id, update_time)
			SELECT '00000000-0000-7000-8000-000000000001', $1::uuid, 1, '', '\x08ffff07', id, now() - interval '1 hour' FROM job
			RETURNING 1
		) SELECT count(*) FROM orphan`, id)
	r = start(t, settings(database, engine))
	r.succeeded(t, portfolio+"/valuations/00000000-0000-7000-8000-000000000001")
}

func TestDatabaseRestartedInTheMiddle(t *testing.T) {
	want := reference(t, paths(400))
	server := pgtest.Own(t)
	engine := enginetest.Start(t, "engine")
	engine.Follow(slowly(3 * time.Millisecond))
	config := settings(server.Database(t), engine)
	config.LeaseDuration = 3 * time.Second
	r := start(t, config)
	portfolio := r.portfolio(t)
	name := r.value(t, portfolio, paths(400))
	r.await(t, name, func(v *riskv1.Valuation) bool { return v.GetProgress().GetPathsDone() > 0 })
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if _, err := r.portfolios.GetPortfolio(
		background(t),
		&riskv1.GetPortfolioRequest{Name: portfolio},
	); status.Code(
		err,
	) != codes.Unavailable {
		t.Errorf("without a database: %v, want UNAVAILABLE", err)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("that answer took %v", took)
	}
	if err := server.Resume(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the service has found its database", func() bool {
		_, err := r.portfolios.GetPortfolio(background(t), &riskv1.GetPortfolioRequest{Name: portfolio})
		return err == nil
	})
	same(t, r.succeeded(t, name).GetResult(), want)
	// And the queue works as before.
	r.succeeded(t, r.value(t, portfolio, paths(5)))
}
