package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store/gen"
)

// admissionLock is the key of the advisory lock under which valuations are counted and inserted, so that together they
// respect the limit. The transaction that holds it does nothing else.
const admissionLock int64 = 0x61646d69 // "admi"

// ErrFull says that as many valuations are queued as may be.
var ErrFull = errors.New("the queue is full")

// Create inserts a valuation together with its job, unless maxQueued are queued already or fits, where it is not nil,
// refuses the portfolio's content. A request_id that is taken gives the id and the hash of what it belongs to, with
// created unset.
func (s *Store) Create(
	ctx context.Context, insert gen.InsertValuationParams, fits func(content []byte) error,
	maxQueued int, enqueue Enqueue,
) (row gen.GetValuationByRequestRow, created bool, err error) {
	err = s.Tx(ctx, func(tx pgx.Tx, q *gen.Queries) error {
		if insert.Revision, err = shareFitting(ctx, q, insert.PortfolioID, fits); err != nil {
			return err
		}
		if err := q.LockAdmission(ctx, admissionLock); err != nil {
			return err
		}
		if insert.RequestID != nil {
			row, err = q.GetValuationByRequest(ctx, gen.GetValuationByRequestParams{
				PortfolioID: insert.PortfolioID, RequestID: insert.RequestID,
			})
			if !NotFound(err) {
				return err
			}
		}
		queued, err := q.CountQueued(ctx)
		if err != nil {
			return err
		}
		if queued >= int64(maxQueued) {
			return ErrFull
		}
		if _, err := q.InsertValuation(ctx, insert); err != nil {
			return err
		}
		job, err := enqueue(ctx, tx, insert.ID)
		if err != nil {
			return err
		}
		row, created = gen.GetValuationByRequestRow{ID: insert.ID, RequestHash: insert.RequestHash}, true
		return q.SetJob(ctx, gen.SetJobParams{ID: insert.ID, JobID: &job})
	})
	return row, created && err == nil, err
}

// shareFitting keeps a portfolio and its present revision, unless fits is not nil and refuses its content.
func shareFitting(
	ctx context.Context, q *gen.Queries, portfolio uuid.UUID, fits func(content []byte) error,
) (revision int64, err error) {
	revision, err = q.SharePortfolio(ctx, portfolio)
	if err != nil || fits == nil {
		return revision, err
	}
	content, err := q.GetRevision(ctx, gen.GetRevisionParams{PortfolioID: portfolio, Revision: revision})
	if err != nil {
		return revision, err
	}
	return revision, fits(content)
}

// CancelValuation cancels a valuation that is not final, and says whether it was that.
func (s *Store) CancelValuation(ctx context.Context, portfolio, id uuid.UUID) (cancelled bool, err error) {
	err = s.Tx(ctx, func(_ pgx.Tx, q *gen.Queries) error {
		if _, err := q.Cancel(ctx, gen.CancelParams{
			PortfolioID: portfolio, ID: id, Allowed: states.Into(states.Cancelled),
		}); err != nil {
			return err
		}
		if err := drop(ctx, q, id); err != nil {
			return err
		}
		return stopped(ctx, q, id)
	})
	if NotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Delete deletes a portfolio that the transaction has locked, with its valuations, and has those that run stopped.
func Delete(ctx context.Context, q *gen.Queries, portfolio uuid.UUID) error {
	unfinished, err := q.UnfinishedOf(ctx, portfolio)
	if err != nil {
		return err
	}
	for _, id := range unfinished {
		if err := stopped(ctx, q, id); err != nil {
			return err
		}
	}
	return q.DeletePortfolio(ctx, portfolio)
}
