package service

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/postgres"
	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
	"workspace.internal/services/risk/internal/jobs"
	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/store/gen"
)

// records are a database of the service without a replica, and the job queue in it.
func records(t *testing.T, database string) (*store.Store, store.Enqueue) {
	t.Helper()
	pool, err := postgres.Connect(background(t), postgres.Options{
		URL: database, Schema: store.Schema, Application: t.Name(), Connections: 4,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if err := store.Migrate(background(t), pool, logger()); err != nil {
		t.Fatal(err)
	}
	queue, err := jobs.NewQueue(pool, "test", 1, logger())
	if err != nil {
		t.Fatal(err)
	}
	return store.New(pool), queue.Enqueue
}

// keep stores the sample portfolio.
func keep(t *testing.T, s *store.Store) uuid.UUID {
	t.Helper()
	content, err := proto.Marshal(samplePortfolio())
	if err != nil {
		t.Fatal(err)
	}
	id := uuid.New()
	if err := s.Tx(background(t), func(_ pgx.Tx, q *gen.Queries) error {
		_, err := q.InsertPortfolio(t.Context(), gen.InsertPortfolioParams{ID: id, RequestHash: []byte{}})
		return errors.Join(err, q.InsertRevision(t.Context(), gen.InsertRevisionParams{
			PortfolioID: id, Revision: 1, Content: content,
		}))
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

// valuationOf is a row to insert, of two blocks.
func valuationOf(t *testing.T, portfolio uuid.UUID) gen.InsertValuationParams {
	t.Helper()
	spec, err := proto.Marshal(paths(2))
	if err != nil {
		t.Fatal(err)
	}
	return gen.InsertValuationParams{ID: uuid.New(), PortfolioID: portfolio, RequestHash: []byte{1}, Spec: spec}
}

func claim(lease time.Duration) *store.Claim { return &store.Claim{Owner: "dead", Lease: lease} }

func TestAReplicaWithRoomBeginsWhatItCreates(t *testing.T) {
	database, engine := pgtest.Database(t), enginetest.Start(t, "engine")
	g := newGate(0)
	engine.Follow(g.script)
	r := start(t, settings(database, engine))
	created, err := r.valuations.CreateValuation(background(t), &riskv1.CreateValuationRequest{
		Parent: r.portfolio(t), Valuation: &riskv1.Valuation{Spec: paths(2)},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := created.GetValuation()
	if v.GetState() != states.Running || v.GetStartTime() == nil || v.GetProgress().GetPathsPlanned() != 2*4096 {
		t.Errorf("created %v", v)
	}
	if jobs := scalar(t, database, "SELECT count(*) FROM risk.river_job"); jobs != 0 {
		t.Errorf("%d jobs for a run that has begun", jobs)
	}
	g.pass()
	r.succeeded(t, v.GetName())
}

func TestAReplicaThatDiesBetweenCreationAndRunIsReplaced(t *testing.T) {
	database := pgtest.Database(t)
	s, enqueue := records(t, database)
	portfolio := keep(t, s)
	insert := valuationOf(t, portfolio)
	created, err := s.Create(background(t), insert, store.Admission{
		MaxQueued: 1, Enqueue: enqueue, Claim: claim(100 * time.Millisecond),
	})
	if err != nil || created.Taken == nil {
		t.Fatalf("created %v, %v", created, err)
	}
	r := start(t, settings(database, enginetest.Start(t, "engine")))
	r.succeeded(t, "portfolios/"+portfolio.String()+"/valuations/"+insert.ID.String())
	// Should it wake up now, it is told that the run has passed on.
	late := store.Fence{ID: insert.ID, Epoch: created.Taken.RunEpoch}
	if _, err := s.FinishRun(background(t), late, states.Failed, nil, nil); !errors.Is(err, store.ErrFenced) {
		t.Errorf("the dead replica's write: %v", err)
	}
}

func TestOfTwoReplicasOneTakesARun(t *testing.T) {
	s, enqueue := records(t, pgtest.Database(t))
	insert := valuationOf(t, keep(t, s))
	ctx := background(t)
	created, err := s.Create(ctx, insert, store.Admission{MaxQueued: 1, Enqueue: enqueue, Claim: claim(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	// Another replica tries, though the first one lives.
	if _, err := s.Take(ctx, insert.ID, *claim(time.Minute)); !errors.Is(err, store.ErrFenced) {
		t.Errorf("a run that is claimed was taken: %v", err)
	}
	own := store.Fence{ID: insert.ID, Epoch: created.Taken.RunEpoch}
	if err := s.Renew(ctx, own, time.Minute); err != nil {
		t.Errorf("the first one's lease: %v", err)
	}
	if err := s.HandBackRun(ctx, own, enqueue); err != nil {
		t.Fatal(err)
	}
	taken, err := s.Take(ctx, insert.ID, *claim(time.Minute))
	if err != nil || taken.RunEpoch <= own.Epoch {
		t.Errorf("taken with epoch %d after %d: %v", taken.RunEpoch, own.Epoch, err)
	}
	if err := s.Renew(ctx, own, time.Minute); !errors.Is(err, store.ErrFenced) {
		t.Errorf("the first one's lease, after it was handed back: %v", err)
	}
}

func TestNobodyOvertakesTheQueue(t *testing.T) {
	s, enqueue := records(t, pgtest.Database(t))
	portfolio := keep(t, s)
	admission := store.Admission{MaxQueued: 2, Enqueue: enqueue}
	for _, room := range []*store.Claim{nil, claim(time.Minute)} {
		admission.Claim = room
		created, err := s.Create(background(t), valuationOf(t, portfolio), admission)
		if err != nil || created.Taken != nil {
			t.Errorf("created %v, %v; want it queued", created, err)
		}
	}
	if _, err := s.Create(background(t), valuationOf(t, portfolio), admission); !errors.Is(err, store.ErrFull) {
		t.Errorf("beyond the limit: %v", err)
	}
}

func TestARepeatedRequestIsNotAskedWhetherItFitsToday(t *testing.T) {
	for name, room := range map[string]*store.Claim{"queued": nil, "begun": claim(time.Minute)} {
		t.Run(name, func(t *testing.T) {
			s, enqueue := records(t, pgtest.Database(t))
			insert := valuationOf(t, keep(t, s))
			id := "once"
			insert.RequestID = &id
			admission := store.Admission{
				MaxQueued: 2, Enqueue: enqueue, Fits: func([]byte) error { return nil }, Claim: room,
			}
			created, err := s.Create(background(t), insert, admission)
			if err != nil || (created.Taken != nil) != (room != nil) {
				t.Fatalf("created %v, %v", created, err)
			}
			errUnfit := errors.New("the portfolio has changed")
			admission.Fits = func([]byte) error { return errUnfit }
			again := insert
			again.ID = uuid.New()
			created, err = s.Create(background(t), again, admission)
			if err != nil || !created.Repeated || created.ID != insert.ID {
				t.Errorf("the same request: %v, %v", created, err)
			}
			again.RequestID = nil
			if _, err := s.Create(background(t), again, admission); !errors.Is(err, errUnfit) {
				t.Errorf("a new request: %v", err)
			}
		})
	}
}

func TestAJobThatFindsNoRoomGoesToAnotherReplica(t *testing.T) {
	database, engine := pgtest.Database(t), enginetest.Start(t, "engine")
	g := newGate(0)
	engine.Follow(func(ctx context.Context, request *pricerv1.SimulateRequest, block uint64) error {
		if request.GetBlockCount() == 1 {
			return nil
		}
		return g.script(ctx, request, block)
	})
	config := settings(database, engine)
	config.MaxRunning, config.ShardsInFlight = 1, 4
	full := start(t, config)
	portfolio := full.portfolio(t)
	held := full.value(t, portfolio, paths(64))
	full.await(t, held, inState(riskv1.Valuation_STATE_RUNNING))
	other := start(t, config)
	for range 4 { // the full one is likely to fetch one of them
		name := full.value(t, portfolio, paths(1))
		other.succeeded(t, name)
	}
	g.pass()
	full.succeeded(t, held)
}
