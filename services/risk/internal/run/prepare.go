package run

import (
	"context"
	"errors"

	"workspace.internal/services/risk/internal/engines"
)

// prepare has an engine complete the plan's job, where it lacks something. What engines find is always the same, so
// nothing of it is stored: a run that is resumed or taken over asks again.
func (e *execution) prepare(ctx context.Context) error {
	if !e.plan.Unprepared() {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	prepared := make(chan error, 1)
	go func() {
		prepared <- e.runner.fleet.Prepare(ctx, e.plan.Job, e.plan.Prepared)
	}()
	err, waiting := e.until(ctx, prepared)
	cancel()
	if waiting {
		<-prepared
	}
	e.work = engines.Prices{Job: e.plan.Job}
	return err
}

// until waits for the outcome, and shows meanwhile whether any engine is up. Waiting says that the outcome is yet to
// come.
func (e *execution) until(ctx context.Context, outcome <-chan error) (err error, waiting bool) {
	for {
		up, changed := e.runner.fleet.Up()
		if err := e.show(ctx, up); err != nil {
			return err, true
		}
		select {
		case err := <-outcome:
			if err != nil && ctx.Err() == nil {
				err = errors.Join(errRefused, err)
			}
			return err, false
		case <-changed:
		}
	}
}
