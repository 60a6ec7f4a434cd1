package estimate

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
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
	total, err := Total(sums, &plan.Plan{})
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
	total, err := Total(sums, &plan.Plan{})
	if err != nil {
		t.Fatal(err)
	}
	if se := total.GetStandardError(); !(se >= 0 && se < 1e-9) {
		t.Errorf("standard error %v, want about 0", se)
	}
}

func TestTheStandardErrorOfSobolPointsIsOfTheSpreadOfBlocks(t *testing.T) {
	planned := &plan.Plan{
		Job:       &pricerv1.Job{Sampling: pricerv1.Sampling_SAMPLING_SOBOL},
		Positions: []plan.Position{{ID: "a"}},
	}
	prices := NewPrices(planned)
	for index, mean := range []float64{10, 13, 10, 11} {
		block := &merge.Block{
			Index: uint64(index), Sums: []float64{2 * mean, mean}, Squares: []float64{4 * mean * mean, mean * mean},
		}
		if err := prices.Add(block); err != nil {
			t.Fatal(err)
		}
		if index > 0 {
			continue
		}
		if result, err := prices.Result(true); result != nil || err != nil {
			t.Errorf("of one block: %v, %v", result, err)
		}
	}
	result, err := prices.Result(true)
	if err != nil {
		t.Fatal(err)
	}
	// The squared deviations from 11 are 1, 4, 1, 0.
	total, price := result.GetTotal(), result.GetPositions()[0].GetPrice()
	if total.GetValue() != 22 || math.Abs(total.GetStandardError()-math.Sqrt2) > 1e-12 {
		t.Errorf("total %v", total)
	}
	if price.GetValue() != 11 || math.Abs(price.GetStandardError()-math.Sqrt2/2) > 1e-12 {
		t.Errorf("price %v", price)
	}
	if result.GetPaths() != 4*merge.PathsPerBlock {
		t.Errorf("%d paths", result.GetPaths())
	}
}

func always(estimator riskv1.Estimator) func(riskv1.Greek, string) riskv1.Estimator {
	return func(riskv1.Greek, string) riskv1.Estimator { return estimator }
}

func TestEstimatesAreInTheOrderOfTheContract(t *testing.T) {
	p := &plan.Plan{
		Positions: []plan.Position{
			{ID: "a", Underlyings: []string{"X"}, Estimator: always(riskv1.Estimator_ESTIMATOR_LIKELIHOOD_RATIO)},
			{ID: "b", Underlyings: []string{"Y", "X"}, Estimator: always(riskv1.Estimator_ESTIMATOR_PATHWISE)},
		},
		Greeks: []riskv1.Greek{riskv1.Greek_GREEK_VEGA, riskv1.Greek_GREEK_RHO, riskv1.Greek_GREEK_DELTA},
	}
	values := make([]float64, p.Width())
	for i := range values {
		values[i] = float64(i)
	}
	list, err := Positions(accumulate(t, 1, func() []float64 { return values }), p)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, position := range list {
		told = append(told, fmt.Sprintf("%s %v", position.GetPositionId(), position.GetPrice().GetValue()))
		for _, g := range position.GetGreeks() {
			told = append(told, fmt.Sprintf("%v to %q %v %v",
				g.GetGreek(), g.GetUnderlying(), g.GetEstimate().GetValue(), g.GetEstimator()))
		}
	}
	want := []string{
		"a 1",
		`GREEK_VEGA to "X" 2 ESTIMATOR_LIKELIHOOD_RATIO`,
		`GREEK_RHO to "" 3 ESTIMATOR_LIKELIHOOD_RATIO`,
		`GREEK_DELTA to "X" 4 ESTIMATOR_LIKELIHOOD_RATIO`,
		"b 5",
		`GREEK_VEGA to "Y" 6 ESTIMATOR_PATHWISE`,
		`GREEK_VEGA to "X" 7 ESTIMATOR_PATHWISE`,
		`GREEK_RHO to "" 8 ESTIMATOR_PATHWISE`,
		`GREEK_DELTA to "Y" 9 ESTIMATOR_PATHWISE`,
		`GREEK_DELTA to "X" 10 ESTIMATOR_PATHWISE`,
	}
	if !slices.Equal(told, want) {
		t.Errorf("got %q, want %q", told, want)
	}
}

func TestOverflowIsNamedNotReturnedAsInfinity(t *testing.T) {
	sums := accumulate(t, 1, func() []float64 { return []float64{1, 1e200} })
	if _, err := Total(sums, &plan.Plan{}); err != nil {
		t.Errorf("total: %v", err)
	}
	_, err := Positions(sums, &plan.Plan{Positions: []plan.Position{{ID: "huge"}}})
	if !errors.Is(err, ErrOverflow) {
		t.Errorf("got %v, want an overflow", err)
	}
}
