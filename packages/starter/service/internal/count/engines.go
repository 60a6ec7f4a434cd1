package count

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	primesievev1 "workspace.internal/proto/gen/go/prime_sieve/v1"
)

// timeout bounds a call; the largest shard takes an engine less than a second.
const timeout = time.Minute

// ErrContract is an answer that the contract does not allow.
var ErrContract = errors.New("the engine breaks its contract")

// Engines counts on whichever engine the client picks.
type Engines struct {
	Client primesievev1.PrimeSieveServiceClient
}

// Count implements Counter.
func (e Engines) Count(ctx context.Context, first, last uint64) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	stream, err := e.Client.CountPrimes(ctx, &primesievev1.CountPrimesRequest{Begin: first, End: last})
	if err != nil {
		return 0, err
	}
	var primes uint64
	for at := first; ; {
		part, err := stream.Recv()
		switch {
		case errors.Is(err, io.EOF) && at == last:
			return primes, nil
		case errors.Is(err, io.EOF):
			return 0, fmt.Errorf("%w: it ended at %d of [%d, %d)", ErrContract, at, first, last)
		case err != nil:
			return 0, err
		case part.GetBegin() != at || part.GetEnd() <= at || part.GetEnd() > last:
			return 0, fmt.Errorf("%w: after %d came [%d, %d)", ErrContract, at, part.GetBegin(), part.GetEnd())
		}
		at = part.GetEnd()
		primes += part.GetPrimes()
	}
}
