package count_test

import (
	"errors"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	primesievev1 "workspace.internal/proto/gen/go/prime_sieve/v1"

	"workspace.internal/services/prime-tally/internal/clients/primesieve"
	"workspace.internal/services/prime-tally/internal/clients/primesieve/fake"
	"workspace.internal/services/prime-tally/internal/count"
)

// scripted answers with the parts it was given, and then with an error.
type scripted struct {
	primesievev1.UnimplementedPrimeSieveServiceServer

	parts []*primesievev1.CountPrimesResponse
	end   error
}

func (s scripted) CountPrimes(
	_ *primesievev1.CountPrimesRequest, stream grpc.ServerStreamingServer[primesievev1.CountPrimesResponse],
) error {
	for _, part := range s.parts {
		if err := stream.Send(part); err != nil {
			return err
		}
	}
	return s.end
}

func TestPartsOfAnEngineAreAddedAndChecked(t *testing.T) {
	part := func(begin, end, primes uint64) *primesievev1.CountPrimesResponse {
		return &primesievev1.CountPrimesResponse{Begin: begin, End: end, Primes: primes}
	}
	for name, row := range map[string]struct {
		engine scripted
		primes uint64
		fails  func(error) bool
	}{
		"whole": {
			engine: scripted{parts: []*primesievev1.CountPrimesResponse{part(10, 15, 2), part(15, 20, 2)}},
			primes: 4,
		},
		"gap": {
			engine: scripted{parts: []*primesievev1.CountPrimesResponse{part(10, 15, 2), part(16, 20, 2)}},
			fails:  func(err error) bool { return errors.Is(err, count.ErrContract) },
		},
		"too short": {
			engine: scripted{parts: []*primesievev1.CountPrimesResponse{part(10, 15, 2)}},
			fails:  func(err error) bool { return errors.Is(err, count.ErrContract) },
		},
		"too far": {
			engine: scripted{parts: []*primesievev1.CountPrimesResponse{part(10, 21, 2)}},
			fails:  func(err error) bool { return errors.Is(err, count.ErrContract) },
		},
		"broken off": {
			engine: scripted{
				parts: []*primesievev1.CountPrimesResponse{part(10, 15, 2)}, end: status.Error(codes.Internal, "broken"),
			},
			fails: func(err error) bool { return status.Code(err) == codes.Internal },
		},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := primesieve.Dial(fake.Start(t, row.engine))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = client.Conn().Close() })
			primes, err := count.Engines{Client: client}.Count(t.Context(), 10, 20)
			switch {
			case row.fails != nil && !row.fails(err):
				t.Errorf("it ends with %v", err)
			case row.fails == nil && (err != nil || primes != row.primes):
				t.Errorf("it counts %d, %v", primes, err)
			}
		})
	}
}
