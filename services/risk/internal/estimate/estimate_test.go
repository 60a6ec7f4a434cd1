package estimate

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

func accumulate(t *testing.T, blocks int, draw func() []float64) *merge.Accumulator {
	t.Helper()
	sums := merge.NewAccumulator(len(draw()))
	for index := range blocks {
		block := &merge.Block{
			Index: uint64(index), Sums: make([]float64, sums.Width()), Squares: make([]float64, sums.Width()),
		}
		for range merge.PathsPerBlock {
			for i, x := range draw() {
				block.Sums[i] += x
				block.Squares[i] += x * x
			}
		}
		if err := sums.Add(block); err != nil {
			t.Fatal(err)
		}
	}
	return sums
}

func TestStandardErrorIsThatOfTheSampleMean(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	sums := accumulate(t, 64, func() []float64 { return []float64{10 + 3*rng.NormFloat64()} })
	total, err := Total(sums)
	if err != nil {
		t.Fatal(err)
	}
	want := 3 / math.Sqrt(float64(sums.Paths()))
	if math.Abs(total.GetStandardError()/want-1) > 0.02 {
		t.Errorf("standard error %v, want about %v", total.GetStandardError(), want)
	}
	if math.Abs(total.GetValue()-10) > 5*want {
		t.Errorf("mean %v is more than five standard errors away from 10", total.GetValue())
	}
}

func TestConstantPayoffHasNoStandardErrorAndNoNaN(t *testing.T) {
	sums := accumulate(t, 3, func() []float64 { return []float64{0.1} })
	total, err := Total(sums)
	if err != nil {
		t.Fatal(err)
	}
	if se := total.GetStandardError(); !(se >= 0 && se < 1e-9) {
		t.Errorf("standard error %v, want about 0", se)
	}
}

func TestEstimatesAreInTheOrderOfTheContract(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5, 6, 7}
	sums := accumulate(t, 1, func() []float64 { return values })
	list, err := Positions(sums, &plan.Plan{
		PositionIDs: []string{"a", "b"},
		Greeks:      []riskv1.Greek{riskv1.Greek_GREEK_VEGA, riskv1.Greek_GREEK_DELTA},
	})
	if err != nil {
		t.Fatal(err)
	}
	second := list[1]
	if second.GetPositionId() != "b" || second.GetPrice().GetValue() != 5 ||
		second.GetGreeks()[0].GetGreek() != riskv1.Greek_GREEK_VEGA ||
		second.GetGreeks()[0].GetEstimate().GetValue() != 6 ||
		second.GetGreeks()[1].GetEstimate().GetValue() != 7 {
		t.Errorf("second position: %v", second)
	}
}

func TestOverflowIsNamedNotReturnedAsInfinity(t *testing.T) {
	sums := accumulate(t, 1, func() []float64 { return []float64{1, 1e200} })
	if _, err := Total(sums); err != nil {
		t.Errorf("total: %v", err)
	}
	_, err := Positions(sums, &plan.Plan{PositionIDs: []string{"huge"}})
	if !errors.Is(err, ErrOverflow) {
		t.Errorf("got %v, want an overflow", err)
	}
}
