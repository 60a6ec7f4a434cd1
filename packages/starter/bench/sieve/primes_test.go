package main

import "testing"

// The number of primes up to 10^n, from https://oeis.org/A006880.
func TestPowersOfTenHaveThePublishedCounts(t *testing.T) {
	end := uint64(1)
	for n, published := range []uint64{0, 4, 25, 168, 1229, 9592, 78_498, 664_579, 5_761_455} {
		if found := upTo(end+1).count(0, end+1); found != published {
			t.Errorf("10^%d: %d, want %d", n, found, published)
		}
		end *= 10
	}
}

// The largest prime below 10^12 is 11 away, from https://oeis.org/A033874.
func TestFarUpIsRightToo(t *testing.T) {
	const end = 1_000_000_000_000
	primes := upTo(end)
	if found := primes.count(end-11, end); found != 1 {
		t.Errorf("found %d, want 1", found)
	}
	if found := primes.count(end-10, end); found != 0 {
		t.Errorf("found %d, want none", found)
	}
}

func TestPartsAddUp(t *testing.T) {
	const end = 3_000_000
	primes := upTo(end)
	for _, cut := range []uint64{0, 1, 2, 3, 4, 9, 262_143, 262_144, 262_145, 1_000_001, end} {
		if sum, whole := primes.count(0, cut)+primes.count(cut, end), primes.count(0, end); sum != whole {
			t.Errorf("cut at %d: %d, want %d", cut, sum, whole)
		}
	}
}
