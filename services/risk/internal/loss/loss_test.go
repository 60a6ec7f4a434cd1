package loss

import (
	"encoding/csv"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"workspace.internal/services/risk/internal/estimate"
)

// rows are those of the reference whose case begins so, without comments and column names: level, value at risk, expected
// shortfall.
func rows(t *testing.T, begins string) [][3]float64 {
	t.Helper()
	file, err := os.Open("../../../pricer/testdata/var_es_closed_form.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.Comment, reader.FieldsPerRecord = '#', -1
	table, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var found [][3]float64
	for _, row := range table {
		if !strings.HasPrefix(row[0], begins) {
			continue
		}
		var numbers [3]float64
		for i := range numbers {
			if numbers[i], err = strconv.ParseFloat(row[2+i], 64); err != nil {
				t.Fatal(err)
			}
		}
		found = append(found, numbers)
	}
	if len(found) == 0 {
		t.Fatalf("the reference has no %s", begins)
	}
	return found
}

// upTo is the losses 1 to n.
func upTo(n int) []float64 {
	losses := make([]float64, n)
	for i := range losses {
		losses[i] = float64(i + 1)
	}
	return losses
}

func TestTheWholeNumbersHaveTheTailsOfTheReference(t *testing.T) {
	for n, begins := range map[int]string{100: "empirical_1..100", 10: "empirical_1..10"} {
		row := rows(t, begins)
		want := row[len(row)-1]
		got := newTail(upTo(n), want[0])
		if got.value != want[1] || math.Abs(got.shortfall-want[2]) > 1e-14*want[2] {
			t.Errorf("1 to %d at %v: %v and %v, want %v and %v", n, want[0], got.value, got.shortfall, want[1], want[2])
		}
	}
}

func TestALevelThatIsAFractionOfTheSampleIsMetExactly(t *testing.T) {
	for _, n := range []int{7, 100, 4096, 1 << 20} {
		for k := range 200 {
			k := 1 + n/2 + k*(n/2-1)/200
			if got := rank(n, float64(k)/float64(n)); got != k {
				t.Errorf("%d of %d: rank %d", k, n, got)
			}
		}
	}
}

// draws are distributions of the reference.
var draws = map[string]func(*rand.Rand) float64{
	"std_normal_loss":        func(rng *rand.Rand) float64 { return rng.NormFloat64() },
	"student_t4_loss":        func(rng *rand.Rand) float64 { return student(rng, 4) },
	"student_t5_loss":        func(rng *rand.Rand) float64 { return student(rng, 5) },
	"student_t10_loss":       func(rng *rand.Rand) float64 { return student(rng, 10) },
	"V10000_vol20pct_normal": func(rng *rand.Rand) float64 { return 10000 * 0.2 / math.Sqrt(250) * rng.NormFloat64() },
}

func student(rng *rand.Rand, freedom int) float64 {
	squares := 0.0
	for range freedom {
		z := rng.NormFloat64()
		squares += z * z
	}
	return rng.NormFloat64() / math.Sqrt(squares/float64(freedom))
}

func sample(n int, seed uint64, draw func(*rand.Rand) float64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 17))
	losses := make([]float64, n)
	for i := range losses {
		losses[i] = draw(rng)
	}
	return losses
}

func TestKnownDistributionsHaveTheirTails(t *testing.T) {
	for name, draw := range draws {
		losses := slices.Sorted(slices.Values(sample(1<<19, 3, draw)))
		for _, want := range rows(t, name) {
			got := newTail(losses, want[0])
			// The interval has 95 %, about 2 standard errors on either side.
			if far := math.Abs(got.value - want[1]); far > got.high-got.low {
				t.Errorf("%s at %v: value at risk %v in [%v, %v], want %v", name, want[0], got.value, got.low, got.high, want[1])
			}
			standardError := got.standardError(len(losses), got.shortfall, got.spread, got.value)
			if far := math.Abs(got.shortfall - want[2]); far > 4*standardError || standardError > 0.02*want[2] {
				t.Errorf("%s at %v: expected shortfall %v +- %v, want %v", name, want[0], got.shortfall, standardError, want[2])
			}
		}
	}
}

// TestIntervalsAndErrorsAreAsLargeAsTheyShouldBe repeats a sample many times.
func TestIntervalsAndErrorsAreAsLargeAsTheyShouldBe(t *testing.T) {
	const times, n, level = 1000, 4096, 0.975
	want := rows(t, "std_normal_loss")[1]
	covered, normalised := 0, 0.0
	for seed := range uint64(times) {
		losses := sample(n, 1000+seed, draws["std_normal_loss"])
		slices.Sort(losses)
		got := newTail(losses, level)
		if got.low <= want[1] && want[1] <= got.high {
			covered++
		}
		z := (got.shortfall - want[2]) / got.standardError(n, got.shortfall, got.spread, got.value)
		normalised += z * z
	}
	// Within 4 standard errors of 95 % from below; order statistics are discrete, so it is a little more.
	share := float64(covered) / times
	if slack := 4 * math.Sqrt(0.95*0.05/times); share < 0.95-slack || share > 0.96+slack {
		t.Errorf("%v of the intervals have the quantile", share)
	}
	if variance := normalised / times; math.Abs(variance-1) > 4*math.Sqrt(2.0/times)+0.02 {
		t.Errorf("the variance of the normalised shortfall is %v", variance)
	}
}

func TestRanksAreBinomialQuantiles(t *testing.T) {
	// P(B <= 5) = 0.0207 and P(B <= 6) = 0.0577 for n = 20 and a = 1/2.
	if low, high := interval(20, 0.5); low != 6 || high != 15 {
		t.Errorf("of 20 at the median: ranks %d to %d, want 6 to 15", low, high)
	}
	if low, high := interval(50, 0.99); low != 48 || high != 51 {
		t.Errorf("of 50 at 0.99: ranks %d to %d, want 48 and beyond", low, high)
	}
}

func TestNoRankNearerHasTheCoverage(t *testing.T) {
	for _, n := range []int{30, 100, 4096, 50_000} {
		for _, a := range []float64{0.55, 0.9, 0.975} {
			// The distribution function by logarithms of factorials.
			below := make([]float64, n+2)
			for k := range n + 1 {
				all, _ := math.Lgamma(float64(n + 1))
				in, _ := math.Lgamma(float64(k + 1))
				out, _ := math.Lgamma(float64(n - k + 1))
				p := math.Exp(all - in - out + float64(k)*math.Log(a) + float64(n-k)*math.Log1p(-a))
				below[k+1] = below[k] + p
			}
			low, high := interval(n, a)
			if !(below[low] <= 0.025 && below[low+1] > 0.025) {
				t.Errorf("of %d at %v: P(B < %d) = %v, then %v", n, a, low, below[low], below[low+1])
			}
			if !(1-below[high] <= 0.025 && 1-below[high-1] > 0.025) {
				t.Errorf("of %d at %v: P(B >= %d) = %v, before %v", n, a, high, 1-below[high], 1-below[high-1])
			}
		}
	}
}

func TestTailsGrowWithTheLevelAndEqualLossesShareTheEnd(t *testing.T) {
	// Each loss ten times.
	var losses []float64
	for _, loss := range upTo(100) {
		losses = append(losses, slices.Repeat([]float64{loss}, 10)...)
	}
	before := tail{value: math.Inf(-1), shortfall: math.Inf(-1)}
	for level := 0.505; level < 1; level += 0.005 {
		got := newTail(losses, level)
		if got.value < before.value || got.shortfall < before.shortfall || got.shortfall < got.value {
			t.Errorf("at %v: %v and %v after %v and %v", level, got.value, got.shortfall, before.value, before.shortfall)
		}
		before = got
		sum := 0.0
		for _, loss := range losses {
			switch {
			case loss > got.value:
				sum += loss
			case loss == got.value:
				sum += got.atValue * loss
			}
		}
		if mean := sum / got.weight; math.Abs(mean-got.shortfall) > 1e-12*mean {
			t.Errorf("at %v: weighted mean %v, shortfall %v", level, mean, got.shortfall)
		}
	}
}

func TestShortfallIsSubadditive(t *testing.T) {
	a, b := sample(10_000, 5, draws["student_t4_loss"]), sample(10_000, 6, draws["std_normal_loss"])
	sum := make([]float64, len(a))
	for i := range sum {
		sum[i] = a[i] + b[i]
	}
	for _, level := range []float64{0.6, 0.9, 0.99, 0.9999} {
		of := func(losses []float64) float64 {
			return newTail(slices.Sorted(slices.Values(losses)), level).shortfall
		}
		if together, apart := of(sum), of(a)+of(b); together > apart {
			t.Errorf("at %v: %v together, %v apart", level, together, apart)
		}
	}
}

func TestTheHistogramCountsAll(t *testing.T) {
	found, err := newDistribution(5, upTo(600), []float64{0.9})
	if err != nil {
		t.Fatal(err)
	}
	h := found.message.GetHistogram()
	if h.GetLow() != 1 || math.Abs(h.GetWidth()-599.0/bins) > 1e-12 || len(h.GetCounts()) != bins {
		t.Errorf("%v", h)
	}
	for i, count := range h.GetCounts() {
		if count != 10 {
			t.Errorf("bin %d has %d", i, count)
		}
	}
	if found.message.GetMean().GetValue() != 300.5 || math.Abs(found.message.GetStandardDeviation()-173.349) > 1e-3 {
		t.Errorf("mean %v, deviation %v", found.message.GetMean(), found.message.GetStandardDeviation())
	}
	same, err := newDistribution(5, []float64{2, 2, 2}, []float64{0.9})
	if err != nil || same.message.GetHistogram().GetCounts()[0] != 3 || same.tails[0].shortfall != 2 {
		t.Errorf("%v, %v", same, err)
	}
}

func TestLossesBeyondADoubleAreNamed(t *testing.T) {
	for _, losses := range [][]float64{{1, math.Inf(1)}, {math.NaN(), 1}, {1e308, -1e308}} {
		if _, err := newDistribution(1, losses, []float64{0.9}); !errors.Is(err, estimate.ErrOverflow) {
			t.Errorf("%v: %v", losses, err)
		}
	}
}
