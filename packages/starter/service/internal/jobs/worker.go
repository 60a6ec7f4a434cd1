package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"go.opentelemetry.io/otel/propagation"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	primetallyv1 "workspace.internal/proto/gen/go/prime_tally/v1"

	"workspace.internal/services/kit-go/postgres"
	"workspace.internal/services/prime-tally/internal/store"
	"workspace.internal/services/prime-tally/internal/store/gen"
)

// retryAfter is when a job goes on that something was away for.
const retryAfter = time.Second

// worker works on one job for each goroutine that River gives it.
type worker struct {
	river.WorkerDefaults[args]

	config Config
	store  *store.Store
	// draining ends when the process stops.
	draining context.Context //nolint:containedctx // it is a signal, and AfterFunc wants a context
	drain    context.CancelFunc
}

// Work implements river.Worker. Snoozing uses up no attempt, of which River counts few.
func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	ctx = propagation.TraceContext{}.Extract(ctx, job.Args.Trace)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(w.draining, cancel)()

	log := w.config.Logger.With("run", job.Args.Run.String())
	done, err := w.advance(ctx, job.Args.Run)
	switch {
	case w.draining.Err() != nil:
		return river.JobSnooze(0) // for another replica, at once
	case ctx.Err() != nil:
		return nil // cancelled: the row says so already
	case err == nil && !done:
		return river.JobSnooze(0)
	case err == nil:
		return nil
	case temporary(err):
		log.WarnContext(ctx, "cannot go on, trying again", "error", err)
		return river.JobSnooze(retryAfter)
	default:
		return w.fail(ctx, log, job.Args.Run, err)
	}
}

// advance counts shards of a run until all are done or the slice is over.
func (w *worker) advance(ctx context.Context, id uuid.UUID) (done bool, err error) {
	run, err := w.store.Begin(ctx, id)
	if postgres.NotFound(err) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	counted, err := w.store.ListShards(ctx, id)
	if err != nil {
		return false, err
	}
	is := make(map[int64]bool, len(counted))
	for _, first := range counted {
		is[first] = true
	}
	end := time.Now().Add(slice)
	counting, together := errgroup.WithContext(ctx)
	counting.SetLimit(w.config.ShardsInFlight)
	at := run.First
	for ; at < run.Last && together.Err() == nil && time.Now().Before(end); at += run.ShardNumbers {
		if first := at; !is[first] {
			counting.Go(func() error { return w.shard(together, id, first, min(run.Last, first+run.ShardNumbers)) })
		}
	}
	if err := counting.Wait(); err != nil || at < run.Last {
		return false, err
	}
	_, err = w.store.Finish(ctx, gen.FinishParams{ID: id, State: int16(primetallyv1.Run_STATE_SUCCEEDED)})
	return true, err
}

// shard counts [first, last) and stores what it finds.
func (w *worker) shard(ctx context.Context, id uuid.UUID, first, last int64) error {
	primes, err := w.config.Counter.Count(ctx, uint64(first), uint64(last))
	if err != nil {
		return err
	}
	return w.store.SaveShard(ctx, gen.SaveShardParams{RunID: id, First: first, Last: last, Primes: int64(primes)})
}

// fail ends a run for good. The caller is not told what the log is.
func (w *worker) fail(ctx context.Context, log *slog.Logger, id uuid.UUID, cause error) error {
	log.ErrorContext(ctx, "the run has failed", "error", cause)
	_, err := w.store.Finish(ctx, gen.FinishParams{
		ID: id, State: int16(primetallyv1.Run_STATE_FAILED), Error: "the range could not be counted",
	})
	return err
}

// temporary says that the same may work later.
func temporary(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.ResourceExhausted, codes.DeadlineExceeded, codes.Aborted:
		return true
	default:
		foreign := status.Code(err) == codes.Unknown
		return errors.Is(err, context.DeadlineExceeded) || foreign && postgres.Unavailable(err)
	}
}
