package run

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"workspace.internal/services/risk/internal/engines"
	"workspace.internal/services/risk/internal/ledger"
	"workspace.internal/services/risk/internal/plan"
	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/store/gen"
)

const (
	// publishEvery is how often estimates are published: watchers are promised no more than five a second.
	publishEvery = 200 * time.Millisecond
	// saveEvery is how often a checkpoint is written at most, and how often it is looked whether there is news to
	// publish; checkpoints that are large are written less often, so that they take no more than saveBandwidth bytes a
	// second.
	saveEvery     = 20 * time.Millisecond
	saveBandwidth = 8 << 20
	// writeTimeout bounds one try of a write, and handBackTimeout all tries while draining.
	writeTimeout    = 5 * time.Second
	handBackTimeout = 5 * time.Second
	// maxHeartbeat is also how soon a cancellation is seen whose notification was lost.
	maxHeartbeat = 500 * time.Millisecond
	// retryFirst and retryMax bound the pause between tries of a write.
	retryFirst, retryMax = 50 * time.Millisecond, time.Second
)

// execution is one run under way. Its fields belong to the goroutine of execute.
type execution struct {
	runner *Runner
	log    *slog.Logger
	fence  store.Fence
	// looks asks the heartbeat to look at once; refused says that engines will never compute the job.
	looks   chan struct{}
	refused chan error
	state   states.State

	plan     *plan.Plan
	work     engines.Work
	books    *ledger.Ledger
	lastSave time.Time
	// savedBytes is how many the last checkpoint had.
	savedBytes    int
	lastPublish   time.Time
	publishedNext uint64
}

// execute returns nil where the valuation has succeeded, and otherwise why it ended.
func (e *execution) execute(parent context.Context, taken gen.TakeRow) error {
	// ctx ends with the run: the engines' calls hang on it, so all of them stop within a round trip.
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	defer context.AfterFunc(e.runner.drain, func() { cancel(errDraining) })()
	defer e.register()()
	if left, limited := remaining(taken); limited {
		deadline, stop := context.WithTimeoutCause(ctx, left, errDeadline)
		defer stop()
		ctx = deadline
	}
	heartbeats := make(chan struct{})
	go func() {
		defer close(heartbeats)
		e.heartbeat(ctx, cancel)
	}()
	defer func() {
		cancel(nil)
		<-heartbeats
	}()

	err := e.compute(ctx, taken)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
		if !errors.Is(err, errDeadline) && !errors.Is(err, store.ErrFenced) {
			err = errDraining // whoever ended the job from outside did not end the valuation
		}
	}
	return e.finish(context.WithoutCancel(parent), err)
}

// register lets Look reach the heartbeat, until the function it returns is called.
func (e *execution) register() func() {
	r := e.runner
	r.mu.Lock()
	defer r.mu.Unlock()
	r.running[e.fence.ID] = func() {
		select {
		case e.looks <- struct{}{}:
		default:
		}
	}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.running, e.fence.ID)
	}
}

// heartbeat renews the lease until ctx ends, and ends the run once it is no longer its own.
func (e *execution) heartbeat(ctx context.Context, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(min(e.runner.config.Lease/4, maxHeartbeat))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-e.looks:
		}
		bounded, stop := context.WithTimeout(ctx, writeTimeout)
		err := e.runner.store.Renew(bounded, e.fence, e.runner.config.Lease)
		stop()
		if errors.Is(err, store.ErrFenced) {
			cancel(store.ErrFenced)
			return
		}
		if err != nil && ctx.Err() == nil {
			e.log.WarnContext(ctx, "cannot renew the lease", "error", err)
		}
	}
}

// compute has the engines compute until the stopping rule is met, and returns nil then.
func (e *execution) compute(ctx context.Context, taken gen.TakeRow) error {
	err := e.retry(ctx, "load the run", func(ctx context.Context) (err error) {
		e.plan, e.work, e.books, err = e.runner.prepare(ctx, e.fence.ID, taken)
		return err
	})
	if err != nil {
		return err
	}
	if err := e.prepare(ctx); err != nil {
		return err
	}
	calls, cancel := context.WithCancel(ctx)
	e.books.Bind(calls)
	detach := e.runner.fleet.Attach(&engines.Run{Work: e.work, Ledger: e.books, Context: calls, Refused: e.refuse})
	defer func() {
		cancel()
		detach()
	}()
	return e.loop(ctx)
}

// refuse remembers the first refusal.
func (e *execution) refuse(err error) {
	select {
	case e.refused <- err:
	default:
	}
}

// loop writes down what the ledger has, whenever there is something, until it is done.
func (e *execution) loop(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		up, changed := e.runner.fleet.Up()
		if err := e.show(ctx, up); err != nil {
			return err
		}
		if err := e.books.Err(); err != nil {
			return err
		}
		if e.books.Done() {
			return nil
		}
		wait, err := e.save(ctx)
		if err != nil {
			return err
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case err := <-e.refused:
			return refused(err)
		case <-changed:
		case <-timer.C:
		case <-e.books.Changed():
		}
	}
}

// show has the state say whether any engine is up.
func (e *execution) show(ctx context.Context, up bool) error {
	want := states.Waiting
	if up {
		want = states.Running
	}
	if e.state == want {
		return nil
	}
	err := e.retry(ctx, "change the state", func(ctx context.Context) error {
		return e.runner.store.SetState(ctx, e.fence, want)
	})
	if err == nil {
		e.state = want
		e.log.InfoContext(ctx, "state changed", "state", want.String())
	}
	return err
}

// save writes a checkpoint where a shard has been finished or estimates are to be published, and returns when to look
// again though no shard is finished until then.
func (e *execution) save(ctx context.Context) (time.Duration, error) {
	now := time.Now()
	pause := max(saveEvery, time.Duration(float64(e.savedBytes)/saveBandwidth*float64(time.Second)))
	if due := e.lastSave.Add(pause); due.After(now) {
		return due.Sub(now), nil
	}
	next := e.lastPublish.Add(publishEvery)
	publish := e.books.Merged() > e.publishedNext && !next.After(now)
	if !publish && !e.books.Unsaved() {
		return max(saveEvery, next.Sub(now)), nil
	}
	snapshot, err := e.books.Snapshot(publish)
	if err != nil {
		return 0, err
	}
	err = e.retry(ctx, "write a checkpoint", func(ctx context.Context) error {
		return e.runner.store.SaveRun(ctx, e.fence, snapshot, publish)
	})
	if err != nil {
		return 0, err
	}
	e.books.Saved(snapshot)
	e.lastSave, e.savedBytes = time.Now(), len(snapshot.Accumulator)
	if publish {
		e.lastPublish, e.publishedNext = e.lastSave, snapshot.Next
	}
	// What arrived while this was written is looked at again soon, also when no further shard is finished.
	return pause, nil
}

// retry tries a write or read until it succeeds, the run has passed on, or ctx ends. An error that is not the
// database's being away is returned at once.
func (e *execution) retry(ctx context.Context, what string, try func(ctx context.Context) error) error {
	for pause := retryFirst; ; pause = min(2*pause, retryMax) {
		bounded, cancel := context.WithTimeout(ctx, writeTimeout)
		err := try(bounded)
		cancel()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, errRefused) || !store.Unavailable(err):
			return err
		}
		e.log.WarnContext(ctx, "database away, trying again", "what", what, "error", err)
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}
