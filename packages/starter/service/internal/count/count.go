// Package count counts the primes of a range: here, or on engines.
package count

import "context"

// Counter counts the primes in [first, last). It ends early with ctx.
type Counter interface {
	Count(ctx context.Context, first, last uint64) (uint64, error)
}
