package pool_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"workspace.internal/services/pricer-go/internal/pool"
)

// started is an item whose computation has begun.
type started struct {
	name string
	item uint64
}

// leave is how many items may still be computed, and which have been begun.
type leave struct {
	mu      sync.Mutex // guards what follows
	changed sync.Cond
	left    int
	begun   []started
}

const endless = 1 << 40

func newLeave(items int) *leave {
	l := &leave{left: items}
	l.changed.L = &l.mu
	return l
}

func (l *leave) grant(items int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left += items
	l.changed.Broadcast()
}

func (l *leave) count(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, one := range l.begun {
		if one.name == name {
			n++
		}
	}
	return n
}

// wait waits until so many items have been begun.
func (l *leave) wait(items int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.begun) < items {
		l.changed.Wait()
	}
}

// fake notes every item it computes; it waits for leave before each.
type fake struct {
	name  string
	leave *leave
	// panicsAt is an item, where it is not 0.
	panicsAt uint64
}

func (f fake) Compute(item uint64, _ *atomic.Bool) (uint64, bool) {
	l := f.leave
	l.mu.Lock()
	l.begun = append(l.begun, started{f.name, item})
	l.changed.Broadcast()
	for l.left == 0 {
		l.changed.Wait()
	}
	l.left--
	l.mu.Unlock()
	if f.panicsAt != 0 && item == f.panicsAt {
		panic("broken")
	}
	return 10 * item, true
}

func start(t *testing.T, threads int) *pool.Pool[uint64] {
	t.Helper()
	p := pool.Start[uint64](threads, pool.Limits{Works: 3, Bytes: 100})
	t.Cleanup(p.Close)
	return p
}

func request(name string, leave *leave, items uint64, window int) pool.Request[uint64] {
	return pool.Request[uint64]{Work: fake{name: name, leave: leave}, Count: items, Window: window, Bytes: 10}
}

// submitted is a work with its place.
type submitted[T any] struct {
	*pool.Results[T]
	place *pool.Place[T]
}

func submit[T any](t *testing.T, p *pool.Pool[T], request pool.Request[T]) (submitted[T], error) {
	t.Helper()
	place, err := p.Reserve(request.Bytes)
	if err != nil {
		return submitted[T]{}, err
	}
	results, err := place.Submit(t.Context(), request)
	if err != nil {
		place.Leave()
	}
	return submitted[T]{results, place}, err
}

func mustSubmit[T any](t *testing.T, p *pool.Pool[T], request pool.Request[T]) submitted[T] {
	t.Helper()
	work, err := submit(t, p, request)
	if err != nil {
		t.Fatal(err)
	}
	return work
}

func (s submitted[T]) drop() {
	s.Close()
	s.place.Leave()
}

// all reads to the end, gives the place back, and returns the outputs and why they ended early.
func (s submitted[T]) all() (outputs []T, err error) {
	defer s.drop()
	for {
		done, err := s.Next()
		if errors.Is(err, io.EOF) {
			return outputs, nil
		}
		if err != nil {
			return outputs, err
		}
		outputs = append(outputs, done.Output)
		s.Taken()
	}
}

func (s submitted[T]) expect(t *testing.T, items int) {
	t.Helper()
	if outputs, err := s.all(); len(outputs) != items || err != nil {
		t.Errorf("%d items and %v, want %d", len(outputs), err, items)
	}
}

func TestEveryItemIsComputedOnceByAnyNumberOfGoroutines(t *testing.T) {
	for _, threads := range []int{1, 3} {
		all := request("a", newLeave(endless), 500, 7)
		all.First = 100
		outputs, err := mustSubmit(t, start(t, threads), all).all()
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(outputs)
		if len(outputs) != 500 || len(slices.Compact(outputs)) != 500 || outputs[0] != 1000 || outputs[499] != 5990 {
			t.Errorf("%d threads: %v", threads, outputs)
		}
	}
}

func TestWorksTakeTurnsByTheItem(t *testing.T) {
	leave := newLeave(0)
	p := start(t, 1)
	long := mustSubmit(t, p, request("long", leave, 1000, 1000))
	leave.wait(1)
	short := mustSubmit(t, p, request("short", leave, 3, 3))
	leave.grant(endless)
	short.expect(t, 3)
	leave.wait(7)
	var order []string
	for _, one := range leave.begun[:7] {
		order = append(order, one.name)
	}
	if want := []string{"long", "long", "short", "long", "short", "long", "short"}; !slices.Equal(order, want) {
		t.Errorf("turns were %v, want %v", order, want)
	}
	long.expect(t, 1000)
}

func TestAWorkWhoseReaderIsSlowIsParkedAndOthersGoOn(t *testing.T) {
	leave := newLeave(endless)
	p := start(t, 1)
	slow := mustSubmit(t, p, request("slow", leave, 100, 2))
	// The works take turns, so a work that was not parked would have had 50 items computed by then.
	mustSubmit(t, p, request("quick", leave, 50, 50)).expect(t, 50)
	if n := leave.count("slow"); n != 2 {
		t.Errorf("%d items of the slow one, want its window of 2", n)
	}
	if _, err := slow.Next(); err != nil {
		t.Fatal(err)
	}
	slow.Taken()
	leave.wait(53)
	mustSubmit(t, p, request("again", leave, 50, 50)).expect(t, 50)
	if n := leave.count("slow"); n != 3 {
		t.Errorf("%d items of the slow one, want 3", n)
	}
	slow.expect(t, 99)
}

func TestADroppedWorkCostsNoFurtherItem(t *testing.T) {
	leave := newLeave(0)
	p := start(t, 2)
	dropped := mustSubmit(t, p, request("dropped", leave, 1000, 1000))
	leave.wait(2)
	dropped.drop()
	leave.grant(endless)
	mustSubmit(t, p, request("next", leave, 100, 10)).expect(t, 100)
	if n := leave.count("dropped"); n != 2 {
		t.Errorf("%d items, want those 2 that ran when it was dropped", n)
	}
}

// stubborn runs until it is asked to stop.
type stubborn chan string

func (s stubborn) Compute(_ uint64, stop *atomic.Bool) (struct{}, bool) {
	s <- "started"
	for !stop.Load() {
		runtime.Gosched()
	}
	s <- "stopped"
	return struct{}{}, false
}

func TestItemsThatRunAreAskedToStop(t *testing.T) {
	p := pool.Start[struct{}](1, pool.Limits{Works: 2})
	events := make(stubborn)
	expect := func(want string) {
		t.Helper()
		if got := <-events; got != want {
			t.Errorf("it %s, want %s", got, want)
		}
	}
	request := pool.Request[struct{}]{Work: events, Count: 9, Window: 9}
	dropped := mustSubmit(t, p, request)
	expect("started")
	dropped.drop()
	expect("stopped")

	// The end of the context stops them while the reader is away.
	place, err := p.Reserve(0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	results, err := place.Submit(ctx, request)
	if err != nil {
		t.Fatal(err)
	}
	expect("started")
	cancel()
	expect("stopped")
	if _, err := results.Next(); !errors.Is(err, context.Canceled) {
		t.Errorf("the reader is told %v", err)
	}
	if _, err := results.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after it comes %v", err)
	}
	results.Close()
	place.Leave()

	last := mustSubmit(t, p, request)
	expect("started")
	go p.Close()
	expect("stopped")
	if _, err := last.Next(); !errors.Is(err, pool.ErrClosed) {
		t.Errorf("the reader of a closed pool is told %v", err)
	}
}

func TestNothingIsComputedForAContextThatHasEnded(t *testing.T) {
	leave := newLeave(endless)
	p := start(t, 1)
	place, err := p.Reserve(0)
	if err != nil {
		t.Fatal(err)
	}
	defer place.Leave()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := place.Submit(ctx, request("late", leave, 10, 10)); !errors.Is(err, context.Canceled) {
		t.Errorf("it is told %v", err)
	}
	mustSubmit(t, p, request("next", leave, 10, 10)).expect(t, 10)
	if n := leave.count("late"); n != 0 {
		t.Errorf("%d items of the late one", n)
	}
}

func TestAPanicEndsItsWorkAndNothingElse(t *testing.T) {
	leave := newLeave(endless)
	p := start(t, 1)
	bad := request("bad", leave, 10, 10)
	bad.Work = fake{name: "bad", leave: leave, panicsAt: 2}
	outputs, err := mustSubmit(t, p, bad).all()
	broken, ok := errors.AsType[*pool.PanicError](err)
	if !slices.Equal(outputs, []uint64{0, 10}) || !ok || broken.Value != "broken" {
		t.Errorf("%v and %v", outputs, err)
	}
	mustSubmit(t, p, request("good", leave, 5, 5)).expect(t, 5)
}

func TestMoreWorksOrBytesThanTheLimitsAreRefused(t *testing.T) {
	leave := newLeave(0)
	p := start(t, 1)
	small, large := request("small", leave, 1, 1), request("large", leave, 1, 1)
	large.Bytes = 1000
	refused := func(request pool.Request[uint64], why string) {
		t.Helper()
		if _, err := submit(t, p, request); !errors.Is(err, pool.ErrFull) {
			t.Errorf("%s: %v", why, err)
		}
	}
	alone := mustSubmit(t, p, large)
	refused(small, "there is no room beside the large one")
	alone.drop()
	admitted := []submitted[uint64]{mustSubmit(t, p, small), mustSubmit(t, p, small), mustSubmit(t, p, small)}
	refused(small, "three are the limit")
	for _, one := range admitted {
		one.drop()
	}
	one := mustSubmit(t, p, small)
	refused(large, "not beside another")
	one.drop()
	waiting, err := p.Reserve(95)
	if err != nil {
		t.Fatal(err)
	}
	refused(small, "what waits for its work takes memory too")
	waiting.Leave()
	mustSubmit(t, p, small).drop()
	leave.grant(endless)
}
