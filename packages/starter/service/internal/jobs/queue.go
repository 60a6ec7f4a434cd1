// Package jobs carries runs out: durably, by River, on whichever replica has room.
//
// A run's row and its job are inserted in one transaction, so neither is without the other. River delivers at least
// once, which is enough: a shard's count is stored once, whoever counts it and however often.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"go.opentelemetry.io/otel/propagation"

	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/prime-tally/internal/count"
	"workspace.internal/services/prime-tally/internal/store"
)

const (
	// slice is how long a job works on a run before another one goes on with it. River takes the job of a dead replica
	// for lost after rescueAfter, so no job may last that long; it looks every half minute.
	slice       = 5 * time.Second
	rescueAfter = 20 * time.Second
	// stopTimeout bounds the handing back of runs: the shards that are being counted are given up.
	stopTimeout = 5 * time.Second
)

// args name the run, and the trace of the call that created it.
type args struct {
	Run   uuid.UUID              `json:"run"`
	Trace propagation.MapCarrier `json:"trace"`
}

// Kind implements river.JobArgs.
func (args) Kind() string { return "run" }

// Queue inserts jobs, and works on them once it is started.
type Queue struct {
	client *river.Client[pgx.Tx]
	worker *worker
}

// Config is what a Queue works with.
type Config struct {
	// MaxRunning is how many runs this replica works on at a time.
	MaxRunning int
	// ShardsInFlight is how many shards of a run are counted at a time.
	ShardsInFlight int
	// Counter counts them.
	Counter count.Counter
	// Logger says what goes wrong.
	Logger *slog.Logger
}

// New makes a queue on a pool, which stays the caller's.
func New(pool *pgxpool.Pool, config Config) (*Queue, error) {
	draining, drain := context.WithCancel(context.Background())
	work := &worker{config: config, store: store.New(pool), draining: draining, drain: drain}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, work); err != nil {
		return nil, err
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: config.MaxRunning}},
		Workers:              workers,
		Logger:               config.Logger,
		JobTimeout:           rescueAfter - time.Second,
		RescueStuckJobsAfter: rescueAfter,
		FetchCooldown:        50 * time.Millisecond,
		FetchPollInterval:    500 * time.Millisecond,
	})
	if err != nil {
		return nil, fmt.Errorf("configure the job queue: %w", err)
	}
	return &Queue{client, work}, nil
}

// Enqueue inserts the job that carries out a run, inside a transaction, and returns the job's number.
func (q *Queue) Enqueue(ctx context.Context, tx pgx.Tx, run uuid.UUID) (int64, error) {
	trace := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, trace)
	inserted, err := q.client.InsertTx(ctx, tx, args{Run: run, Trace: trace}, nil)
	if err != nil {
		return 0, err
	}
	return inserted.Job.ID, nil
}

// Cancel ends a job inside a transaction; the replica that works on it stops at once. A job that has ended stays as it
// is.
func (q *Queue) Cancel(ctx context.Context, tx pgx.Tx, job int64) error {
	_, err := q.client.JobCancelTx(ctx, tx, job)
	return err
}

// Component fetches jobs from its start on. Stopped, it fetches no more and hands those that run back.
func (q *Queue) Component() lifecycle.Component {
	return lifecycle.Component{
		Name: "jobs",
		// River stops when its context ends, in an order of its own; Stop keeps ours.
		Start: func(ctx context.Context) error { return q.client.Start(context.WithoutCancel(ctx)) },
		Stop: func(ctx context.Context) error {
			q.worker.drain()
			return q.client.Stop(ctx)
		},
		StopTimeout: stopTimeout,
	}
}
