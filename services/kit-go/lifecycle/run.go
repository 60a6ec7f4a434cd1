package lifecycle

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// grace is what a Stop has, after its context ended, to return on its own.
const grace = 500 * time.Millisecond

// Run runs the components until ctx ends or one of them fails, and returns when all that started have been stopped.
//
// The error is nil where all stopped as asked. Otherwise it joins the reason for ending and everything that went
// wrong while stopping. A start that is broken off because ctx ended is no error.
func Run(ctx context.Context, log *slog.Logger, components ...Component) error {
	started, err := start(ctx, log, components)
	if err == nil && len(started) == len(components) {
		err = wait(ctx, started)
	}
	if err != nil {
		log.Error("stopping after a failure", "error", err)
	} else {
		log.Info("stopping")
	}
	return errors.Join(err, stop(log, started))
}

// start returns the components that are up, also where one could not be started.
func start(ctx context.Context, log *slog.Logger, components []Component) ([]Component, error) {
	for i, component := range components {
		if ended(ctx) {
			return components[:i], nil
		}
		if component.Start == nil {
			continue
		}
		if err := component.Start(ctx); err != nil {
			if cause := ctx.Err(); cause == nil || !errors.Is(err, cause) {
				return components[:i], fmt.Errorf("start %s: %w", component.Name, err)
			}
			return components[:i], nil // broken off on purpose
		}
		log.Debug("started", "part", component.Name)
	}
	return components, nil
}

func ended(ctx context.Context) bool { return ctx.Err() != nil }

// wait returns the failure of the first component that dies by itself, or nil when ctx ends.
func wait(ctx context.Context, components []Component) error {
	watched, cancel := context.WithCancel(ctx)
	defer cancel()
	failure := make(chan error, len(components))
	for _, component := range components {
		if component.Failed == nil {
			continue
		}
		go func() {
			select {
			case err := <-component.Failed:
				failure <- fmt.Errorf("%s failed: %w", component.Name, err)
			case <-watched.Done():
			}
		}()
	}
	select {
	case err := <-failure:
		return err
	case <-ctx.Done():
		return nil
	}
}

// stop stops the components in reverse order, each within its bound whether it heeds it or not.
func stop(log *slog.Logger, components []Component) error {
	var failures []error
	for _, component := range slices.Backward(components) {
		if component.Stop == nil {
			continue
		}
		if err := stopOne(component); err != nil {
			log.Error("cannot stop", "part", component.Name, "error", err)
			failures = append(failures, fmt.Errorf("stop %s: %w", component.Name, err))
			continue
		}
		log.Debug("stopped", "part", component.Name)
	}
	return errors.Join(failures...)
}

func stopOne(component Component) error {
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(component.StopTimeout, DefaultStopTimeout))
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- component.Stop(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	// A Stop that has noticed the bound says more than that there was one; it gets a moment to do so.
	select {
	case err := <-done:
		return err
	case <-time.After(grace):
		return fmt.Errorf("left behind: %w", ctx.Err())
	}
}
