package count

import (
	"context"
	"math"
)

// window is how many numbers are looked at before it is looked whether anybody still waits.
const window = 1 << 18

// Here counts in this process, on the caller's goroutine: right for small ranges, and what engines are measured
// against.
type Here struct{}

// Count implements Counter.
func (Here) Count(ctx context.Context, first, last uint64) (uint64, error) {
	strikers := upTo(uint64(math.Sqrt(float64(last))) + 1)
	var primes uint64
	for ; first < last; first += window {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		primes += among(strikers, first, min(last, first+window))
	}
	return primes, nil
}

// upTo is the primes up to a limit.
func upTo(limit uint64) []uint64 {
	struck := make([]bool, limit+1)
	var primes []uint64
	for number := uint64(2); number <= limit; number++ {
		if struck[number] {
			continue
		}
		primes = append(primes, number)
		for multiple := number * number; multiple <= limit; multiple += number {
			struck[multiple] = true
		}
	}
	return primes
}

// among counts the primes in [first, last) by striking out multiples of those whose square is below last.
func among(strikers []uint64, first, last uint64) uint64 {
	struck := make([]bool, last-first)
	for _, prime := range strikers {
		if prime*prime >= last {
			break
		}
		// Below its square, a multiple has a smaller factor.
		for multiple := max(prime*prime, (first+prime-1)/prime*prime); multiple < last; multiple += prime {
			struck[multiple-first] = true
		}
	}
	var primes uint64
	for at, is := range struck {
		if !is && first+uint64(at) >= 2 {
			primes++
		}
	}
	return primes
}
