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
	prepared, ended := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(ended)
		prepared <- e.runner.fleet.Prepare(ctx, e.plan.Job, e.plan.Prepared)
	}()
	err := e.until(ctx, prepared)
	cancel()
	<-ended // it may write to the plan until then
	e.work = engines.Prices{Job: e.plan.Job}
	return err
}

// until waits for the outcome, and shows meanwhile whether any engine is up.
func (e *execution) until(ctx context.Context, outcome <-chan error) error {
	for {
		up, changed := e.runner.fleet.Up()
		if err := e.show(ctx, up); err != nil {
			return err
		}
		select {
		case err := <-outcome:
			if err != nil && ctx.Err() == nil {
				err = errors.Join(errRefused, err)
			}
			return err
		case <-changed:
		}
	}
}
