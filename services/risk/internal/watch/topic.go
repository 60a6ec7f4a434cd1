package watch

import (
	"context"
	"sync"
	"time"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/store"
)

const (
	// rest is the mean time between two reads of a topic at least, however often it changes. After a pause, burst reads
	// need not wait: what is over soon is told at once.
	rest  = 10 * time.Millisecond
	burst = 4
	// poll is how often the version is asked for without a notification.
	poll = time.Second
	// loadTimeout bounds one read, and lostAfter how long reads may fail before watchers are sent elsewhere.
	loadTimeout = 3 * time.Second
	lostAfter   = 10 * time.Second
)

// topic is a valuation that is watched.
type topic struct {
	changed  chan struct{}
	watchers map[chan struct{}]struct{}
	// cancel ends the following; nil before it has begun.
	cancel context.CancelFunc

	// mu protects what was read last.
	mu     sync.Mutex
	latest news
}

// news is what a topic knows.
type news struct {
	valuation *riskv1.Valuation
	version   int64
	// err ends the watches: the valuation is gone, or the database is for too long.
	err error
}

func signal(to chan struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}

// follow reads the valuation whenever it may have changed, until nobody watches it.
func (h *Hub) follow(ctx context.Context, t *topic, key Key) {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	failing, due := time.Time{}, time.Now()
	for {
		told := false
		select {
		case <-ctx.Done():
			return
		case <-t.changed:
			told = true
		case <-ticker.C:
		}
		err := h.look(ctx, t, key, told)
		switch {
		case err == nil:
			failing = time.Time{}
		case store.NotFound(err):
			h.tell(t, news{err: err})
		case failing.IsZero():
			failing = time.Now()
		case time.Since(failing) > lostAfter:
			h.tell(t, news{err: err})
		}
		if now := time.Now(); due.Before(now) {
			due = now
		}
		due = due.Add(rest)
		select {
		case <-ctx.Done():
		case <-time.After(time.Until(due) - burst*rest):
		}
	}
}

// look reads the valuation if it was told of a change or finds that there was one. The end of ctx does not break it
// off: the database's connection would end with it, and the next request would wait for another.
func (h *Hub) look(ctx context.Context, t *topic, key Key, told bool) error {
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
	defer cancel()
	if !told {
		version, err := h.source.Version(bounded, key)
		if err != nil {
			return err
		}
		t.mu.Lock()
		known := t.latest.version
		t.mu.Unlock()
		if version == known {
			return nil
		}
	}
	valuation, version, err := h.source.Load(bounded, key)
	if err != nil {
		return err
	}
	h.tell(t, news{valuation: valuation, version: version})
	return nil
}

// tell gives the watchers what is newer than what they know.
func (h *Hub) tell(t *topic, latest news) {
	t.mu.Lock()
	newer := latest.err != nil || latest.version > t.latest.version
	if newer {
		t.latest = latest
	}
	t.mu.Unlock()
	if !newer {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for watcher := range t.watchers {
		signal(watcher)
	}
}
