package api

import (
	"context"

	"github.com/google/uuid"
	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	primetallyv1 "workspace.internal/proto/gen/go/prime_tally/v1"

	"workspace.internal/services/kit-go/postgres"
)

// find reads the run of that name.
func (s *Runs) find(ctx context.Context, name string) (*primetallyv1.Run, error) {
	id, err := parseName(name)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, id)
}

func (s *Runs) load(ctx context.Context, id uuid.UUID) (*primetallyv1.Run, error) {
	row, err := s.Store.GetRun(ctx, id)
	if postgres.NotFound(err) {
		return nil, notFound(runName(id))
	}
	if err != nil {
		return nil, err
	}
	run := &primetallyv1.Run{
		Name:        runName(id),
		Range:       &primetallyv1.Range{Begin: uint64(row.First), End: uint64(row.Last)},
		State:       primetallyv1.Run_State(row.State),
		NumbersDone: uint64(row.Done),
		Primes:      uint64(row.Primes),
		CreateTime:  timestamppb.New(row.CreateTime),
	}
	if row.Error != "" {
		run.Error = &rpcstatus.Status{Code: int32(codes.Internal), Message: row.Error}
	}
	if row.EndTime != nil {
		run.EndTime = timestamppb.New(*row.EndTime)
	}
	return run, nil
}
