// Package lifecycle starts the parts of a process in order and stops them in reverse.
//
// Run starts the components one after the other, each when the one before has started, and then waits. It ends for
// one of three reasons: its context ends (the process was asked to stop), a component could not start, or a component
// failed while running. In each case the components that had started are stopped, the last one first, each within its
// own bound; a component that does not stop in time is left behind and the next one is stopped all the same. So a
// process that lists its telemetry first, then its database, its workers and its server last, turns requests away
// first and flushes its telemetry when nothing can happen any more.
package lifecycle

import (
	"context"
	"time"
)

// DefaultStopTimeout bounds the stopping of a component that says nothing else.
const DefaultStopTimeout = 5 * time.Second

// Component is one part of a process. Functions that are not needed are nil.
type Component struct {
	// Name is what logs and errors call it.
	Name string
	// Start returns when the component is up. Its context bounds the starting alone: what runs in the background
	// afterwards must not hang on it.
	Start func(ctx context.Context) error
	// Stop returns when the component has ended. It is called at most once, and never before Start has returned nil.
	// Its context ends after StopTimeout.
	Stop func(ctx context.Context) error
	// StopTimeout bounds Stop. Defaults to DefaultStopTimeout.
	StopTimeout time.Duration
	// Failed delivers the error of a component that dies by itself. The other components are then stopped in order.
	Failed <-chan error
}

// Closer is a component that is already up, such as a pool, and has to be closed at the end.
func Closer(name string, stop func(ctx context.Context) error) Component {
	return Component{Name: name, Stop: stop}
}
