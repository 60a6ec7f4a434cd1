package main

import (
	"context"
	"sync"
	"time"
)

// openResult is what calls at a fixed rate came to.
type openResult struct {
	Outcome
	Rate float64 `json:"rate"`
}

// atRate calls begin for each of count turns when it is due, whatever became of those before, and waits for the end of all. A turn
// gets the time when it was due: what counts from there has the waiting of calls behind a stalled one in it, which is what a client
// would have seen (coordinated omission accounted for).
func atRate(ctx context.Context, rate float64, count int, begin func(due time.Time)) {
	var group sync.WaitGroup
	start := time.Now()
	for i := range count {
		due := start.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		if wait := time.Until(due); wait > 0 {
			time.Sleep(wait)
		}
		if ctx.Err() != nil {
			break
		}
		group.Go(func() { begin(due) })
	}
	group.Wait()
}

// runOpen starts calls at a fixed rate.
func runOpen(ctx context.Context, o *options) (any, error) {
	c, err := newClient(o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.close() }()
	// Connections are made before the first call is due.
	for range c.connections {
		if _, err := c.call(ctx); err != nil {
			return nil, err
		}
	}
	seen := newLatencies(o.deadline)
	atRate(ctx, o.rate, int(o.rate*o.duration.Seconds()), func(due time.Time) {
		_, err := c.call(ctx)
		seen.add(time.Since(due), err)
	})
	return openResult{Outcome: seen.outcome(), Rate: o.rate}, ctx.Err()
}
