package sobol

import (
	"math/bits"
	"testing"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// point is an unscrambled one, in 4096ths.
func point(index, dimension int) uint32 {
	x := uint32(0)
	for j, direction := range directions[dimension] {
		x ^= direction * uint32(index>>j&1)
	}
	return x >> (32 - Bits)
}

func TestPointsAreThoseOfSciPy(t *testing.T) {
	dimensions := []int{0, 1, 2, 7, 99, 200, 255}
	// scipy.stats.qmc.Sobol(256, scramble=False).random(4096), SciPy 1.17, times 4096. Its points are in the order of
	// Gray's code.
	for n, want := range map[int][]uint32{
		1:    {2048, 2048, 2048, 2048, 2048, 2048, 2048},
		2:    {3072, 1024, 1024, 3072, 3072, 3072, 3072},
		3:    {1024, 3072, 3072, 1024, 1024, 1024, 1024},
		1000: {900, 396, 2124, 3684, 764, 3084, 1020},
		2741: {3967, 2449, 3723, 2815, 3237, 739, 1317},
		4095: {1, 3855, 1369, 1601, 3943, 697, 2511},
	} {
		for i, dimension := range dimensions {
			if got := point(n^n>>1, dimension); got != want[i] {
				t.Errorf("point %d, dimension %d: %d, want %d", n, dimension, got, want[i])
			}
		}
	}
}

// scrambled is all points of a block in a dimension, the uniform numbers in 2^12ths.
func scrambled(t *testing.T, dimension int, block uint64) []int {
	t.Helper()
	p := Scramble(dimension, block, lanes.Key{7, 9})
	out := make(lanes.Chunk, 1<<Bits/lanes.Width)
	lanes.Scalar().Uniforms(out, &p, 0)
	rest := make(lanes.Chunk, 3)
	lanes.Scalar().Uniforms(rest, &p, 5)
	var all []int
	for g := range out {
		if g >= 5 && g < 8 && out[g] != rest[g-5] {
			t.Errorf("group %d alone is another", g)
		}
		for _, q := range out[g] {
			all = append(all, int((q+0.5)*(1<<Bits)))
		}
	}
	return all
}

func TestScrambledPointsAreOneInEachIntervalOfEveryDimension(t *testing.T) {
	for dimension := range Dimensions {
		met := [1 << Bits]bool{}
		for _, cell := range scrambled(t, dimension, uint64(dimension)) {
			if met[cell] {
				t.Fatalf("dimension %d: two points in interval %d", dimension, cell)
			}
			met[cell] = true
		}
	}
}

func TestScrambledPointsOfTwoDimensionsAreOneInEachRectangle(t *testing.T) {
	first, second := scrambled(t, 0, 1<<28), scrambled(t, 1, 1<<28)
	for cut := range Bits + 1 {
		met := map[[2]int]bool{}
		for i := range first {
			met[[2]int{first[i] >> cut, second[i] >> (Bits - cut)}] = true
		}
		if len(met) != 1<<Bits {
			t.Errorf("%d by %d: points in %d rectangles", 1<<(Bits-cut), 1<<cut, len(met))
		}
	}
}

func TestScramblesOfBlocksAndDimensionsAreIndependent(t *testing.T) {
	// Each bit of the first point differs in half of all pairs, with a standard deviation of half the root of their number.
	const blocks = 400
	for name, other := range map[string]func(block uint64) lanes.Points{
		"the next dimension": func(block uint64) lanes.Points { return Scramble(4, block, lanes.Key{1}) },
		"the next block":     func(block uint64) lanes.Points { return Scramble(3, block+1<<20, lanes.Key{1}) },
		"another key":        func(block uint64) lanes.Points { return Scramble(3, block, lanes.Key{2}) },
	} {
		different := 0
		for block := range uint64(blocks) {
			a, b := Scramble(3, block, lanes.Key{1}), other(block)
			different += bits.OnesCount64(a.Lanes[0] ^ b.Lanes[0])
		}
		if off := different - blocks*16; off*off > 16*blocks*8 {
			t.Errorf("%s: %d of %d bits differ", name, different, blocks*32)
		}
	}
}
