// Package jobs connects the durable queue, River, with the runs of this replica.
//
// A valuation that is queued and its job are written in one transaction, so neither is without the other. River
// delivers at least once; a run takes only a valuation that is queued, so a job that comes twice, or late, does
// nothing. Where the replica that creates a valuation has room for it and nobody waits, the valuation is never queued:
// its row is inserted with the lease, and gets a job should its replica die. Who may run is decided by the lease in the
// valuation's row and not by River, whose own rescue of lost jobs takes an hour: see Sweeper.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/risk/internal/run"
)

const (
	// jobTimeout is longer than any time limit. A run that is cut off by it goes on as another job.
	jobTimeout = 8 * 24 * time.Hour
	// rescueAfter is when River takes a job of a dead replica for lost. By then the valuation has long been run by
	// another job.
	rescueAfter = jobTimeout + time.Hour
	// retryAfter is when a job is tried again that could not take its valuation, the database being away.
	retryAfter = time.Second
)

// args name the valuation to run.
type args struct {
	Valuation uuid.UUID `json:"valuation"`
}

// Kind implements river.JobArgs.
func (args) Kind() string { return "run_valuation" }

// Queue inserts jobs, and works on them once it is started.
type Queue struct {
	client  *river.Client[pgx.Tx]
	runner  *run.Runner
	workers *river.Workers
}

// NewQueue returns a queue that runs at most maxRunning valuations of this replica at a time. SetRunner must be called
// before it is started.
func NewQueue(pool *pgxpool.Pool, id string, maxRunning int, log *slog.Logger) (*Queue, error) {
	q := &Queue{workers: river.NewWorkers()}
	if err := river.AddWorkerSafely(q.workers, &worker{queue: q}); err != nil {
		return nil, err
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		ID:                   id,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: maxRunning}},
		Workers:              q.workers,
		Logger:               log,
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		FetchCooldown:        5 * time.Millisecond,
		FetchPollInterval:    500 * time.Millisecond,
	})
	if err != nil {
		return nil, fmt.Errorf("configure the job queue: %w", err)
	}
	q.client = client
	return q, nil
}

// SetRunner says who runs the jobs.
func (q *Queue) SetRunner(runner *run.Runner) { q.runner = runner }

// Enqueue implements store.Enqueue.
func (q *Queue) Enqueue(ctx context.Context, tx pgx.Tx, id uuid.UUID) (int64, error) {
	inserted, err := q.client.InsertTx(ctx, tx, args{Valuation: id}, nil)
	if err != nil {
		return 0, err
	}
	return inserted.Job.ID, nil
}

// Component fetches jobs from its start on. Stopped, it fetches no more, and has the runs hand their valuations back.
func (q *Queue) Component(bound time.Duration) lifecycle.Component {
	return lifecycle.Component{
		Name: "jobs",
		// River stops when its context ends, in an order of its own; Stop keeps ours.
		Start: func(ctx context.Context) error { return q.client.Start(context.WithoutCancel(ctx)) },
		Stop: func(ctx context.Context) error {
			q.runner.Drain()
			return errors.Join(q.client.Stop(ctx), q.runner.Wait(ctx))
		},
		StopTimeout: bound,
	}
}

// worker runs one job.
type worker struct {
	river.WorkerDefaults[args]
	queue *Queue
}

// Work implements river.Worker.
func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	runner := w.queue.runner
	if err := runner.Run(ctx, job.Args.Valuation); err != nil {
		if runner.Draining() || errors.Is(err, run.ErrNoRoom) {
			return river.JobSnooze(0) // for another replica, at once
		}
		// A snooze does not use up an attempt, of which there are few.
		slog.WarnContext(
			ctx,
			"cannot take the valuation, trying again",
			"valuation",
			job.Args.Valuation.String(),
			"error",
			err,
		)
		return river.JobSnooze(retryAfter)
	}
	return nil
}
