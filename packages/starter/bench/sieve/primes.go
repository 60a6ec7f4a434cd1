package main

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// window is how many odd numbers are struck out at a time: a byte each, small enough for a core's own cache.
const window = 1 << 17

// counter counts primes below a bound by striking out multiples (Eratosthenes), window by window, odd numbers only.
type counter struct {
	// strikers are the odd primes whose square is below the bound.
	strikers []uint64
	struck   []byte
}

// upTo is for ranges that end at end or before. It takes memory and time in the order of its square root.
func upTo(end uint64) *counter {
	root := uint64(math.Sqrt(float64(end)))
	struck := make([]bool, root+1)
	var strikers []uint64
	for number := uint64(3); number <= root; number += 2 {
		if struck[number] {
			continue
		}
		strikers = append(strikers, number)
		for multiple := number * number; multiple <= root; multiple += 2 * number {
			struck[multiple] = true
		}
	}
	return &counter{strikers: strikers, struck: make([]byte, window)}
}

// count is how many primes are in [begin, end).
func (c *counter) count(begin, end uint64) uint64 {
	var primes uint64
	if begin <= 2 && end > 2 {
		primes = 1
	}
	for first := max(begin, 3) | 1; first < end; first += 2 * window {
		primes += c.odd(first, min((end-first+1)/2, window))
	}
	return primes
}

// odd counts the primes among so many odd numbers from the odd number first on.
func (c *counter) odd(first, numbers uint64) uint64 {
	struck := c.struck[:numbers]
	clear(struck)
	last := first + 2*(numbers-1)
	for _, prime := range c.strikers {
		square := prime * prime
		if square > last {
			break
		}
		// Below its square, a multiple has a smaller factor. Even multiples are not in the window.
		from := max(square, (first+prime-1)/prime*prime)
		if from%2 == 0 {
			from += prime
		}
		for at := (from - first) / 2; at < uint64(len(struck)); at += prime {
			struck[at] = 1
		}
	}
	return numbers - ones(struck)
}

// ones counts the bytes that are 1 among those that are 0 or 1, eight at a time.
func ones(values []byte) uint64 {
	var sum int
	for ; len(values) >= 8; values = values[8:] {
		sum += bits.OnesCount64(binary.LittleEndian.Uint64(values))
	}
	for _, value := range values {
		sum += int(value)
	}
	return uint64(sum)
}
