package run

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/google/uuid"

	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/store/gen"
)

// Place is room for one run on this replica. There are as many as may run at a time, however a run comes here.
type Place struct{ runner *Runner }

// Reserve takes a place where one is free and the replica does not drain, and is nil otherwise. Free gives it back.
func (r *Runner) Reserve() *Place {
	if r.Draining() {
		return nil
	}
	select {
	case r.places <- struct{}{}:
		return &Place{r}
	default:
		return nil
	}
}

// Claim is what a run is claimed with for this place; nil without a place.
func (p *Place) Claim() *store.Claim {
	if p == nil {
		return nil
	}
	claim := p.runner.claim()
	return &claim
}

// Free gives the place back, unless a run has begun in it.
func (p *Place) Free() {
	if p != nil && p.runner != nil {
		<-p.runner.places
		p.runner = nil
	}
}

// Begin carries out a run that was claimed for the place, and does not wait for it. The place is free when the run has
// ended. One that panics leaves the valuation to its lease, as it does where River runs it.
func (p *Place) Begin(id uuid.UUID, taken gen.TakeRow) {
	own := &Place{p.runner}
	p.runner = nil
	go func() {
		defer own.Free()
		defer func() {
			if cause := recover(); cause != nil {
				own.runner.config.Logger.Error("panic in a run",
					"valuation", id.String(), "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
			}
		}()
		own.runner.carryOut(context.Background(), id, taken)
	}()
}

// Wait returns when nothing runs any more, after Drain.
func (r *Runner) Wait(ctx context.Context) error {
	for range cap(r.places) {
		select {
		case r.places <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}
