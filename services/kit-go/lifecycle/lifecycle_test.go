package lifecycle_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"workspace.internal/services/kit-go/lifecycle"
)

var errBroken = errors.New("broken")

// journal writes down what happens in which order.
type journal struct {
	mu     sync.Mutex // guards events
	events []string
}

func (j *journal) add(event string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, event)
}

func (j *journal) component(name string) lifecycle.Component {
	return lifecycle.Component{
		Name:  name,
		Start: func(context.Context) error { j.add("start " + name); return nil },
		Stop:  func(context.Context) error { j.add("stop " + name); return nil },
	}
}

func (j *journal) expect(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(j.events, want) {
		t.Errorf("it went %q, want %q", j.events, want)
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// stopper is a component whose start ends the context that the process runs in.
func stopper(cancel context.CancelFunc) lifecycle.Component {
	return lifecycle.Component{Name: "stopper", Start: func(context.Context) error { cancel(); return nil }}
}

func TestComponentsStopInReverseOrder(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	events := &journal{}
	err := lifecycle.Run(ctx, quiet(), events.component("pool"), lifecycle.Component{Name: "nothing to do"},
		events.component("server"), stopper(cancel))
	if err != nil {
		t.Errorf("an ordered stop returned %v", err)
	}
	events.expect(t, "start pool", "start server", "stop server", "stop pool")
}

func TestAFailedStartStopsWhatHadStarted(t *testing.T) {
	events := &journal{}
	broken := lifecycle.Component{
		Name:  "broken",
		Start: func(context.Context) error { return errBroken },
		Stop:  func(context.Context) error { events.add("stop broken"); return nil },
	}
	err := lifecycle.Run(t.Context(), quiet(), events.component("pool"), broken, events.component("server"))
	if !errors.Is(err, errBroken) {
		t.Errorf("it returned %v, want the cause", err)
	}
	events.expect(t, "start pool", "stop pool")
}

func TestAStartThatIsBrokenOffIsNoFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	events := &journal{}
	waiting := lifecycle.Component{Name: "waiting", Start: func(ctx context.Context) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}}
	if err := lifecycle.Run(ctx, quiet(), events.component("pool"), waiting, events.component("server")); err != nil {
		t.Errorf("it returned %v", err)
	}
	events.expect(t, "start pool", "stop pool")
}

func TestAComponentThatDiesTakesTheOthersDownInOrder(t *testing.T) {
	events := &journal{}
	failed := make(chan error, 1)
	dying := events.component("worker")
	dying.Failed = failed
	last := events.component("server")
	last.Start = func(context.Context) error { failed <- errBroken; return nil }
	err := lifecycle.Run(t.Context(), quiet(), events.component("pool"), dying, last)
	if !errors.Is(err, errBroken) {
		t.Errorf("it returned %v, want the cause", err)
	}
	events.expect(t, "start pool", "start worker", "stop server", "stop worker", "stop pool")
}

func TestAComponentThatDoesNotStopIsLeftBehind(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	events := &journal{}
	never := make(chan struct{})
	defer close(never)
	hanging := lifecycle.Component{
		Name: "hanging", StopTimeout: time.Millisecond,
		Stop: func(context.Context) error { <-never; return nil },
	}
	err := lifecycle.Run(ctx, quiet(), events.component("pool"), hanging, stopper(cancel))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it returned %v, want a passed deadline", err)
	}
	events.expect(t, "start pool", "stop pool")
}

func TestAWorkerRunsUntilItIsStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	worker := lifecycle.Worker("worker", func(ctx context.Context) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	})
	if err := lifecycle.Run(ctx, quiet(), worker); err != nil {
		t.Errorf("it returned %v", err)
	}
}

func TestAWorkerThatEndsByItselfFailsTheProcess(t *testing.T) {
	for name, test := range map[string]struct{ returned, want error }{
		"with an error": {errBroken, errBroken},
		"without one":   {nil, lifecycle.ErrEndedEarly},
	} {
		t.Run(name, func(t *testing.T) {
			worker := lifecycle.Worker("worker", func(context.Context) error { return test.returned })
			if err := lifecycle.Run(t.Context(), quiet(), worker); !errors.Is(err, test.want) {
				t.Errorf("it returned %v, want %v", err, test.want)
			}
		})
	}
}

func TestStopToleratesAWorkerThatNeverStarted(t *testing.T) {
	worker := lifecycle.Worker("worker", func(ctx context.Context) error { <-ctx.Done(); return nil })
	for range 2 {
		if err := worker.Stop(t.Context()); err != nil {
			t.Errorf("it returned %v", err)
		}
	}
}
