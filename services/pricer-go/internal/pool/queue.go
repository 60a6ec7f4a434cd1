package pool

import (
	"sync"
	"sync/atomic"
)

// queue is what the goroutines and the readers share.
type queue[T any] struct {
	limits Limits
	// closed is closed with the pool.
	closed chan struct{}

	mu sync.Mutex // guards what follows, and the entries
	// wake is signalled when a work joins the ring, and when the pool closes.
	wake *sync.Cond
	// entries are the places that are taken; bytes are what they take together, admitted how many have a work.
	entries         map[*entry[T]]struct{}
	bytes, admitted int
	// ring is the works that want a goroutine, in the order of their turns; none twice.
	ring []*entry[T]
	shut bool
}

// entry is a place, with its work once it has one.
type entry[T any] struct {
	bytes int
	work  Work[T]
	// next is the first item nobody has taken yet, end the one after the last.
	next, end uint64
	// credits is how many more may be taken before the reader takes one.
	credits int
	inRing  bool
	// over is that no more items are handed out; stopped asks those that run to stop.
	over    bool
	stopped atomic.Bool
	// results has room for a whole window, and each item sends once at most, so that nobody ever waits to send.
	results chan result[T]
}

// task is an item to compute.
type task[T any] struct {
	entry *entry[T]
	item  uint64
}

func newQueue[T any](limits Limits) *queue[T] {
	q := &queue[T]{limits: limits, closed: make(chan struct{}), entries: map[*entry[T]]struct{}{}}
	q.wake = sync.NewCond(&q.mu)
	return q
}

func (q *queue[T]) reserve(bytes int) (*entry[T], error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	alone := len(q.entries) == 0
	if len(q.entries) >= q.limits.Works || !alone && q.bytes+bytes > q.limits.Bytes {
		return nil, ErrFull
	}
	e := &entry[T]{bytes: bytes}
	q.entries[e] = struct{}{}
	q.bytes += bytes
	return e, nil
}

func (q *queue[T]) admit(e *entry[T], request Request[T]) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.shut {
		return ErrClosed
	}
	others := q.bytes - e.bytes
	if q.admitted > 0 && others+request.Bytes > q.limits.Bytes {
		return ErrFull
	}
	q.bytes, e.bytes = others+request.Bytes, request.Bytes
	q.admitted++
	e.work, e.next, e.end, e.credits = request.Work, request.First, request.First+request.Count, request.Window
	e.results = make(chan result[T], request.Window)
	q.enterRing(e)
	return nil
}

// take is the next item to compute, of the work whose turn it is. It waits for one; false once the pool is closed.
func (q *queue[T]) take() (task[T], bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if q.shut {
			return task[T]{}, false
		}
		for len(q.ring) > 0 {
			e := q.ring[0]
			q.ring = append(q.ring[:0], q.ring[1:]...)
			e.inRing = false
			if !e.wants() {
				continue
			}
			item := e.next
			e.next++
			e.credits--
			q.enterRing(e)
			return task[T]{e, item}, true
		}
		q.wake.Wait()
	}
}

func (q *queue[T]) credit(e *entry[T]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	e.credits++
	q.enterRing(e)
}

// stop hands out no more items of a work and asks those that run to stop. It stays admitted until its reader has gone.
func (q *queue[T]) stop(e *entry[T]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	e.over = true
	e.stopped.Store(true)
}

func (q *queue[T]) leave(e *entry[T]) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, taken := q.entries[e]; !taken {
		return
	}
	e.over = true
	e.stopped.Store(true)
	delete(q.entries, e)
	q.bytes -= e.bytes
	if e.work != nil {
		q.admitted--
	}
}

func (q *queue[T]) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.shut = true
	for e := range q.entries {
		e.over = true
		e.stopped.Store(true)
	}
	close(q.closed)
	q.wake.Broadcast()
}

// enterRing is called with the lock.
func (q *queue[T]) enterRing(e *entry[T]) {
	if e.inRing || !e.wants() {
		return
	}
	e.inRing = true
	q.ring = append(q.ring, e)
	q.wake.Signal()
}

func (e *entry[T]) wants() bool { return !e.over && e.next < e.end && e.credits > 0 }
