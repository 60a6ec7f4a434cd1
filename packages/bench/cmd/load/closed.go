package main

import (
	"context"
	"sync"
	"time"
)

// closedResult is what calls came to that follow each other.
type closedResult struct {
	Outcome
	// Seconds is how long it took until the last of the calls that began in time was over.
	Seconds float64 `json:"seconds"`
}

// runClosed keeps so many calls running at a time.
func runClosed(ctx context.Context, o *options) (any, error) {
	c, err := newClient(o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.close() }()
	seen := newLatencies(o.deadline)
	begin := time.Now()
	end := begin.Add(o.duration)
	var group sync.WaitGroup
	for range o.concurrency {
		group.Go(func() {
			for at := time.Now(); at.Before(end) && ctx.Err() == nil; {
				_, err := c.call(ctx)
				now := time.Now()
				seen.add(now.Sub(at), err)
				at = now
			}
		})
	}
	group.Wait()
	return closedResult{Outcome: seen.outcome(), Seconds: time.Since(begin).Seconds()}, ctx.Err()
}
