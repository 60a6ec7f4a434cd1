// Package watch tells the watchers of valuations what has changed.
//
// All watchers of one valuation share a topic, which reads the valuation when it is told of a change, unless it is told
// what has become of it as well, and asks for its version every second in case a notification was lost. Each watcher
// has its own place in it: a slow one skips to the latest state and holds nobody up.
package watch

import (
	"context"
	"sync"

	"github.com/google/uuid"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
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
	if t := h.topic(id); t != nil {
		signal(t.changed)
	}
}

// Learn tells the watchers of a valuation, if it has any, what it has become with a version that was written here, so
// that it need not be read again.
func (h *Hub) Learn(id uuid.UUID, version int64, read func() (*riskv1.Valuation, error)) {
	t := h.topic(id)
	if t == nil {
		return
	}
	if valuation, err := read(); err == nil {
		h.tell(t, news{valuation: valuation, version: version})
	} else {
		signal(t.changed)
	}
}

// topic of a valuation; nil where nobody watches it.
func (h *Hub) topic(id uuid.UUID) *topic {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.topics[id]
}

// join joins the topic of a valuation; the channel delivers after each change from then on.
func (h *Hub) join(id uuid.UUID) (t *topic, changed chan struct{}, leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t = h.topics[id]
	if t == nil {
		t = &topic{changed: make(chan struct{}, 1), watchers: map[chan struct{}]struct{}{}}
		h.topics[id] = t
	}
	changed = make(chan struct{}, 1)
	t.watchers[changed] = struct{}{}
	return t, changed, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(t.watchers, changed)
		if len(t.watchers) > 0 {
			return
		}
		delete(h.topics, id)
		if t.cancel != nil {
			t.cancel()
		}
	}
}

// begin has the topic followed, once, when one of its watchers has seen that there is a valuation of that key.
func (h *Hub) begin(t *topic, key Key) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	go h.follow(ctx, t, key)
}
