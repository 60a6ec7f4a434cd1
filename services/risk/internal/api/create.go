package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/propagation"
	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
	"workspace.internal/services/risk/internal/run"
	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/store/gen"
	"workspace.internal/services/risk/internal/watch"
)

// maxWaiting is how many creates of this replica may wait for the database at a time. More would wait longer than
// their callers do.
const maxWaiting = 64

// admission lets valuations in.
type admission struct {
	maxQueued int
	enqueue   store.Enqueue
	runner    *run.Runner
	waiting   chan struct{}
}

// full is RESOURCE_EXHAUSTED. The delay is drawn at random, so that those refused together do not come back together.
func full(message string) error {
	//nolint:gosec // it only spreads retries
	return errs.Exhausted(
		message,
		time.Second+time.Duration(rand.Int64N(int64(time.Second))),
	)
}

// CreateValuation implements the RPC.
func (s *Valuations) CreateValuation(
	ctx context.Context, request *riskv1.CreateValuationRequest,
) (*riskv1.CreateValuationResponse, error) {
	portfolio, err := parsePortfolio(request.GetParent())
	if err != nil {
		return nil, err
	}
	insert, err := newValuation(ctx, portfolio, request)
	if err != nil {
		return nil, err
	}
	select {
	case s.admission.waiting <- struct{}{}:
		defer func() { <-s.admission.waiting }()
	default:
		return nil, full("too many valuations are being created")
	}
	place := s.admission.runner.Reserve()
	defer place.Free()
	created, err := s.store.Create(ctx, insert, store.Admission{
		MaxQueued: s.admission.maxQueued, Fits: fits(request.GetValuation().GetSpec()), Enqueue: s.admission.enqueue,
		Claim: place.Claim(),
	})
	switch {
	case errors.Is(err, store.ErrFull):
		return nil, full("too many valuations are queued")
	case store.NotFound(err):
		return nil, notFound(request.GetParent())
	case err != nil:
		return nil, err
	case created.Repeated && !bytes.Equal(created.RequestHash, insert.RequestHash):
		return nil, reused("valuation", valuationName(portfolio, created.ID))
	case created.Repeated:
		v, err := s.load(ctx, watch.Key{Portfolio: portfolio, Valuation: created.ID})
		return &riskv1.CreateValuationResponse{Valuation: v}, err
	case created.Taken != nil:
		place.Begin(created.ID, *created.Taken)
	}
	v, err := valuationOf(created.Row)
	return &riskv1.CreateValuationResponse{Valuation: v}, err
}

// newValuation makes the row of a request. It remembers the caller's trace, for the run to belong to.
func newValuation(
	ctx context.Context, portfolio uuid.UUID, request *riskv1.CreateValuationRequest,
) (gen.InsertValuationParams, error) {
	spec := request.GetValuation().GetSpec()
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(spec)
	if err != nil {
		return gen.InsertValuationParams{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return gen.InsertValuationParams{}, err
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	insert := gen.InsertValuationParams{
		ID: id, PortfolioID: portfolio, RequestHash: hash(data), Spec: data,
		PathsPlanned: int64(plan.Planned(spec)) * merge.PathsPerBlock,
		Traceparent:  carrier.Get("traceparent"), Tracestate: carrier.Get("tracestate"),
		TimeLimit: store.Interval(spec.GetTimeLimit().AsDuration()),
	}
	if request.GetRequestId() != "" {
		insert.RequestID = &request.RequestId
	}
	return insert, nil
}

// fits checks a specification against the portfolio's content; nil where any portfolio will do.
func fits(spec *riskv1.ValuationSpec) func(content []byte) error {
	if plan.FitsAll(spec) {
		return nil
	}
	return func(content []byte) error {
		portfolio := &riskv1.Portfolio{}
		if err := proto.Unmarshal(content, portfolio); err != nil {
			return fmt.Errorf("%w: %w", errStored, err)
		}
		if violations := plan.CheckSpec(portfolio, spec, "valuation.spec."); len(violations) > 0 {
			return errs.Invalid(violations...)
		}
		return nil
	}
}
