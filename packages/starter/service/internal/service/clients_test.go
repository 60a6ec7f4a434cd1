package service

import (
	"testing"

	"google.golang.org/grpc"

	primesievev1 "workspace.internal/proto/gen/go/prime_sieve/v1"

	"workspace.internal/services/prime-tally/internal/clients"
	"workspace.internal/services/prime-tally/internal/clients/primesieve/fake"
	"workspace.internal/services/prime-tally/internal/count"
)

// engine counts as the real one does, in one part.
type engine struct {
	primesievev1.UnimplementedPrimeSieveServiceServer
}

func (engine) CountPrimes(
	request *primesievev1.CountPrimesRequest, stream grpc.ServerStreamingServer[primesievev1.CountPrimesResponse],
) error {
	primes, err := count.Here{}.Count(stream.Context(), request.GetBegin(), request.GetEnd())
	if err != nil {
		return err
	}
	return stream.Send(&primesievev1.CountPrimesResponse{
		Begin: request.GetBegin(), End: request.GetEnd(), Primes: primes,
	})
}

// callees is where the components are found that the service calls.
func callees(t *testing.T) clients.Config {
	t.Helper()
	return clients.Config{PrimeSieve: fake.Start(t, engine{})}
}
