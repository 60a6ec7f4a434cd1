package engines

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

const (
	// prepareTimeout bounds one call. The largest job takes an engine of one thread half a minute.
	prepareTimeout = 2 * time.Minute
	// prepareAgain is when engines are looked at again where none can be asked.
	prepareAgain = 50 * time.Millisecond
)

// ErrOlder is that the contract of an engine is older than what is asked of it.
var ErrOlder = errors.New("the contract of an engine is older: it does not prepare jobs")

// Prepare has an engine complete the job of a run, and another one where that fails. Complete checks the answer and
// keeps it. It returns once that is done, the job is refused, or the context has ended.
func (f *Fleet) Prepare(ctx context.Context, job *pricerv1.Job, complete func(*pricerv1.Job) error) error {
	ctx, refuse := context.WithCancelCause(ctx)
	defer refuse(nil)
	asked := &Run{Context: ctx, Refused: refuse}
	for ctx.Err() == nil {
		e := f.take(time.Now())
		if e == nil {
			select {
			case <-time.After(prepareAgain):
			case <-ctx.Done():
			}
			continue
		}
		err := f.prepare(e, asked, job, complete)
		f.release(e, asked, err)
		if err == nil {
			return nil
		}
	}
	return context.Cause(ctx)
}

// prepare makes one call.
func (f *Fleet) prepare(e *engine, run *Run, job *pricerv1.Job, complete func(*pricerv1.Job) error) error {
	ctx, cancel := context.WithTimeout(run.Context, prepareTimeout)
	defer cancel()
	answer, err := e.client.Prepare(ctx, &pricerv1.PrepareRequest{Job: job})
	if status.Code(err) == codes.Unimplemented {
		run.Refused(fmt.Errorf("%w: %w", ErrOlder, err))
		return err
	}
	if err != nil {
		return err
	}
	if err := complete(answer.GetJob()); err != nil {
		return fmt.Errorf("%w: %w", errContract, err)
	}
	return nil
}

// take is the engine with the fewest calls of those that may be asked, which gets one more; nil where there is none.
func (f *Fleet) take(now time.Time) *engine {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found *engine
	for _, e := range f.engines {
		if e.described && !e.until.After(now) && (found == nil || e.busy < found.busy) {
			found = e
		}
	}
	if found != nil {
		found.busy++
	}
	return found
}

// release settles a call with its engine and its run.
func (f *Fleet) release(e *engine, run *Run, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.wake()
	e.busy--
	switch {
	case err == nil:
		e.failures = 0
	case run.Context.Err() != nil: // nobody waits for it
	default:
		if pause, full := f.blame(e, run, err); !full {
			f.log.WarnContext(run.Context, "cannot prepare", "engine", e.name, "error", err, "pause", pause.String())
		}
	}
}
