package pool

import (
	"context"
	"io"
	"time"
)

// Done is a computed item.
type Done[T any] struct {
	// Item is which.
	Item uint64
	// Output is what it gave.
	Output T
	// Busy is how long its goroutine computed.
	Busy time.Duration
}

// result is a computed item, or why there is none and will be no more.
type result[T any] struct {
	done Done[T]
	err  error
}

// Results are the computed items of a work, in any order, for one reader.
type Results[T any] struct {
	ctx     context.Context //nolint:containedctx // the work's own
	place   *Place[T]
	release func() bool
	// missing is how many items have not come yet.
	missing uint64
}

// Next is the next item that is done. The error is io.EOF after the last one; the context's, where that has ended;
// ErrClosed; or a *PanicError. Nothing follows an error.
func (r *Results[T]) Next() (Done[T], error) {
	if r.missing == 0 {
		return Done[T]{}, io.EOF
	}
	select {
	case result := <-r.place.entry.results:
		if result.err == nil && r.ctx.Err() == nil {
			r.missing--
			return result.done, nil
		}
		if result.err != nil {
			return Done[T]{}, r.fail(result.err)
		}
	case <-r.ctx.Done():
	case <-r.place.queue.closed:
		return Done[T]{}, r.fail(ErrClosed)
	}
	return Done[T]{}, r.fail(r.ctx.Err())
}

func (r *Results[T]) fail(err error) error {
	r.missing = 0
	r.place.queue.stop(r.place.entry)
	return err
}

// Taken says that the reader has done with an item that Next gave: one more may be computed.
func (r *Results[T]) Taken() { r.place.queue.credit(r.place.entry) }

// Close stops the work. Its place stays taken until Leave.
func (r *Results[T]) Close() {
	r.release()
	r.place.queue.stop(r.place.entry)
}
