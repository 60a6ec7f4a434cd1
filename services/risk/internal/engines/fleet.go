// Package engines spreads the work of all runs of this replica over the engines that are up.
//
// Each engine takes a bounded number of calls at a time. Whenever a slot is free, the runs are asked in turn what they
// would have it compute, so concurrent runs share the engines fairly. An engine that fails again and again is left
// alone for a while that grows up to MaxEjection; it is back at once when its connection was lost and comes back. What
// an engine refuses for lack of room is tried again after the delay it asks for. Every call has a deadline, and one
// that delivers nothing for long is broken off, so an engine that stands still costs time, never the run.
package engines

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	"workspace.internal/services/kit-go/dial"
	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/risk/internal/ledger"
)

// Config says how engines are used.
type Config struct {
	// Slots is how many calls an engine gets at the same time. Defaults to 2.
	Slots int
	// Logger is told when engines come, go and fail.
	Logger *slog.Logger
}

// Fleet is safe for concurrent use.
type Fleet struct {
	slots int
	log   *slog.Logger
	pool  *dial.Pool
	kick  chan struct{}
	calls sync.WaitGroup
	// hungry says that a slot is free because no run has had work for it. Only then may a block, which moves the window
	// of its run, be the reason to look for work again.
	hungry atomic.Bool

	// mu protects everything below. It is taken before a ledger's, never after.
	mu      sync.Mutex
	engines map[string]*engine
	runs    []*Run
	// changed is closed and replaced when the first engine comes up or the last one goes.
	changed chan struct{}
	up      bool
	closed  bool
}

// New returns a fleet of the engines that the pool finds.
func New(pool *dial.Pool, config Config) *Fleet {
	if config.Slots <= 0 {
		config.Slots = 2
	}
	return &Fleet{
		slots: config.Slots, log: config.Logger, pool: pool,
		kick: make(chan struct{}, 1), engines: map[string]*engine{}, changed: make(chan struct{}),
	}
}

// Component follows the pool and gives out work, until it is stopped. The pool's component belongs before it.
func (f *Fleet) Component() lifecycle.Component {
	return lifecycle.Worker("engines", func(ctx context.Context) error {
		defer f.close()
		return f.run(ctx)
	})
}

func (f *Fleet) run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		endpoints, changed := f.pool.Snapshot()
		f.follow(ctx, endpoints)
		for again := true; again; {
			if wake := f.dispatch(
				time.Now(),
			); !wake.IsZero() {
				timer.Reset(time.Until(wake))
			} else {
				timer.Stop()
			}
			select {
			case <-changed:
				again = false
			case <-f.kick:
			case <-timer.C:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// close waits for the calls of runs, which end with their runs.
func (f *Fleet) close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.calls.Wait()
}

// wake makes the fleet look for work.
func (f *Fleet) wake() {
	select {
	case f.kick <- struct{}{}:
	default:
	}
}

// Up says whether any engine is up, and gives a channel that is closed when that changes.
func (f *Fleet) Up() (bool, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.up, f.changed
}

// follow takes over which endpoints there are and which are ready.
func (f *Fleet) follow(ctx context.Context, endpoints []*dial.Endpoint) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := map[string]bool{}
	for _, endpoint := range endpoints {
		known[endpoint.ID()] = true
		e := f.engines[endpoint.ID()]
		if e == nil || e.endpoint != endpoint {
			e = &engine{
				endpoint: endpoint, client: pricerv1.NewPricerServiceClient(endpoint.Conn()), name: endpoint.ID(),
			}
			f.engines[endpoint.ID()] = e
		}
		switch ready := endpoint.Ready(); {
		case ready && !e.ready:
			e.comeUp()
			f.describe(ctx, e)
		case !ready && e.ready:
			e.goDown()
			f.log.Info("engine down", "engine", e.name)
		}
	}
	for id, e := range f.engines {
		if !known[id] {
			e.goDown()
			delete(f.engines, id)
		}
	}
	f.countUp()
}

// countUp tells runs when the first engine has come up or the last has gone.
func (f *Fleet) countUp() {
	up := false
	for _, e := range f.engines {
		up = up || e.described
	}
	if up != f.up {
		f.up = up
		close(f.changed)
		f.changed = make(chan struct{})
	}
}

// dispatch fills the free slots and returns when to look again though nothing happens; zero where that is not needed.
func (f *Fleet) dispatch(now time.Time) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	var wake time.Time
	sooner := func(t time.Time) {
		if !t.IsZero() && (wake.IsZero() || t.Before(wake)) {
			wake = t
		}
	}
	var usable []*engine
	slots := 0
	// Until the slots are filled it is not known: a block that comes meanwhile is one too late to be asked for.
	f.hungry.Store(true)
	hungry := false
	defer func() { f.hungry.Store(hungry) }()
	for _, e := range f.engines {
		if !e.described {
			continue
		}
		slots += f.slots
		if e.until.After(now) {
			sooner(e.until)
		} else if e.busy < f.slots {
			usable = append(usable, e)
		}
	}
	for len(usable) > 0 && !f.closed {
		slices.SortFunc(usable, func(a, b *engine) int { return a.busy - b.busy })
		e := usable[0]
		run, call, later := f.ask(ledger.Offer{Engine: e.name, Threads: e.threads, Slots: slots}, now)
		sooner(later)
		if call == nil {
			usable, hungry = usable[1:], true
			continue
		}
		e.busy++
		if e.busy == f.slots {
			usable = usable[1:]
		}
		run.Ledger.Describe(e.name, e.tier, e.threads)
		run.calls.Add(1)
		f.calls.Go(func() { f.simulate(e, run, call) })
	}
	return wake
}

// ask asks the runs in turn; the one that has work goes to the end of the line.
func (f *Fleet) ask(offer ledger.Offer, now time.Time) (*Run, *ledger.Call, time.Time) {
	var wake time.Time
	for i, run := range f.runs {
		call, later := run.Ledger.Next(offer, now)
		if call != nil {
			f.runs = append(slices.Delete(f.runs, i, i+1), run)
			return run, call, time.Time{}
		}
		if !later.IsZero() && (wake.IsZero() || later.Before(wake)) {
			wake = later
		}
	}
	return nil, nil, wake
}
