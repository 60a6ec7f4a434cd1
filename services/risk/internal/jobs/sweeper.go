package jobs

import (
	"context"
	"log/slog"
	"time"

	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/risk/internal/run"
	"workspace.internal/services/risk/internal/store"
)

// Sweeper puts right what dead replicas left behind: runs without a living lease and queued valuations without a job.
// It also ends queued valuations whose time limit has run out. Each replica has one; they do not get in each other's
// way.
type Sweeper struct {
	store   *store.Store
	enqueue store.Enqueue
	lease   time.Duration
	log     *slog.Logger
	// healthy is since when the database has answered every sweep.
	healthy time.Time
}

// NewSweeper returns a sweeper for runs with that lease.
func NewSweeper(store *store.Store, enqueue store.Enqueue, lease time.Duration, log *slog.Logger) *Sweeper {
	return &Sweeper{store: store, enqueue: enqueue, lease: lease, log: log}
}

// Component sweeps until it is stopped.
func (s *Sweeper) Component() lifecycle.Component {
	return lifecycle.Worker("sweeper", func(ctx context.Context) error {
		ticker := time.NewTicker(min(s.lease/3, time.Second))
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-ticker.C:
				s.runOnce(ctx, time.Now())
			}
		}
	})
}

// runOnce sweeps, unless the database has only just come back: the replicas that are alive must have had the time to
// renew their leases, or their runs would be taken from them.
func (s *Sweeper) runOnce(ctx context.Context, now time.Time) {
	bounded, cancel := context.WithTimeout(ctx, s.lease)
	defer cancel()
	if err := s.store.Pool().Ping(bounded); err != nil {
		s.healthy = time.Time{}
		return
	}
	if s.healthy.IsZero() {
		s.healthy = now
	}
	if now.Sub(s.healthy) < s.lease/2 {
		return
	}
	swept, err := s.store.Sweep(bounded, 2*s.lease, run.Expired(), s.enqueue)
	if err != nil {
		if ctx.Err() == nil {
			s.healthy = time.Time{}
			s.log.WarnContext(ctx, "cannot sweep", "error", err)
		}
		return
	}
	for _, id := range swept.TakenOver {
		s.log.InfoContext(ctx, "run taken over from a silent replica", "valuation", id.String())
	}
	for _, id := range swept.Adopted {
		s.log.InfoContext(ctx, "queued valuation given a new job", "valuation", id.String())
	}
	for _, id := range swept.Expired {
		s.log.InfoContext(ctx, "queued valuation ran out of time", "valuation", id.String())
	}
}
