package count_test

import (
	"context"
	"errors"
	"testing"

	"workspace.internal/services/prime-tally/internal/count"
)

// The number of primes up to 10^n is published at https://oeis.org/A006880.
func TestHereCountsAsPublished(t *testing.T) {
	for _, row := range []struct{ first, last, primes uint64 }{
		{0, 1, 0},
		{0, 11, 4},
		{0, 1_000_001, 78_498},
		{2, 3, 1},
		{3, 3, 0},
		{8, 11, 0},
		{1_000_001, 10_000_001, 664_579 - 78_498},
		// The largest prime below 10^12 is 11 less: https://oeis.org/A033874.
		{1_000_000_000_000 - 11, 1_000_000_000_000, 1},
		{1_000_000_000_000 - 10, 1_000_000_000_000, 0},
	} {
		primes, err := count.Here{}.Count(t.Context(), row.first, row.last)
		if err != nil || primes != row.primes {
			t.Errorf("[%d, %d) has %d primes, %v; expected %d", row.first, row.last, primes, err, row.primes)
		}
	}
}

func TestHereStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (count.Here{}).Count(ctx, 0, 1<<40); !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
}
