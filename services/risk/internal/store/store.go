// Package store keeps portfolios, valuations and the checkpoints of runs in PostgreSQL.
//
// Each write that changes what a watcher sees also notifies ChannelChanged with the valuation's id, in the same
// transaction; one that ends a run from outside notifies ChannelStopped as well. Every write of a run is fenced by its
// epoch: see Fence.
package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"workspace.internal/services/risk/internal/store/gen"
)

const (
	// ChannelChanged carries the id of a valuation that has changed.
	ChannelChanged = "risk_changed"
	// ChannelStopped carries the id of a valuation whose run must end: it was cancelled or deleted.
	ChannelStopped = "risk_stopped"
)

// Store is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	*gen.Queries
}

// New returns a store on a pool, which stays the caller's to close.
func New(pool *pgxpool.Pool) *Store { return &Store{pool, gen.New(pool)} }

// Pool is what the store was made from.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Tx runs work in a transaction that is committed when it returns nil.
func (s *Store) Tx(ctx context.Context, work func(tx pgx.Tx, q *gen.Queries) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return work(tx, s.WithTx(tx)) })
}

// changed tells watchers.
func changed(ctx context.Context, q *gen.Queries, id uuid.UUID) error {
	return q.Notify(ctx, gen.NotifyParams{Channel: ChannelChanged, Payload: id.String()})
}

// stopped tells the replica that runs it, and watchers.
func stopped(ctx context.Context, q *gen.Queries, id uuid.UUID) error {
	if err := q.Notify(ctx, gen.NotifyParams{Channel: ChannelStopped, Payload: id.String()}); err != nil {
		return err
	}
	return changed(ctx, q, id)
}

// Enqueue inserts the durable job that is to run a valuation, inside a transaction, and returns the job's number.
type Enqueue func(ctx context.Context, tx pgx.Tx, id uuid.UUID) (int64, error)

func interval(d time.Duration) pgtype.Interval {
	return pgtype.Interval{Microseconds: d.Microseconds(), Valid: true}
}

// Interval is d as a parameter of a query; 0 is NULL.
func Interval(d time.Duration) pgtype.Interval {
	if d == 0 {
		return pgtype.Interval{}
	}
	return interval(d)
}
