package main

import (
	"google.golang.org/grpc"

	primesievev1 "workspace.internal/proto/gen/go/prime_sieve/v1"
)

// part is how many numbers a part has: some ten milliseconds of work, after which it is looked whether anybody still waits.
const part = 1 << 22

// service implements PrimeSieveService.
type service struct {
	primesievev1.UnimplementedPrimeSieveServiceServer

	// threads has room for each range that may be counted at a time; the others wait.
	threads chan struct{}
}

func newService(threads int) *service { return &service{threads: make(chan struct{}, threads)} }

// CountPrimes implements the RPC.
func (s *service) CountPrimes(
	request *primesievev1.CountPrimesRequest, stream grpc.ServerStreamingServer[primesievev1.CountPrimesResponse],
) error {
	ctx := stream.Context()
	select {
	case s.threads <- struct{}{}:
		defer func() { <-s.threads }()
	case <-ctx.Done():
		return ctx.Err()
	}
	primes := upTo(request.GetEnd())
	for begin := request.GetBegin(); begin < request.GetEnd(); begin += part {
		if err := ctx.Err(); err != nil {
			return err
		}
		end := min(request.GetEnd(), begin+part)
		found := &primesievev1.CountPrimesResponse{Begin: begin, End: end, Primes: primes.count(begin, end)}
		if err := stream.Send(found); err != nil {
			return err
		}
	}
	return nil
}
