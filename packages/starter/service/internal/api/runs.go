// Package api answers the calls of prime_tally.v1.
package api

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	primetallyv1 "workspace.internal/proto/gen/go/prime_tally/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/kit-go/server"
	"workspace.internal/services/prime-tally/internal/jobs"
	"workspace.internal/services/prime-tally/internal/store"
	"workspace.internal/services/prime-tally/internal/store/gen"
)

const (
	// domain gives the reasons of this API's errors their meaning.
	domain errs.Domain = "prime-tally.internal"
	// watchInterval is how often a watch looks at its row. Looking costs one read by key; where thousands watch, have
	// the writers NOTIFY instead.
	watchInterval = 200 * time.Millisecond
)

// Runs implements PrimeTallyService.
type Runs struct {
	primetallyv1.UnimplementedPrimeTallyServiceServer

	// Store holds the runs.
	Store *store.Store
	// Queue carries them out.
	Queue *jobs.Queue
	// MaxUnfinished is how many runs may be unfinished, over all replicas, before more are refused.
	MaxUnfinished int64
	// ShardNumbers is how many numbers a shard of a new run has.
	ShardNumbers int64
}

// CreateRun implements the RPC.
func (s *Runs) CreateRun(
	ctx context.Context, request *primetallyv1.CreateRunRequest,
) (*primetallyv1.CreateRunResponse, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	asked := request.GetRun().GetRange()
	insert := gen.InsertRunParams{
		ID: id, First: int64(asked.GetBegin()), Last: int64(asked.GetEnd()), ShardNumbers: s.ShardNumbers,
	}
	if request.GetRequestId() != "" {
		insert.RequestID = &request.RequestId
	}
	err = s.Store.Tx(ctx, func(tx pgx.Tx, q *gen.Queries) error {
		inserted, err := q.InsertRun(ctx, insert)
		if err != nil {
			return err
		}
		if inserted == 0 {
			insert.ID, err = repeated(ctx, q, insert)
			return err
		}
		unfinished, err := q.CountUnfinished(ctx)
		if err != nil {
			return err
		}
		if unfinished > s.MaxUnfinished {
			return errs.Exhausted("too many runs are unfinished", time.Second)
		}
		job, err := s.Queue.Enqueue(ctx, tx, id)
		if err != nil {
			return err
		}
		return q.SetJob(ctx, gen.SetJobParams{ID: id, JobID: &job})
	})
	if err != nil {
		return nil, err
	}
	run, err := s.load(ctx, insert.ID)
	return &primetallyv1.CreateRunResponse{Run: run}, err
}

// repeated is the run that an earlier call with the same request_id has created.
func repeated(ctx context.Context, q *gen.Queries, asked gen.InsertRunParams) (uuid.UUID, error) {
	earlier, err := q.FindRequest(ctx, asked.RequestID)
	if err == nil && (earlier.First != asked.First || earlier.Last != asked.Last) {
		err = domain.Error(codes.AlreadyExists, "REQUEST_ID_REUSED", "the request_id was used for another range",
			map[string]string{"run": runName(earlier.ID)})
	}
	return earlier.ID, err
}

// GetRun implements the RPC.
func (s *Runs) GetRun(
	ctx context.Context, request *primetallyv1.GetRunRequest,
) (*primetallyv1.GetRunResponse, error) {
	run, err := s.find(ctx, request.GetName())
	return &primetallyv1.GetRunResponse{Run: run}, err
}

// WatchRun implements the RPC.
func (s *Runs) WatchRun(
	request *primetallyv1.WatchRunRequest, stream grpc.ServerStreamingServer[primetallyv1.WatchRunResponse],
) error {
	ctx := stream.Context()
	ticks := time.NewTicker(watchInterval)
	defer ticks.Stop()
	for sent := (*primetallyv1.Run)(nil); ; {
		run, err := s.find(ctx, request.GetName())
		if err != nil {
			return external(ctx, err)
		}
		if !proto.Equal(run, sent) {
			if err := stream.Send(&primetallyv1.WatchRunResponse{Run: run}); err != nil {
				return err
			}
			sent = run
		}
		if final(run.GetState()) {
			return nil
		}
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return ctx.Err()
		case <-server.Draining(ctx):
			return unavailable()
		}
	}
}

// CancelRun implements the RPC.
func (s *Runs) CancelRun(
	ctx context.Context, request *primetallyv1.CancelRunRequest,
) (*primetallyv1.CancelRunResponse, error) {
	id, err := parseName(request.GetName())
	if err != nil {
		return nil, err
	}
	err = s.Store.Tx(ctx, func(tx pgx.Tx, q *gen.Queries) error {
		cancelled, err := q.Finish(ctx, gen.FinishParams{ID: id, State: int16(primetallyv1.Run_STATE_CANCELLED)})
		if err != nil || cancelled == 0 {
			return err
		}
		row, err := q.GetRun(ctx, id)
		if err != nil || row.JobID == nil {
			return err
		}
		return s.Queue.Cancel(ctx, tx, *row.JobID)
	})
	if err != nil {
		return nil, err
	}
	run, err := s.find(ctx, request.GetName())
	if err != nil {
		return nil, err
	}
	if run.GetState() != primetallyv1.Run_STATE_CANCELLED {
		return nil, status.Errorf(codes.FailedPrecondition, "the run is final: its state is %v", run.GetState())
	}
	return &primetallyv1.CancelRunResponse{Run: run}, nil
}

func final(state primetallyv1.Run_State) bool {
	return state != primetallyv1.Run_STATE_QUEUED && state != primetallyv1.Run_STATE_RUNNING
}

func runName(id uuid.UUID) string { return "runs/" + id.String() }

// parseName reads a name that has the form of one. One that this service would never give is that of nothing.
func parseName(name string) (uuid.UUID, error) {
	text := strings.TrimPrefix(name, "runs/")
	id, err := uuid.Parse(text)
	if err != nil || id.String() != text {
		return id, notFound(name)
	}
	return id, nil
}

func notFound(name string) error { return status.Errorf(codes.NotFound, "there is no %s", name) }
