package loss

import (
	"errors"
	"math"
	"testing"

	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/enginetest"
	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

const blocks = 16

// three positions, whose losses are independent and normal with standard deviations of 1, 2 and 3.
var three = &plan.Plan{
	Job:           &pricerv1.Job{Seed: 11, Positions: make([]*pricerv1.Position, 3)},
	Positions:     []plan.Position{{ID: "a"}, {ID: "b"}, {ID: "c"}},
	ProfitAndLoss: &plan.ProfitAndLoss{Levels: []float64{0.99, 0.9}, Blocks: blocks},
}

// next is the block that sums want.
func next(s *Sums) *merge.Block {
	request, index := &pricerv1.RevalueRequest{Job: three.Job}, s.Next()
	if index < blocks {
		answer := enginetest.Losses(request, index)
		return &merge.Block{Index: index, Sums: append([]float64{answer.GetValue()}, answer.GetLosses()...)}
	}
	request.Tails = s.Tails()
	answer := enginetest.Losses(request, index-blocks)
	return &merge.Block{Index: index, Sums: answer.GetSums(), Squares: answer.GetSumsOfSquares()}
}

func fill(t *testing.T, s *Sums) *riskv1.Result {
	t.Helper()
	for s.Next() < 2*blocks {
		if err := s.Add(next(s)); err != nil {
			t.Fatal(err)
		}
	}
	return result(t, s)
}

func result(t *testing.T, s *Sums) *riskv1.Result {
	t.Helper()
	found, err := s.Result(true)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestPositionsShareTheShortfallAsTheirVariances(t *testing.T) {
	found := fill(t, New(three))
	d := found.GetLossDistribution()
	if found.GetPaths() != blocks*merge.PathsPerBlock || d.GetValue() != 100 || found.GetTotal() != nil {
		t.Errorf("%d scenarios, value %v, total %v", found.GetPaths(), d.GetValue(), found.GetTotal())
	}
	for level, tail := range d.GetTails() {
		sum := 0.0
		for i, position := range found.GetPositions() {
			shortfall := position.GetShortfalls()[level]
			sum += shortfall.GetValue()
			// Of jointly normal losses each adds in proportion to its covariance with the total.
			variance := float64((i + 1) * (i + 1))
			want := variance / math.Sqrt(14) * densityOver(tail.GetConfidenceLevel())
			if far := math.Abs(shortfall.GetValue() - want); far > 4*shortfall.GetStandardError() {
				t.Errorf("%s at %v: %v, want %v", position.GetPositionId(), tail.GetConfidenceLevel(), shortfall, want)
			}
		}
		if want := tail.GetExpectedShortfall().GetValue(); math.Abs(sum-want) > 1e-12*want {
			t.Errorf("at %v the positions add %v, want %v", tail.GetConfidenceLevel(), sum, want)
		}
	}
	if mean := d.GetMean(); math.Abs(mean.GetValue()) > 4*mean.GetStandardError() {
		t.Errorf("mean %v", mean)
	}
	if deviation := d.GetStandardDeviation(); math.Abs(deviation/math.Sqrt(14)-1) > 4/math.Sqrt(2*blocks*4096) {
		t.Errorf("standard deviation %v", deviation)
	}
}

// densityOver is the expected shortfall of a standard normal loss, as in the reference.
func densityOver(level float64) float64 {
	return map[float64]float64{0.9: 1.75498331932487, 0.99: 2.66521422034846}[level]
}

// TestTheErrorOfAShareIsThatOfManyRuns repeats a valuation under other seeds.
func TestTheErrorOfAShareIsThatOfManyRuns(t *testing.T) {
	const times = 60
	squares := make([]float64, 6)
	seed := three.Job.GetSeed()
	defer func() { three.Job.Seed = seed }()
	for i := range uint64(times) {
		three.Job.Seed = 100 + i
		found := fill(t, New(three))
		for p, position := range found.GetPositions() {
			for level, shortfall := range position.GetShortfalls() {
				variance := float64((p + 1) * (p + 1))
				want := variance / math.Sqrt(14) * densityOver(three.ProfitAndLoss.Levels[level])
				z := (shortfall.GetValue() - want) / shortfall.GetStandardError()
				squares[2*p+level] += z * z
			}
		}
	}
	for i, sum := range squares {
		if variance := sum / times; math.Abs(variance-1) > 4*math.Sqrt(2.0/times) {
			t.Errorf("position %d, level %d: variance of the normalised share %v", i/2, i%2, variance)
		}
	}
}

func TestStoringAndResumingAtAnyBlockGivesTheSameLosses(t *testing.T) {
	want := fill(t, New(three))
	for cut := range uint64(2 * blocks) {
		s := New(three)
		for s.Next() < cut {
			if err := s.Add(next(s)); err != nil {
				t.Fatal(err)
			}
		}
		data, err := s.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		restored, err := Restore(three, cut, data)
		if err != nil {
			t.Fatal(err)
		}
		if restored.Next() != cut || !proto.Equal(fill(t, restored), want) {
			t.Fatalf("resumed at block %d: other bits", cut)
		}
	}
}

func TestTheResultSoFarHasNoSharesYet(t *testing.T) {
	s := New(three)
	for range blocks + 1 {
		if err := s.Add(next(s)); err != nil {
			t.Fatal(err)
		}
		if found := result(t, s); len(found.GetPositions()) > 0 || len(found.GetLossDistribution().GetTails()) != 2 {
			t.Fatalf("after %d blocks: %v", s.Next(), found.GetPositions())
		}
	}
}

func TestLossesOutOfOrderOrOfAnotherShapeAreRefused(t *testing.T) {
	s := New(three)
	first := next(s)
	if err := s.Add(&merge.Block{Index: 1, Sums: first.Sums}); !errors.Is(err, merge.ErrOrder) {
		t.Errorf("a gap: %v", err)
	}
	for _, wrong := range []*merge.Block{
		{Sums: first.Sums[1:]},
		{Sums: first.Sums, Squares: first.Sums},
		{Index: blocks, Sums: make([]float64, 17), Squares: make([]float64, 17)},
	} {
		if err := s.Fits(wrong); !errors.Is(err, merge.ErrWidth) {
			t.Errorf("%d sums and %d squares: %v", len(wrong.Sums), len(wrong.Squares), err)
		}
	}
}

func TestDamagedLossesAreRefused(t *testing.T) {
	for _, data := range [][]byte{nil, make([]byte, 9), append([]byte{version}, make([]byte, 8)...)} {
		if _, err := Restore(three, 1, data); err == nil {
			t.Errorf("%d bytes were taken", len(data))
		}
	}
}
