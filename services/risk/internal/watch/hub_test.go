package watch_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/watch"
)

// slowSource answers the first read at once and the second when it is released, and remembers whether that was broken off
// until then.
type slowSource struct {
	source
	reads   int
	release chan struct{}
	broken  error
}

func (s *slowSource) Load(ctx context.Context, key watch.Key) (*riskv1.Valuation, int64, error) {
	s.reads++
	if s.reads == 2 {
		<-s.release
		s.broken = ctx.Err()
	}
	return s.source.Load(ctx, key)
}

func TestAReadIsNotBrokenOffByAWatcherWhoLeaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		valuation := &slowSource{release: make(chan struct{})}
		valuation.set(riskv1.Valuation_STATE_RUNNING)
		hub, key := watch.NewHub(valuation), watch.Key{Valuation: uuid.New()}
		time.AfterFunc(time.Millisecond, func() { hub.Changed(key.Valuation) })
		ctx, leave := context.WithTimeout(t.Context(), 2*time.Millisecond)
		defer leave()
		err := hub.Watch(ctx, key, nil, func(*riskv1.Valuation) error { return nil })
		close(valuation.release)
		synctest.Wait()
		if ctx.Err() == nil || valuation.reads != 2 || valuation.broken != nil {
			t.Errorf("the watch ended with %v, read %d with %v", err, valuation.reads, valuation.broken)
		}
	})
}

func TestWhatIsLearntIsNotRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		valuation := &slowSource{}
		valuation.set(riskv1.Valuation_STATE_RUNNING)
		hub, key := watch.NewHub(valuation), watch.Key{Valuation: uuid.New()}
		learn := func(version int64, state riskv1.Valuation_State) {
			hub.Learn(key.Valuation, version, func() (*riskv1.Valuation, error) {
				return &riskv1.Valuation{State: state}, nil
			})
		}
		time.AfterFunc(time.Millisecond, func() {
			learn(7, riskv1.Valuation_STATE_SUCCEEDED)
			learn(6, riskv1.Valuation_STATE_RUNNING) // late: it is older
		})
		last := riskv1.Valuation_STATE_UNSPECIFIED
		err := hub.Watch(t.Context(), key, nil, func(v *riskv1.Valuation) error {
			last = v.GetState()
			return nil
		})
		if err != nil || last != riskv1.Valuation_STATE_SUCCEEDED || valuation.reads != 1 {
			t.Errorf("%v after %d reads: %v", last, valuation.reads, err)
		}
	})
}

func TestAChangeDuringTheFirstReadIsSeen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		valuation := &overtaken{key: watch.Key{Valuation: uuid.New()}}
		valuation.set(riskv1.Valuation_STATE_RUNNING)
		valuation.hub = watch.NewHub(valuation)
		begin := time.Now()
		err := valuation.hub.Watch(t.Context(), valuation.key, nil, func(*riskv1.Valuation) error { return nil })
		if took := time.Since(begin); err != nil || took > 100*time.Millisecond {
			t.Errorf("told after %v, %v; want it at once", took, err)
		}
	})
}

// overtaken is a valuation that ends after the first read has seen it running and before the answer is there.
type overtaken struct {
	source
	hub *watch.Hub
	key watch.Key
}

func (o *overtaken) Load(ctx context.Context, key watch.Key) (*riskv1.Valuation, int64, error) {
	valuation, version, err := o.source.Load(ctx, key)
	if valuation.GetState() == riskv1.Valuation_STATE_RUNNING {
		o.set(riskv1.Valuation_STATE_SUCCEEDED)
		o.hub.Changed(o.key.Valuation)
	}
	return valuation, version, err
}

// owned is a valuation of one portfolio; reads under the name of another one find nothing, when they are released.
type owned struct {
	source
	portfolio uuid.UUID
	release   chan struct{}
}

func (o *owned) Load(ctx context.Context, key watch.Key) (*riskv1.Valuation, int64, error) {
	if key.Portfolio != o.portfolio {
		<-o.release
		return nil, 0, pgx.ErrNoRows
	}
	return o.source.Load(ctx, key)
}

func TestAWatcherWithTheWrongNameHarmsNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		valuation := &owned{portfolio: uuid.New(), release: make(chan struct{})}
		valuation.set(riskv1.Valuation_STATE_RUNNING)
		hub, key := watch.NewHub(valuation), watch.Key{Portfolio: valuation.portfolio, Valuation: uuid.New()}
		wrong := make(chan error, 1)
		go func() {
			wrong <- hub.Watch(t.Context(), watch.Key{Valuation: key.Valuation}, nil, nil)
		}()
		synctest.Wait()
		time.AfterFunc(time.Millisecond, func() {
			valuation.set(riskv1.Valuation_STATE_SUCCEEDED)
			hub.Changed(key.Valuation)
		})
		if err := hub.Watch(t.Context(), key, nil, func(*riskv1.Valuation) error { return nil }); err != nil {
			t.Errorf("the right one: %v", err)
		}
		close(valuation.release)
		if err := <-wrong; !store.NotFound(err) {
			t.Errorf("the wrong one: %v", err)
		}
	})
}
