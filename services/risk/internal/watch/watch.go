package watch

import (
	"context"
	"errors"
	"time"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/states"
)

// interval is the shortest time between two messages to a watcher, but for the last.
const interval = 200 * time.Millisecond

// ErrDraining ends a watch whose replica drains: the watcher gets on at another one.
var ErrDraining = errors.New("the replica drains")

// Watch sends the valuation as it is, and again after changes, until it is final (nil), gone (see store.NotFound), ctx
// ends, or draining is closed. An error of send ends it, too. Between two messages there is an interval, so that a
// valuation in progress is no flood; the final one waits for nothing.
func (h *Hub) Watch(ctx context.Context, key Key, draining <-chan struct{}, send func(*riskv1.Valuation) error) error {
	t, changed, leave := h.join(key.Valuation)
	defer leave()
	// The first state is read afresh: what the topic knows may be older than what this watcher has seen before. It is
	// read after joining, so that no change falls between the two.
	bounded, cancel := context.WithTimeout(ctx, loadTimeout)
	valuation, sent, err := h.source.Load(bounded, key)
	cancel()
	if err != nil {
		return err
	}
	if states.Final(valuation.GetState()) {
		return send(valuation) // there is nothing to follow
	}
	h.tell(t, news{valuation: valuation, version: sent})
	h.begin(t, key)
	for {
		if err := send(valuation); err != nil {
			return err
		}
		if states.Final(valuation.GetState()) {
			return nil
		}
		pause, paused := time.After(interval), false
		latest := news{}
		for latest.version <= sent || !paused && !states.Final(latest.valuation.GetState()) {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-draining:
				return ErrDraining
			case <-pause:
				paused = true
			case <-changed:
			}
			t.mu.Lock()
			latest = t.latest
			t.mu.Unlock()
			if latest.err != nil {
				return latest.err
			}
		}
		valuation, sent = latest.valuation, latest.version
	}
}
