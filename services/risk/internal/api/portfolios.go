package api

import (
	"bytes"
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/kit-go/validate"
	"workspace.internal/services/risk/internal/plan"
	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/store/gen"
)

// maxPageBytes bounds a page of portfolios, so that it fits the 4 MiB that gRPC clients take; a page has at least one.
const maxPageBytes = 3 << 20

// Portfolios serves risk.v1.PortfolioService.
type Portfolios struct {
	riskv1.UnimplementedPortfolioServiceServer
	// Store keeps them.
	Store *store.Store
}

// CreatePortfolio implements the RPC.
func (s *Portfolios) CreatePortfolio(
	ctx context.Context, request *riskv1.CreatePortfolioRequest,
) (*riskv1.CreatePortfolioResponse, error) {
	if broken := plan.Check(request.GetPortfolio(), "portfolio."); len(broken) > 0 {
		return nil, errs.Invalid(broken...)
	}
	data, err := content(request.GetPortfolio())
	if err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	insert := gen.InsertPortfolioParams{ID: id, RequestHash: hash(data)}
	if request.GetRequestId() != "" {
		insert.RequestID = &request.RequestId
	}
	err = s.Store.Tx(ctx, func(_ pgx.Tx, q *gen.Queries) error {
		if _, err := q.InsertPortfolio(ctx, insert); err != nil {
			return err
		}
		return q.InsertRevision(ctx, gen.InsertRevisionParams{PortfolioID: id, Revision: 1, Content: data})
	})
	if store.NotFound(err) { // not inserted: the request_id is taken
		id, err = s.repeated(ctx, insert)
	}
	if err != nil {
		return nil, err
	}
	p, err := s.load(ctx, id)
	return &riskv1.CreatePortfolioResponse{Portfolio: p}, err
}

// repeated finds what an earlier call with the same request_id has created.
func (s *Portfolios) repeated(ctx context.Context, insert gen.InsertPortfolioParams) (uuid.UUID, error) {
	earlier, err := s.Store.GetPortfolioByRequest(ctx, insert.RequestID)
	if store.NotFound(err) {
		return uuid.Nil, status.Error(codes.Aborted, "the portfolio of this request_id was deleted at the same moment")
	}
	if err == nil && !bytes.Equal(earlier.RequestHash, insert.RequestHash) {
		err = reused("portfolio", portfolioName(earlier.ID))
	}
	return earlier.ID, err
}

// reused is the error of a request_id that has created something else.
func reused(kind, name string) error {
	return domain.Error(codes.AlreadyExists, "REQUEST_ID_REUSED",
		"request_id was used for a "+kind+" of other content", map[string]string{kind: name})
}

// load reads a portfolio as it is now.
func (s *Portfolios) load(ctx context.Context, id uuid.UUID) (*riskv1.Portfolio, error) {
	row, err := s.Store.GetPortfolio(ctx, id)
	if store.NotFound(err) {
		return nil, notFound(portfolioName(id))
	}
	if err != nil {
		return nil, err
	}
	return portfolioOf(row)
}

// GetPortfolio implements the RPC.
func (s *Portfolios) GetPortfolio(
	ctx context.Context, request *riskv1.GetPortfolioRequest,
) (*riskv1.GetPortfolioResponse, error) {
	id, err := parsePortfolio(request.GetName())
	if err != nil {
		return nil, err
	}
	p, err := s.load(ctx, id)
	return &riskv1.GetPortfolioResponse{Portfolio: p}, err
}

// ListPortfolios implements the RPC.
func (s *Portfolios) ListPortfolios(
	ctx context.Context, request *riskv1.ListPortfoliosRequest,
) (*riskv1.ListPortfoliosResponse, error) {
	size, from, err := parsePage("portfolios", request.GetPageSize(), request.GetPageToken())
	if err != nil {
		return nil, err
	}
	rows, err := s.Store.ListPortfolios(ctx, gen.ListPortfoliosParams{
		BeforeTime: from.time(), BeforeID: from.ID, MaxRows: int32(size) + 1, MaxBytes: maxPageBytes,
	})
	if err != nil {
		return nil, err
	}
	response := &riskv1.ListPortfoliosResponse{}
	for _, row := range rows[:min(size, len(rows))] {
		p, err := portfolioOf(gen.GetPortfolioRow{
			ID: row.ID, Revision: row.Revision, CreateTime: row.CreateTime, UpdateTime: row.UpdateTime,
			Content: row.Content,
		})
		if err != nil {
			return nil, err
		}
		response.Portfolios = append(response.Portfolios, p)
	}
	if listed := len(response.GetPortfolios()); listed > 0 && rows[0].PageRows > int64(listed) {
		last := rows[listed-1]
		response.NextPageToken = cursor{Of: from.Of, Micros: last.CreateTime.UnixMicro(), ID: last.ID}.token()
	}
	return response, nil
}

// UpdatePortfolio implements the RPC.
func (s *Portfolios) UpdatePortfolio(
	ctx context.Context, request *riskv1.UpdatePortfolioRequest,
) (*riskv1.UpdatePortfolioResponse, error) {
	change := request.GetPortfolio()
	if err := validate.Message(&riskv1.GetPortfolioRequest{Name: change.GetName()}); err != nil {
		return nil, errs.Invalid(errs.Violation{Field: "portfolio.name", Description: "must be portfolios/ and an id"})
	}
	paths, err := maskPaths(request.GetUpdateMask(), change)
	if err != nil {
		return nil, err
	}
	id, err := parsePortfolio(change.GetName())
	if err != nil {
		return nil, err
	}
	err = s.Store.Tx(ctx, func(_ pgx.Tx, q *gen.Queries) error {
		row, err := lockPortfolio(ctx, q, id, change.GetEtag())
		if err != nil {
			return err
		}
		updated := &riskv1.Portfolio{}
		if err := proto.Unmarshal(row.Content, updated); err != nil {
			return err
		}
		applyMask(paths, updated, change)
		if err := validate.Message(&riskv1.CreatePortfolioRequest{Portfolio: updated}); err != nil {
			return err
		}
		if broken := plan.Check(updated, "portfolio."); len(broken) > 0 {
			return errs.Invalid(broken...)
		}
		data, err := content(updated)
		if err != nil {
			return err
		}
		revision := row.Revision + 1
		if err := q.InsertRevision(
			ctx,
			gen.InsertRevisionParams{PortfolioID: id, Revision: revision, Content: data},
		); err != nil {
			return err
		}
		if _, err := q.SetRevision(ctx, gen.SetRevisionParams{ID: id, Revision: revision}); err != nil {
			return err
		}
		return q.DropUnusedRevisions(ctx, gen.DropUnusedRevisionsParams{PortfolioID: id, Revision: revision})
	})
	if err != nil {
		return nil, err
	}
	p, err := s.load(ctx, id)
	return &riskv1.UpdatePortfolioResponse{Portfolio: p}, err
}

// lockPortfolio reads a portfolio and keeps others from changing it until the transaction ends.
func lockPortfolio(ctx context.Context, q *gen.Queries, id uuid.UUID, expected string) (gen.GetPortfolioRow, error) {
	revision, err := q.LockPortfolio(ctx, id)
	if store.NotFound(err) {
		return gen.GetPortfolioRow{}, notFound(portfolioName(id))
	}
	if err != nil {
		return gen.GetPortfolioRow{}, err
	}
	if expected != "" && expected != etag(revision) {
		return gen.GetPortfolioRow{}, status.Error(codes.Aborted,
			"the portfolio has changed: its etag is another one now")
	}
	return q.GetPortfolio(ctx, id)
}

// DeletePortfolio implements the RPC.
func (s *Portfolios) DeletePortfolio(
	ctx context.Context, request *riskv1.DeletePortfolioRequest,
) (*riskv1.DeletePortfolioResponse, error) {
	id, err := parsePortfolio(request.GetName())
	if err != nil {
		return nil, err
	}
	err = s.Store.Tx(ctx, func(_ pgx.Tx, q *gen.Queries) error {
		if _, err := lockPortfolio(ctx, q, id, request.GetEtag()); err != nil {
			return err
		}
		valued, err := q.HasValuations(ctx, id)
		if err != nil {
			return err
		}
		if valued && !request.GetForce() {
			return status.Error(codes.FailedPrecondition, "the portfolio has valuations; force deletes them, too")
		}
		return store.Delete(ctx, q, id)
	})
	if err != nil {
		return nil, err
	}
	return &riskv1.DeletePortfolioResponse{}, nil
}
