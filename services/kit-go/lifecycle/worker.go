package lifecycle

import (
	"context"
	"errors"
	"fmt"
)

// ErrEndedEarly is the failure of a worker that returned nil although nobody had asked it to stop.
var ErrEndedEarly = errors.New("ended before it was asked to")

// Worker is a component that is a loop: run works until its context ends, and then returns. Returning before that
// fails the process; so does a panic, which keeps its default behaviour of ending the process at once.
func Worker(name string, run func(ctx context.Context) error) Component {
	ctx, cancel := context.WithCancel(context.Background())
	failed := make(chan error, 1)
	done := make(chan struct{})
	var (
		started bool
		result  error
	)

	return Component{
		Name:   name,
		Failed: failed,
		Start: func(context.Context) error {
			started = true
			go func() {
				defer close(done)
				err := run(ctx)
				if ctx.Err() == nil {
					failed <- earlyEnd(err)
					return
				}
				if !errors.Is(err, context.Canceled) {
					result = err
				}
			}()
			return nil
		},
		Stop: func(stop context.Context) error {
			cancel()
			if !started {
				return nil
			}
			select {
			case <-done:
				return result
			case <-stop.Done():
				return fmt.Errorf("still running: %w", stop.Err())
			}
		},
	}
}

func earlyEnd(err error) error {
	if err == nil {
		return ErrEndedEarly
	}
	return err
}
