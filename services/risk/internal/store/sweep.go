package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/proto"

	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store/gen"
)

// Swept is what a sweep has done.
type Swept struct {
	// TakenOver are runs whose replica fell silent, Adopted queued valuations that had lost their job, Expired those
	// whose time ran out in the queue.
	TakenOver, Adopted, Expired []uuid.UUID
}

// Sweep puts right what dead replicas left behind. Any replica may do it at any time. Patience is how long a queued
// valuation may be without a job that somebody could fetch; expired is the error of those whose time limit has run
// out.
//
//nolint:gocognit // one transaction, told in its order
func (s *Store) Sweep(
	ctx context.Context, patience time.Duration, expired *status.Status, enqueue Enqueue,
) (swept Swept, err error) {
	why, err := proto.Marshal(expired)
	if err != nil {
		return swept, err
	}
	err = s.Tx(ctx, func(tx pgx.Tx, q *gen.Queries) error {
		if swept.TakenOver, err = q.TakeOver(ctx, states.Into(states.Queued)); err != nil {
			return err
		}
		if swept.Expired, err = q.ExpireQueued(ctx, why); err != nil {
			return err
		}
		if swept.Adopted, err = q.LockOrphans(ctx, interval(patience)); err != nil {
			return err
		}
		// A run that was taken over just now may have run out of time with it.
		ended := map[uuid.UUID]bool{}
		for _, id := range swept.Expired {
			ended[id] = true
			if err := changed(ctx, q, id); err != nil {
				return err
			}
		}
		if len(swept.Expired) > 0 {
			if err := drop(ctx, q, swept.Expired...); err != nil {
				return err
			}
		}
		for _, ids := range [][]uuid.UUID{swept.TakenOver, swept.Adopted} {
			for _, id := range ids {
				if ended[id] {
					continue
				}
				if err := requeue(ctx, tx, q, id, enqueue); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return swept, err
}
