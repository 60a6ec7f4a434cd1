// Package watch tells the watchers of valuations what has changed.
//
// All watchers of one valuation share a topic, which reads the valuation when it is told of a change, and asks for its
// version every second in case a notification was lost. Each watcher has its own place in it: a slow one skips to the
// latest state and holds nobody up.
package watch

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/store"
)

const (
	// interval is the shortest time between two messages to a watcher, but for the last.
	interval = 200 * time.Millisecond
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

// Key names a valuation.
type Key struct{ Portfolio, Valuation uuid.UUID }

// Source reads valuations.
type Source interface {
	// Version of the valuation; it grows with every change.
	Version(ctx context.Context, key Key) (int64, error)
	// Load reads the valuation with its version.
	Load(ctx context.Context, key Key) (*riskv1.Valuation, int64, error)
}

// Hub holds the topics. Safe for concurrent use.
type Hub struct {
	source Source
	// mu protects topics and each topic's watchers.
	mu     sync.Mutex
	topics map[uuid.UUID]*topic
}

// NewHub returns a hub without topics.
func NewHub(source Source) *Hub { return &Hub{source: source, topics: map[uuid.UUID]*topic{}} }

// Changed makes the topic of a valuation, if it has one, look at once.
func (h *Hub) Changed(id uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.topics[id]; t != nil {
		signal(t.changed)
	}
}

// topic is a valuation that is watched.
type topic struct {
	key      Key
	changed  chan struct{}
	cancel   context.CancelFunc
	watchers map[chan struct{}]struct{}

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

// subscribe joins the topic of a valuation, which begins with what is known if it is new; the channel delivers after
// each change.
func (h *Hub) subscribe(key Key, known news) (t *topic, changed chan struct{}, leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t = h.topics[key.Valuation]
	if t == nil {
		ctx, cancel := context.WithCancel(context.Background())
		t = &topic{
			key: key, changed: make(chan struct{}, 1), cancel: cancel, watchers: map[chan struct{}]struct{}{},
			latest: known,
		}
		h.topics[key.Valuation] = t
		go h.follow(ctx, t)
	}
	changed = make(chan struct{}, 1)
	signal(changed) // what the topic knows already may be news, too
	t.watchers[changed] = struct{}{}
	return t, changed, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(t.watchers, changed)
		if len(t.watchers) == 0 {
			t.cancel()
			delete(h.topics, key.Valuation)
		}
	}
}

// follow reads the valuation whenever it may have changed, until nobody watches it.
func (h *Hub) follow(ctx context.Context, t *topic) {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	failing, due := time.Time{}, time.Now()
	// What changed between the first watcher's own read and its joining was told to nobody.
	told := false
	for ctx.Err() == nil {
		err := h.look(ctx, t, told)
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
		select {
		case <-ctx.Done():
		case <-t.changed:
			told = true
		case <-ticker.C:
			told = false
		}
	}
}

// look reads the valuation if it was told of a change or finds that there was one. The end of ctx does not break it
// off: the database's connection would end with it, and the next request would wait for another.
func (h *Hub) look(ctx context.Context, t *topic, told bool) error {
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
	defer cancel()
	if !told {
		version, err := h.source.Version(bounded, t.key)
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
	valuation, version, err := h.source.Load(bounded, t.key)
	if err != nil {
		return err
	}
	h.tell(t, news{valuation: valuation, version: version})
	return nil
}

func (h *Hub) tell(t *topic, latest news) {
	t.mu.Lock()
	t.latest = latest
	t.mu.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	for watcher := range t.watchers {
		signal(watcher)
	}
}
