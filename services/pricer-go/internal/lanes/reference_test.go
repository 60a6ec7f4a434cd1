package lanes_test

import (
	"encoding/csv"
	"math"
	"math/bits"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// rows are those of a reference table, which the engine in Rust keeps for both, without comments and column names.
func rows(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open("../../../pricer/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.Comment, reader.FieldsPerRecord = '#', -1
	table, err := reader.ReadAll()
	if err != nil || len(table) < 2 {
		t.Fatalf("%d rows, %v", len(table), err)
	}
	return table[1:]
}

func words(t *testing.T, text string) []uint32 {
	t.Helper()
	var list []uint32
	for field := range strings.FieldsSeq(text) {
		word, err := strconv.ParseUint(field, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, uint32(word))
	}
	return list
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestTheKnownAnswersOfTheAuthorsHold(t *testing.T) {
	known := 0
	for _, row := range rows(t, "philox_kat.csv") {
		if row[0] != "philox4x32" || row[1] != "10" {
			continue
		}
		known++
		counter, key := [4]uint32(words(t, row[3])), lanes.Key(words(t, row[4]))
		if got := lanes.Philox(counter, key); !slices.Equal(got[:], words(t, row[5])) {
			t.Errorf("%v: %x", row, got)
		}
	}
	if known != 3 {
		t.Errorf("%d known answers, want 3", known)
	}
}

func TestWordsUniformsAndNormalsOfTheReferenceHold(t *testing.T) {
	table := rows(t, "philox4x32_10_u01_normal_vectors.csv")
	for _, row := range table {
		index, word := uint32(number(t, row[1])), int(number(t, row[2]))
		found := lanes.Philox([4]uint32{index}, lanes.Key(words(t, row[0])))[word]
		if found != words(t, row[3])[0] {
			t.Errorf("%v: word %x", row, found)
		}
		q := lanes.Centred(found)
		if q+0.5 != number(t, row[4]) {
			t.Errorf("%v: uniform %v", row, q+0.5)
		}
		z, want := lanes.InverseNormal(q), number(t, row[5])
		if math.Abs(z-want) > 4e-16*math.Abs(want) {
			t.Errorf("%v: normal %v", row, z)
		}
	}
	if len(table) <= 100 {
		t.Errorf("%d rows", len(table))
	}
}

// sweep is numbers spread over an interval by the golden ratio: as even as a grid, but without its regularity. They are
// the same on every processor: Modf is inlined, and without the conversions its subtraction would be fused on some.
func sweep(low, high float64, count int) []float64 {
	list := make([]float64, count)
	for i := range list {
		_, fraction := math.Modf(float64(float64(i+1) * (math.Phi - 1)))
		list[i] = low + float64((high-low)*fraction)
	}
	return list
}

func TestTheQuantileIsOddAndGrows(t *testing.T) {
	var list []uint32
	for _, x := range sweep(0, math.MaxUint32, 50_000) {
		list = append(list, uint32(x))
	}
	list = append(list, 0, 1, math.MaxInt32, math.MaxInt32+1, math.MaxUint32)
	slices.Sort(list)
	before := math.Inf(-1)
	for _, word := range slices.Compact(list) {
		z := lanes.InverseNormal(lanes.Centred(word))
		if z != -lanes.InverseNormal(lanes.Centred(^word)) || z <= before {
			t.Errorf("word %d: %v after %v", word, z, before)
		}
		before = z
	}
}

// ulps is how many numbers lie between two.
func ulps(a, b float64) int64 {
	difference := int64(math.Float64bits(a)) - int64(math.Float64bits(b))
	return max(difference, -difference)
}

// The errors themselves are measured against 128 bits by the tests of the engine in Rust, whose bits are the same. Here
// package math, itself within an unit in the last place, holds that nothing is far off.
func TestExponentialAndLogarithmAreNearThoseOfTheLibrary(t *testing.T) {
	for _, x := range slices.Concat(sweep(-1, 1, 5000), sweep(-40, 40, 5000), sweep(-708, 709, 5000)) {
		if got, want := lanes.Exp(x), math.Exp(x); ulps(got, want) > 1 {
			t.Errorf("exp(%v) = %v, not %v", x, got, want)
		}
	}
	for _, x := range slices.Concat(sweep(0.5, 2, 5000), sweep(1e-10, 0.5, 5000), sweep(1, 1e12, 5000)) {
		if got, want := lanes.Log(x), math.Log(x); ulps(got, want) > 1 {
			t.Errorf("log(%v) = %v, not %v", x, got, want)
		}
	}
	for x, want := range map[float64]float64{
		0: 1, math.Inf(1): math.Inf(1), 709.79: math.Inf(1), math.Inf(-1): 0, -745.2: 0, -745.1: 5e-324,
	} {
		if got := lanes.Exp(x); got != want {
			t.Errorf("exp(%v) = %v, not %v", x, got, want)
		}
	}
	if least := lanes.Log(5e-324); lanes.Log(1) != 0 || ulps(least, -1074*math.Ln2) > 0 {
		t.Errorf("log 1 = %v, log of the least number = %v", lanes.Log(1), least)
	}
}

func TestTheNormalDistributionIsNearThatOfTheLibrary(t *testing.T) {
	for _, x := range slices.Concat(sweep(-8, 8, 5000), sweep(-37, -8, 5000)) {
		got, want := lanes.NormalDistribution(x), math.Erfc(-x/math.Sqrt2)/2
		if math.Abs(got-want) > 1e-15*(1+x*x)*want {
			t.Errorf("normal distribution(%v) = %v, not %v", x, got, want)
		}
	}
	for x, want := range map[float64]float64{
		0: 0.5, math.Inf(1): 1, 8.3: 1, math.Inf(-1): 0, -38.5: 0, -38.47: 5e-324,
	} {
		if got := lanes.NormalDistribution(x); got != want {
			t.Errorf("normal distribution(%v) = %v, not %v", x, got, want)
		}
	}
}

// The tests of the other engine have the same number.
func TestTheNormalDistributionHasTheBitsOfTheOtherEngine(t *testing.T) {
	digest := uint64(0)
	for _, x := range sweep(-40, 40, 10_000) {
		digest = bits.RotateLeft64(digest, 1) ^ math.Float64bits(lanes.NormalDistribution(x))
	}
	if digest != 0xab63_1f11_abd4_ff44 {
		t.Errorf("%#x", digest)
	}
}

func TestTheTreeAddsHalvesInItsDocumentedOrder(t *testing.T) {
	// 2^53 swallows a 1 that is added alone, so the order shows.
	const big = 1 << 53
	if sum := (&lanes.Lanes{0: big, 4: 1, 8: 1}).Sum(); sum != big {
		t.Errorf("%v: both ones meet the big number one after the other", sum)
	}
	if sum := (&lanes.Lanes{0: big, 1: 1, 9: 1}).Sum(); sum != big+2 {
		t.Errorf("%v: lanes 1 and 9 meet each other first", sum)
	}
}
