package api

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/server"
	"workspace.internal/services/risk/internal/run"
	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/store/gen"
	"workspace.internal/services/risk/internal/watch"
)

// Valuations serves risk.v1.ValuationService.
type Valuations struct {
	riskv1.UnimplementedValuationServiceServer
	store     *store.Store
	hub       *watch.Hub
	admission *admission
}

// NewValuations returns the service. At most maxQueued valuations wait for a replica at a time; enqueue inserts their
// jobs, and the runner begins at once what it has room for.
func NewValuations(
	store *store.Store, hub *watch.Hub, maxQueued int, enqueue store.Enqueue, runner *run.Runner,
) *Valuations {
	return &Valuations{store: store, hub: hub, admission: &admission{
		maxQueued: maxQueued, enqueue: enqueue, runner: runner, waiting: make(chan struct{}, maxWaiting),
	}}
}

// Source reads valuations for the hub.
type Source struct{ Store *store.Store }

// Version implements watch.Source.
func (s Source) Version(ctx context.Context, key watch.Key) (int64, error) {
	return s.Store.GetVersion(ctx, gen.GetVersionParams{PortfolioID: key.Portfolio, ID: key.Valuation})
}

// Load implements watch.Source.
func (s Source) Load(ctx context.Context, key watch.Key) (*riskv1.Valuation, int64, error) {
	row, err := s.Store.GetValuation(ctx, gen.GetValuationParams{PortfolioID: key.Portfolio, ID: key.Valuation})
	if err != nil {
		return nil, 0, err
	}
	v, err := valuationOf(row)
	return v, row.Version, err
}

// Ended tells the hub of valuations that end on this replica.
func Ended(hub *watch.Hub) func(row gen.GetValuationRow) {
	return func(row gen.GetValuationRow) {
		hub.Learn(row.ID, row.Version, func() (*riskv1.Valuation, error) { return valuationOf(row) })
	}
}

// load reads a valuation as it is now.
func (s *Valuations) load(ctx context.Context, key watch.Key) (*riskv1.Valuation, error) {
	v, _, err := Source{s.store}.Load(ctx, key)
	if store.NotFound(err) {
		return nil, notFound(valuationName(key.Portfolio, key.Valuation))
	}
	return v, err
}

// GetValuation implements the RPC.
func (s *Valuations) GetValuation(
	ctx context.Context,
	request *riskv1.GetValuationRequest,
) (*riskv1.GetValuationResponse, error) {
	key, err := parseValuation(request.GetName())
	if err != nil {
		return nil, err
	}
	row, err := s.store.GetValuation(ctx, gen.GetValuationParams{PortfolioID: key.Portfolio, ID: key.Valuation})
	if store.NotFound(err) {
		return nil, notFound(request.GetName())
	}
	if err != nil {
		return nil, err
	}
	v, err := valuationOf(row)
	if err != nil {
		return nil, err
	}
	data, err := s.store.GetRevision(ctx, gen.GetRevisionParams{PortfolioID: key.Portfolio, Revision: row.Revision})
	if store.NotFound(err) {
		return nil, notFound(request.GetName()) // deleted between the two reads
	}
	if err != nil {
		return nil, err
	}
	v.Portfolio = &riskv1.Portfolio{}
	if err := proto.Unmarshal(data, v.GetPortfolio()); err != nil {
		return nil, err
	}
	v.Portfolio.Name = portfolioName(key.Portfolio)
	v.Portfolio.Etag = etag(row.Revision)
	return &riskv1.GetValuationResponse{Valuation: v}, nil
}

// ListValuations implements the RPC.
func (s *Valuations) ListValuations(
	ctx context.Context, request *riskv1.ListValuationsRequest,
) (*riskv1.ListValuationsResponse, error) {
	portfolio, err := parsePortfolio(request.GetParent())
	if err != nil {
		return nil, err
	}
	size, from, err := parsePage(request.GetParent(), request.GetPageSize(), request.GetPageToken())
	if err != nil {
		return nil, err
	}
	if exists, err := s.store.PortfolioExists(ctx, portfolio); err != nil {
		return nil, err
	} else if !exists {
		return nil, notFound(request.GetParent())
	}
	rows, err := s.store.ListValuations(ctx, gen.ListValuationsParams{
		PortfolioID: portfolio, BeforeTime: from.time(), BeforeID: from.ID, MaxRows: int32(size) + 1,
	})
	if err != nil {
		return nil, err
	}
	response := &riskv1.ListValuationsResponse{}
	for i, row := range rows {
		if i == size {
			last := rows[i-1]
			response.NextPageToken = cursor{Of: from.Of, Micros: last.CreateTime.UnixMicro(), ID: last.ID}.token()
			break
		}
		v, err := valuationOf(gen.GetValuationRow{
			ID: row.ID, PortfolioID: row.PortfolioID, Spec: row.Spec, State: row.State, PathsDone: row.PathsDone,
			PathsPlanned: row.PathsPlanned, Summary: row.Summary, Engines: row.Engines, Error: row.Error,
			CreateTime: row.CreateTime, StartTime: row.StartTime, EndTime: row.EndTime,
		})
		if err != nil {
			return nil, err
		}
		response.Valuations = append(response.Valuations, v)
	}
	return response, nil
}

// WatchValuation implements the RPC.
func (s *Valuations) WatchValuation(
	request *riskv1.WatchValuationRequest, stream grpc.ServerStreamingServer[riskv1.WatchValuationResponse],
) error {
	key, err := parseValuation(request.GetName())
	if err != nil {
		return err
	}
	ctx := stream.Context()
	err = s.hub.Watch(ctx, key, server.Draining(ctx), func(v *riskv1.Valuation) error {
		return stream.Send(&riskv1.WatchValuationResponse{Valuation: v})
	})
	if store.NotFound(err) {
		return notFound(request.GetName())
	}
	return external(ctx, err)
}

// CancelValuation implements the RPC.
func (s *Valuations) CancelValuation(
	ctx context.Context, request *riskv1.CancelValuationRequest,
) (*riskv1.CancelValuationResponse, error) {
	key, err := parseValuation(request.GetName())
	if err != nil {
		return nil, err
	}
	if _, err := s.store.CancelValuation(ctx, key.Portfolio, key.Valuation); err != nil {
		return nil, err
	}
	v, err := s.load(ctx, key)
	if err != nil {
		return nil, err
	}
	if v.GetState() != states.Cancelled {
		return nil, status.Errorf(codes.FailedPrecondition, "the valuation is final: its state is %v", v.GetState())
	}
	return &riskv1.CancelValuationResponse{Valuation: v}, nil
}
