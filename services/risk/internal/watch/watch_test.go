package watch_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/watch"
)

// source is one valuation.
type source struct {
	mu      sync.Mutex
	version int64
	state   riskv1.Valuation_State
}

func (s *source) Version(context.Context, watch.Key) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version, nil
}

func (s *source) Load(context.Context, watch.Key) (*riskv1.Valuation, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &riskv1.Valuation{State: s.state}, s.version, nil
}

func (s *source) set(state riskv1.Valuation_State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = state
	s.version++
}

// seen is a message, and when it came.
type seen struct {
	State riskv1.Valuation_State
	After time.Duration
}

func TestWatchersOfAShortRunHearOfItsEndAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		valuation := &source{}
		hub := watch.NewHub(valuation)
		key := watch.Key{Valuation: uuid.New()}
		valuation.set(riskv1.Valuation_STATE_QUEUED)
		changes := []seen{
			{riskv1.Valuation_STATE_RUNNING, 20 * time.Millisecond},
			{riskv1.Valuation_STATE_SUCCEEDED, 60 * time.Millisecond},
		}
		for _, change := range changes {
			time.AfterFunc(change.After, func() {
				valuation.set(change.State)
				hub.Changed(key.Valuation)
			})
		}
		begin := time.Now()
		var got []seen
		if err := hub.Watch(t.Context(), key, nil, func(v *riskv1.Valuation) error {
			got = append(got, seen{v.GetState(), time.Since(begin)})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		want := []seen{{riskv1.Valuation_STATE_QUEUED, 0}, changes[1]}
		if !slices.Equal(got, want) {
			t.Errorf("came %v, want %v", got, want)
		}
	})
}

func TestWatchersOfALongRunHearOfItFiveTimesASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		valuation := &source{}
		hub := watch.NewHub(valuation)
		key := watch.Key{Valuation: uuid.New()}
		valuation.set(riskv1.Valuation_STATE_RUNNING)
		ctx, cancel := context.WithTimeout(t.Context(), 990*time.Millisecond)
		defer cancel()
		go func() {
			ticks := time.NewTicker(15 * time.Millisecond)
			defer ticks.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticks.C:
				}
				valuation.set(riskv1.Valuation_STATE_RUNNING)
				hub.Changed(key.Valuation)
			}
		}()
		messages := 0
		err := hub.Watch(ctx, key, nil, func(*riskv1.Valuation) error {
			messages++
			return nil
		})
		if messages != 5 || ctx.Err() == nil {
			t.Errorf("%d messages came, and then %v", messages, err)
		}
	})
}

func TestWatchersOfWhatIsOverAtOnceAreToldAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		valuation := &source{}
		hub := watch.NewHub(valuation)
		key := watch.Key{Valuation: uuid.New()}
		valuation.set(riskv1.Valuation_STATE_RUNNING)
		for i, state := range []riskv1.Valuation_State{
			riskv1.Valuation_STATE_WAITING, riskv1.Valuation_STATE_RUNNING, riskv1.Valuation_STATE_SUCCEEDED,
		} {
			time.AfterFunc(time.Duration(i+1)*time.Millisecond, func() {
				valuation.set(state)
				hub.Changed(key.Valuation)
			})
		}
		begin := time.Now()
		if err := hub.Watch(t.Context(), key, nil, func(*riskv1.Valuation) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took != 3*time.Millisecond {
			t.Errorf("told after %v, want 3 ms", took)
		}
	})
}
