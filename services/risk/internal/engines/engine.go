package engines

import (
	"context"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	"workspace.internal/services/kit-go/dial"
)

const (
	// MaxEjection is the longest that a failing engine is left alone before it is tried again.
	MaxEjection = 5 * time.Second
	// firstEjection is the shortest; it doubles with every further failure.
	firstEjection = 200 * time.Millisecond
	// tolerated is how many failures in a row are no reason to leave an engine alone.
	tolerated = 1
	// describeTimeout bounds the question who an engine is, and describeAgain is when it is asked again.
	describeTimeout = 2 * time.Second
	describeAgain   = 250 * time.Millisecond
)

// engine is one endpoint; the fleet's mutex protects it.
type engine struct {
	endpoint *dial.Endpoint
	client   pricerv1.PricerServiceClient
	// name is the one it gives itself, its address until it has.
	name, tier string
	threads    int
	// ready says that its connection is up, described that it has said who it is: it gets work from then on. Since
	// counts the times it came up, so that a late answer from before is not taken for one from now.
	ready, described bool
	since            int
	// busy is how many calls it has.
	busy int
	// failures counts those in a row; until then it gets no calls.
	failures int
	until    time.Time
}

// comeUp forgives: what failed was most likely the connection or the process before.
func (e *engine) comeUp() {
	e.ready = true
	e.since++
	e.failures = min(e.failures, tolerated)
	e.until = time.Time{}
}

func (e *engine) goDown() {
	e.ready, e.described = false, false
}

// failed leaves the engine alone where it is not the first failure in a row, and says for how long.
func (e *engine) failed(now time.Time) time.Duration {
	e.failures++
	over := e.failures - tolerated
	if over <= 0 {
		return 0
	}
	pause := min(MaxEjection, firstEjection<<min(over-1, 10))
	e.until = now.Add(pause)
	return pause
}

// describe asks an engine that has come up who it is, until it answers or goes.
func (f *Fleet) describe(ctx context.Context, e *engine) {
	since := e.since
	go func() {
		for ctx.Err() == nil {
			bounded, cancel := context.WithTimeout(ctx, describeTimeout)
			answer, err := e.client.Describe(bounded, &pricerv1.DescribeRequest{})
			cancel()
			if f.described(e, since, answer, err) {
				return
			}
			select {
			case <-time.After(describeAgain):
			case <-ctx.Done():
			}
		}
	}()
}

// described takes the answer; false asks for another try. UNIMPLEMENTED is an older engine, which works all the same.
func (f *Fleet) described(e *engine, since int, answer *pricerv1.DescribeResponse, err error) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !e.ready || e.since != since {
		return true
	}
	switch {
	case err == nil:
		if answer.GetInstance() != "" {
			e.name = answer.GetInstance()
		}
		e.tier, e.threads = answer.GetTier(), int(answer.GetThreads())
	case status.Code(err) != codes.Unimplemented:
		f.log.Warn("engine does not say what it is", "engine", e.name, "error", err)
		return false
	}
	e.described = true
	f.log.Info("engine up", "engine", e.name, "address", e.endpoint.ID(), "version", answer.GetVersion(),
		"tier", e.tier, "threads", e.threads)
	f.countUp()
	f.wake()
	return true
}
