// Package run carries one valuation from its queue to its final state.
//
// A run takes the valuation, goes on from its checkpoint if there is one, has an engine prepare the job where options
// may be exercised early, has the fleet compute, and writes down what is finished: merged prefix, finished shards,
// estimates. It renews its lease all along. It ends in one of these ways:
//
//	the stopping rule is met          SUCCEEDED
//	the time limit runs out           FAILED, DEADLINE_EXCEEDED
//	the engines refuse the job        FAILED, INTERNAL
//	they cannot prepare it            FAILED, UNIMPLEMENTED
//	a sum leaves the range of double  FAILED, OUT_OF_RANGE
//	the replica drains                checkpoint, then back to QUEUED for another replica
//	cancelled, deleted or taken over  nothing more is written; the fence would not let it
//
// While the database is away the engines go on inside the window, and every write is tried again until it succeeds or
// the run ends. A replica that dies writes nothing: its lease runs out and another goes on from the last checkpoint.
package run

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/engines"
	"workspace.internal/services/risk/internal/estimate"
	"workspace.internal/services/risk/internal/ledger"
	"workspace.internal/services/risk/internal/loss"
	"workspace.internal/services/risk/internal/plan"
	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/store/gen"
)

// Reasons for a run to end early, as causes of its context.
var (
	errDraining = errors.New("the replica drains")
	errDeadline = errors.New("the time limit has run out")
)

// ErrNoRoom says that this replica runs as many valuations as it may. Another one may have room.
var ErrNoRoom = errors.New("the replica has no room for another run")

// roomWithin is how long a job waits for a place here before another replica may have it.
const roomWithin = time.Second

// Config says how runs are carried out.
type Config struct {
	// Owner names this replica.
	Owner string
	// Lease is how long the run of a silent replica stays its own. Defaults to 3 s.
	Lease time.Duration
	// MaxRunning is how many valuations run at a time. Defaults to 1.
	MaxRunning int
	// ShardBlocks, WindowBytes and Hedge are those of ledger.Config.
	ShardBlocks int
	WindowBytes int
	Hedge       ledger.Hedge
	// Ended gets the row of a valuation that has become final here, sooner than the database tells everybody. It must
	// not block.
	Ended func(row gen.GetValuationRow)
	// Logger is told what runs do.
	Logger *slog.Logger
}

// Runner runs valuations of this replica. Safe for concurrent use.
type Runner struct {
	config  Config
	store   *store.Store
	fleet   *engines.Fleet
	enqueue store.Enqueue
	drain   context.Context //nolint:containedctx // it is a signal, and AfterFunc wants a context
	begin   context.CancelCauseFunc
	// places holds an entry for each place that is taken.
	places chan struct{}

	// mu protects running: what to call to have a run look whether it is still its own.
	mu      sync.Mutex
	running map[uuid.UUID]func()
}

// New returns a runner.
func New(config Config, store *store.Store, fleet *engines.Fleet, enqueue store.Enqueue) *Runner {
	if config.Lease <= 0 {
		config.Lease = 3 * time.Second
	}
	drain, begin := context.WithCancelCause(context.Background())
	return &Runner{
		config: config, store: store, fleet: fleet, enqueue: enqueue, drain: drain, begin: begin,
		places: make(chan struct{}, max(config.MaxRunning, 1)), running: map[uuid.UUID]func(){},
	}
}

func (r *Runner) claim() store.Claim {
	return store.Claim{Owner: r.config.Owner, Lease: r.config.Lease}
}

// Drain makes every run hand its valuation back, those that would begin later included.
func (r *Runner) Drain() { r.begin(errDraining) }

// Draining says that Drain was called.
func (r *Runner) Draining() bool { return r.drain.Err() != nil }

// Look makes a run ask at once whether it is still its own. An id that does not run here is ignored.
func (r *Runner) Look(id uuid.UUID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if look := r.running[id]; look != nil {
		look()
	}
}

// Run carries out the valuation if it is queued, once there is a place for it. It returns an error only where it could
// not take it; then the valuation is as it was.
func (r *Runner) Run(ctx context.Context, id uuid.UUID) error {
	select {
	case r.places <- struct{}{}:
		defer func() { <-r.places }()
	case <-r.drain.Done():
	case <-time.After(roomWithin):
		return ErrNoRoom
	}
	if r.Draining() {
		return errDraining
	}
	taken, err := r.store.Take(ctx, id, r.claim())
	if errors.Is(err, store.ErrFenced) {
		return nil
	}
	if err != nil {
		return err
	}
	r.carryOut(ctx, id, taken)
	return nil
}

// carryOut is a run from where it was taken to its end.
func (r *Runner) carryOut(ctx context.Context, id uuid.UUID, taken gen.TakeRow) {
	ctx = parent(ctx, taken)
	ctx, span := otel.Tracer("workspace.internal/services/risk").Start(ctx, "run valuation",
		trace.WithAttributes(
			attribute.String("valuation.id", id.String()), attribute.Int64("run.epoch", taken.RunEpoch)),
	)
	defer span.End()
	log := r.config.Logger.With("valuation", id.String(), "epoch", taken.RunEpoch)
	log.InfoContext(ctx, "run begins", "resumed_paths", taken.PathsDone)

	e := &execution{
		runner: r, log: log, fence: store.Fence{ID: id, Epoch: taken.RunEpoch}, looks: make(chan struct{}, 1),
		refused: make(chan error, 1), state: riskv1.Valuation_STATE_RUNNING,
	}
	begin := time.Now()
	how := e.execute(ctx, taken)
	if errors.Is(how, errDeadline) || errors.Is(how, errRefused) {
		span.SetStatus(codes.Error, how.Error())
	}
	log.InfoContext(ctx, "run ends", "how", outcome(how), "seconds", time.Since(begin).Seconds())
}

func outcome(how error) string {
	if how == nil {
		return "succeeded"
	}
	return how.Error()
}

// parent makes the call that created the valuation the parent of its run's spans and logs.
func parent(ctx context.Context, taken gen.TakeRow) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{
		"traceparent": taken.Traceparent, "tracestate": taken.Tracestate,
	})
}

// firstEpoch is that of the first run of a valuation, before which there is no checkpoint.
const firstEpoch = 1

// prepare plans the run and restores its ledger.
func (r *Runner) prepare(
	ctx context.Context, id uuid.UUID, taken gen.TakeRow,
) (*plan.Plan, engines.Work, *ledger.Ledger, error) {
	var stored store.Stored
	if taken.RunEpoch > firstEpoch {
		var err error
		if stored, err = r.store.LoadRun(ctx, id); err != nil {
			return nil, nil, nil, err
		}
	}
	portfolio, spec := &riskv1.Portfolio{}, &riskv1.ValuationSpec{}
	if err := errors.Join(proto.Unmarshal(taken.Content, portfolio), proto.Unmarshal(taken.Spec, spec)); err != nil {
		return nil, nil, nil, refused(err)
	}
	planned, err := plan.New(portfolio, spec)
	if err != nil {
		return nil, nil, nil, refused(err)
	}
	work, sums, err := kind(planned, stored)
	if err != nil {
		return nil, nil, nil, refused(err)
	}
	books, err := ledger.Restore(ledger.Config{
		Sums: sums, Stop: planned.Stop, ShardBlocks: r.config.ShardBlocks,
		WindowBytes: r.config.WindowBytes, Hedge: r.config.Hedge,
	}, stored.Engines, stored.Shards)
	if err != nil {
		return nil, nil, nil, refused(err)
	}
	return planned, work, books, nil
}

// kind is what the kind of valuation asks of the engines, and what their answers come to, as far as they are stored.
func kind(p *plan.Plan, stored store.Stored) (engines.Work, ledger.Sums, error) {
	if p.ProfitAndLoss == nil {
		sums, err := estimate.RestorePrices(p, stored.Next, stored.Accumulator)
		return engines.Prices{Job: p.Job}, sums, err
	}
	sums, err := loss.Restore(p, stored.Next, stored.Accumulator)
	if err != nil {
		return nil, nil, err
	}
	return engines.Losses{
		Job: p.Job, Drifts: p.ProfitAndLoss.Drifts, FirstPass: sums.FirstPass(), Tails: sums.Tails,
	}, sums, nil
}

// remaining is the time that a valuation has left; forever where it has no limit.
func remaining(taken gen.TakeRow) (time.Duration, bool) {
	if math.IsInf(taken.SecondsLeft, 1) {
		return 0, false
	}
	return time.Duration(taken.SecondsLeft * float64(time.Second)), true
}
