package watch

import (
	"context"
	"errors"
	"time"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/states"
)

// ErrDraining ends a watch whose replica drains: the watcher gets on at another one.
var ErrDraining = errors.New("the replica drains")

// Watch sends the valuation as it is, and again after changes, until it is final (nil), gone (see store.NotFound), ctx
// ends, or draining is closed. An error of send ends it, too.
func (h *Hub) Watch(ctx context.Context, key Key, draining <-chan struct{}, send func(*riskv1.Valuation) error) error {
	// The first state is read afresh: what the topic knows may be older than what this watcher has seen before. And
	// only what exists gets a topic.
	bounded, cancel := context.WithTimeout(ctx, loadTimeout)
	valuation, sent, err := h.source.Load(bounded, key)
	cancel()
	if err != nil {
		return err
	}
	t, changed, leave := h.subscribe(key)
	defer leave()
	for {
		if err := send(valuation); err != nil {
			return err
		}
		if states.Final(valuation.GetState()) {
			return nil
		}
		pause := time.After(interval)
		latest := news{}
		for latest.version <= sent {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-draining:
				return ErrDraining
			case <-changed:
			}
			t.mu.Lock()
			latest = t.latest
			t.mu.Unlock()
			if latest.err != nil {
				return latest.err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-draining:
			return ErrDraining
		case <-pause:
		}
		// Meanwhile there may be something newer still.
		t.mu.Lock()
		latest = t.latest
		t.mu.Unlock()
		if latest.err != nil {
			return latest.err
		}
		valuation, sent = latest.valuation, latest.version
	}
}
