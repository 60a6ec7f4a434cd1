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

// Admission is what a valuation has to pass to be created.
type Admission struct {
	// MaxQueued is how many may be queued.
	MaxQueued int
	// Fits, where it is not nil, may refuse the portfolio's content.
	Fits func(content []byte) error
	// Enqueue inserts the job of a valuation that has to wait.
	Enqueue Enqueue
	// Claim is that of a replica that has room for the run; nil where it has none.
	Claim *Claim
}

// Created is what a creation has come to.
type Created struct {
	// ID and RequestHash are those of the valuation that the request has made, now or the first time.
	ID          uuid.UUID
	RequestHash []byte
	// Repeated says that it was made before; Row is it otherwise.
	Repeated bool
	Row      gen.GetValuationRow
	// Taken is the run, where the claim has got it.
	Taken *gen.TakeRow
}

// Create inserts a valuation if it is admitted. What a repeated request made the first time is not asked whether it
// would be admitted today.
//
// A claim gets the run at once, unless others wait: nobody is overtaken. Such a run needs no job: it has a lease, and
// should that run out, the sweep gives the valuation one. All others are queued, with the job that is to run them in
// the same transaction.
func (s *Store) Create(
	ctx context.Context, insert gen.InsertValuationParams, admission Admission,
) (created Created, err error) {
	if admission.Claim != nil {
		if created, err = s.begin(ctx, insert, admission); err != nil || created.Taken != nil {
			return created, err
		}
	}
	err = s.Tx(ctx, func(tx pgx.Tx, q *gen.Queries) error {
		if insert.Revision, err = q.SharePortfolio(ctx, insert.PortfolioID); err != nil {
			return err
		}
		if created, err = repeated(ctx, q, insert); err != nil || created.Repeated {
			return err
		}
		if err := fitting(ctx, q, insert, admission.Fits); err != nil {
			return err
		}
		if err := q.LockAdmission(ctx, admissionLock); err != nil {
			return err
		}
		// Another one may have made it meanwhile.
		if created, err = repeated(ctx, q, insert); err != nil || created.Repeated {
			return err
		}
		created, err = queue(ctx, tx, q, insert, admission)
		return err
	})
	return created, err
}

// repeated finds what the request has made before.
func repeated(ctx context.Context, q *gen.Queries, insert gen.InsertValuationParams) (Created, error) {
	if insert.RequestID == nil {
		return Created{}, nil
	}
	first, err := q.GetValuationByRequest(ctx, gen.GetValuationByRequestParams{
		PortfolioID: insert.PortfolioID, RequestID: insert.RequestID,
	})
	if NotFound(err) {
		return Created{}, nil
	}
	return Created{ID: first.ID, RequestHash: first.RequestHash, Repeated: true}, err
}

// fitting asks fits about the revision to value.
func fitting(
	ctx context.Context, q *gen.Queries, insert gen.InsertValuationParams, fits func(content []byte) error,
) error {
	if fits == nil {
		return nil
	}
	content, err := q.GetRevision(ctx, gen.GetRevisionParams{
		PortfolioID: insert.PortfolioID, Revision: insert.Revision,
	})
	if err != nil {
		return err
	}
	return fits(content)
}

// queue inserts the valuation with its job if there is room in the queue.
func queue(
	ctx context.Context, tx pgx.Tx, q *gen.Queries, insert gen.InsertValuationParams, admission Admission,
) (Created, error) {
	insert.MaxQueued = int64(admission.MaxQueued)
	createTime, err := q.InsertValuation(ctx, insert)
	if NotFound(err) {
		err = ErrFull
	}
	if err != nil {
		return Created{}, err
	}
	return Created{ID: insert.ID, RequestHash: insert.RequestHash, Row: gen.GetValuationRow{
		ID: insert.ID, PortfolioID: insert.PortfolioID, Revision: insert.Revision, Spec: insert.Spec,
		State: int16(states.Queued), PathsPlanned: insert.PathsPlanned, CreateTime: createTime,
	}}, enqueued(ctx, tx, q, insert.ID, admission.Enqueue)
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
