package engines

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"workspace.internal/services/risk/internal/ledger"
)

// maxStrikes is how many calls in a row may fail in a way that points at the job, without a single block in between,
// before the run is given up.
const maxStrikes = 12

// Run is one run's part in the fleet. Fields are set before it is attached.
type Run struct {
	// Work is what is asked of the engines.
	Work Work
	// Ledger says what to compute.
	Ledger *ledger.Ledger
	// Context is the run's; its end cancels all calls.
	Context context.Context //nolint:containedctx // its calls live as long as the run
	// Refused is called when engines will never compute the job. It may be called more than once.
	Refused func(error)

	strikes atomic.Int32
	calls   sync.WaitGroup
}

// Attach lets a run take part. The function it returns ends that, and returns when the last call has; the run's
// context must have ended before, or the ledger be done.
func (f *Fleet) Attach(run *Run) (detach func()) {
	f.mu.Lock()
	f.runs = append(f.runs, run)
	f.mu.Unlock()
	f.wake()
	return func() {
		f.mu.Lock()
		f.runs = slices.DeleteFunc(f.runs, func(other *Run) bool { return other == run })
		f.mu.Unlock()
		run.calls.Wait()
	}
}

// strike counts a failure that may be the job's own fault.
func (r *Run) strike(err error) {
	if r.strikes.Add(1) >= maxStrikes {
		r.Refused(fmt.Errorf("%d calls failed in a row: %w", maxStrikes, err))
	}
}
