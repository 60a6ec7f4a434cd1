package store

import (
	"context"

	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store/gen"
)

// begin inserts a valuation that runs from the first moment on, in one statement: a small valuation spends most of its
// time on the way to the database and back. Nothing is taken where that is not to be: the queue then decides, in a
// transaction, and says why.
func (s *Store) begin(
	ctx context.Context, insert gen.InsertValuationParams, admission Admission,
) (created Created, err error) {
	begin := gen.BeginValuationParams{
		ID: insert.ID, PortfolioID: insert.PortfolioID, RequestID: insert.RequestID, RequestHash: insert.RequestHash,
		Spec: insert.Spec, PathsPlanned: insert.PathsPlanned, Traceparent: insert.Traceparent,
		Tracestate: insert.Tracestate, TimeLimit: insert.TimeLimit,
		Owner: admission.Claim.Owner, Lease: interval(admission.Claim.Lease),
	}
	if admission.Fits != nil {
		portfolio, err := s.GetPortfolio(ctx, insert.PortfolioID)
		if err != nil || admission.Fits(portfolio.Content) != nil {
			return created, ignoreNotFound(err)
		}
		begin.Revision = &portfolio.Revision
	}
	row, err := s.BeginValuation(ctx, begin)
	if err != nil {
		return created, ignoreNotFound(err)
	}
	return Created{
		ID: insert.ID, RequestHash: insert.RequestHash,
		Row: gen.GetValuationRow{
			ID: insert.ID, PortfolioID: insert.PortfolioID, Revision: row.Revision, Spec: insert.Spec,
			State: int16(states.Running), PathsPlanned: insert.PathsPlanned, CreateTime: row.CreateTime,
			StartTime: &row.CreateTime,
		},
		Taken: &gen.TakeRow{
			Spec: insert.Spec, RunEpoch: row.RunEpoch, Traceparent: insert.Traceparent, Tracestate: insert.Tracestate,
			Content: row.Content, SecondsLeft: row.SecondsLeft,
		},
	}, nil
}

// ignoreNotFound is nil where no row was found.
func ignoreNotFound(err error) error {
	if NotFound(err) {
		return nil
	}
	return err
}
