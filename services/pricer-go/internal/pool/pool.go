// Package pool is a bounded pool of goroutines that compute, apart from those that serve.
//
// What is computed is a Work, item by item. Works that run at the same time take turns by the item, so a long one does
// not starve a short one. Each has a window: that many items may be computed or wait for their reader; then the work is
// parked, and its goroutines go on with others, until the reader takes one. A work whose Results are closed, or whose
// context ends, is given no more goroutines, and the items that run are asked to stop.
//
// A work has a Place in the pool, from before it is made until its results are closed. How many places there are, and
// how much memory the works in them may take together, is bounded; more are refused at once.
//
// A panic ends the work that caused it; the goroutine goes on.
package pool

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

var (
	// ErrFull is that too many works are admitted, or that they take too much memory.
	ErrFull = errors.New("the queue is full")
	// ErrClosed is that the pool was closed.
	ErrClosed = errors.New("the pool is closed")
)

// PanicError is a panic of a work.
type PanicError struct {
	// Value is what it panicked with, Stack where.
	Value any
	Stack []byte
}

// Error implements error.
func (e *PanicError) Error() string {
	return fmt.Sprintf("the computation panicked: %v\n%s", e.Value, e.Stack)
}

// Work is something that is computed item by item, in any order, by several goroutines at once.
type Work[T any] interface {
	// Compute computes an item. It returns false, within a tenth of a second, where stop has been set.
	Compute(item uint64, stop *atomic.Bool) (T, bool)
}

// Request is a work and how it is to be computed.
type Request[T any] struct {
	// Work is what.
	Work Work[T]
	// First is the first item, Count how many there are.
	First, Count uint64
	// Window is how many items may be computed, or wait for the reader, at a time.
	Window int
	// Bytes is the memory that the work and a full window take.
	Bytes int
}

// Limits is what may be admitted at a time.
type Limits struct {
	// Works are counted with the places that wait for theirs.
	Works int
	// Bytes are what they take together. One place is given, and one work admitted, alone, however large.
	Bytes int
}

// Pool is as the package says.
type Pool[T any] struct {
	queue   *queue[T]
	threads int
	done    sync.WaitGroup
}

// Start starts the goroutines.
func Start[T any](threads int, limits Limits) *Pool[T] {
	p := &Pool[T]{threads: threads, queue: newQueue[T](limits)}
	for range threads {
		p.done.Go(func() {
			for {
				task, ok := p.queue.take()
				if !ok {
					return
				}
				p.compute(task)
			}
		})
	}
	return p
}

// Threads is how many goroutines it has.
func (p *Pool[T]) Threads() int { return p.threads }

// Limits are what it was started with.
func (p *Pool[T]) Limits() Limits { return p.queue.limits }

// Close stops what runs and waits for the goroutines.
func (p *Pool[T]) Close() {
	p.queue.close()
	p.done.Wait()
}

// compute does not let a work that panicked be entered again, so nobody sees what it may have left half done.
func (p *Pool[T]) compute(task task[T]) {
	defer func() {
		if cause := recover(); cause != nil {
			p.queue.stop(task.entry)
			task.entry.results <- result[T]{err: &PanicError{Value: cause, Stack: debug.Stack()}}
		}
	}()
	begin := time.Now()
	output, ok := task.entry.work.Compute(task.item, &task.entry.stopped)
	if ok {
		task.entry.results <- result[T]{done: Done[T]{Item: task.item, Output: output, Busy: time.Since(begin)}}
	}
}

// Reserve takes a place for a work that is yet to be made, so that nothing is spent on one that would be refused. bytes
// is what it takes until then. The error is ErrFull.
func (p *Pool[T]) Reserve(bytes int) (*Place[T], error) {
	entry, err := p.queue.reserve(bytes)
	if err != nil {
		return nil, err
	}
	return &Place[T]{queue: p.queue, entry: entry}, nil
}

// Place is room for one work, to be given back by Leave.
type Place[T any] struct {
	queue *queue[T]
	entry *entry[T]
}

// Leave stops the work in the place, if there is one, and makes room for another.
func (p *Place[T]) Leave() { p.queue.leave(p.entry) }

// Submit has a work computed until ctx ends. The error is ErrFull where it takes too much memory beside the others,
// ErrClosed, or that of a context that has ended already.
func (p *Place[T]) Submit(ctx context.Context, request Request[T]) (*Results[T], error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := p.queue.admit(p.entry, request); err != nil {
		return nil, err
	}
	// At once, also while the reader is busy with something else.
	release := context.AfterFunc(ctx, func() { p.queue.stop(p.entry) })
	return &Results[T]{ctx: ctx, place: p, release: release, missing: request.Count}, nil
}
