package plan

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

const upIn = riskv1.BarrierOption_KIND_UP_IN

// onMoving is a portfolio of two underlyings, of which the variance of the first moves.
func onMoving(positions ...*riskv1.Position) *riskv1.Portfolio {
	p := portfolio(positions...)
	p.Underlyings[0].Heston = &riskv1.Heston{
		MeanReversion: 2, LongRunVariance: 0.04, VolatilityOfVariance: 0.5, Correlation: -0.7,
	}
	return p
}

// onMany is a portfolio of a basket of so many underlyings, whose variances all move.
func onMany(n int) *riskv1.Portfolio {
	p := onMoving()
	first := p.GetUnderlyings()[0]
	p.Underlyings = nil
	basket := basketOf("b", "A", "B")
	terms := basket.GetInstrument().GetBasket()
	terms.Terms = nil
	for i := range n {
		id := strings.Repeat("u", i+1)
		p.Underlyings = append(p.Underlyings, &riskv1.Underlying{
			Id: id, Spot: first.GetSpot(), Volatility: first.GetVolatility(), Heston: first.GetHeston(),
		})
		terms.Terms = append(terms.Terms, &riskv1.BasketOption_Term{Underlying: id, Weight: 1})
	}
	p.Positions = []*riskv1.Position{basket}
	return p
}

func TestTheEstimatorsWhereAVarianceMoves(t *testing.T) {
	const (
		pathwise   = riskv1.Estimator_ESTIMATOR_PATHWISE
		likelihood = riskv1.Estimator_ESTIMATOR_LIKELIHOOD_RATIO
		common     = riskv1.Estimator_ESTIMATOR_COMMON_RANDOM_NUMBERS
		slope      = riskv1.Estimator_ESTIMATOR_PATHWISE_LIKELIHOOD_RATIO
	)
	type estimators [5]riskv1.Estimator
	for _, c := range []struct {
		position   *riskv1.Position
		underlying string
		want       estimators // of delta, vega, rho, gamma, theta
	}{
		{europeanCall("european", "A", 1), "A", estimators{pathwise, common, pathwise, common, common}},
		{listedAsian("floating", 1), "A", estimators{pathwise, common, pathwise, pathwise, common}},
		{digitalPut("digital", "A"), "A", estimators{likelihood, common, likelihood, likelihood, common}},
		{basketOf("basket", "A", "B"), "A", estimators{pathwise, common, pathwise, common, common}},
		{basketOf("basket", "A", "B"), "B", estimators{pathwise, pathwise, pathwise, common, common}},
		{digitalPut("constant", "B"), "B", estimators{likelihood, likelihood, likelihood, likelihood, likelihood}},
		{upOut("on dates", "A", 1), "A", estimators{likelihood, common, common, likelihood, common}},
		{watched(upOut("watched", "A", 0, 1), upIn), "A", estimators{pathwise, common, pathwise, common, common}},
		{americanPut("early", "A", 0.5, 1), "A", estimators{pathwise, common, pathwise, slope, common}},
	} {
		p, err := New(onMoving(c.position), onePath())
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			greek, to := riskv1.Greek(i+1), c.underlying
			if len(p.Positions[0].To(greek)) == 1 && p.Positions[0].To(greek)[0] == "" {
				to = ""
			}
			if got := p.Positions[0].Estimator(greek, to); got != want {
				t.Errorf("%s, %v to %q: %v, want %v", c.position.GetId(), greek, to, got, want)
			}
		}
	}
}

func onePath(greeks ...riskv1.Greek) *riskv1.ValuationSpec {
	return &riskv1.ValuationSpec{Stop: &riskv1.ValuationSpec_Paths{Paths: 1}, Greeks: greeks}
}

func TestNoStepOfAMovingVarianceIsTooLong(t *testing.T) {
	dates := []float64{0.01, 0.3, 1, 1 + 1.0/64, 2.7}
	p, err := New(onMoving(europeanCall("a", "A", dates[4]), listedAsian("l", dates[:4]...)), onePath())
	if err != nil {
		t.Fatal(err)
	}
	times, start := p.Job.GetTimes(), 0.0
	for i, end := range times {
		if gap := end - start; gap <= 0 || gap > longestStep*(1+1e-9) {
			t.Errorf("step %d is from %v to %v", i+1, start, end)
		}
		start = end
	}
	for i, step := range p.Job.GetSchedules()[0].GetSteps() {
		if times[step-1] != dates[i] {
			t.Errorf("fixing %d is at %v, want %v", i, times[step-1], dates[i])
		}
	}
	if step := p.Job.GetPositions()[0].GetEuropean().GetStep(); times[step-1] != dates[4] || int(step) != len(times) {
		t.Errorf("the expiry is step %d of %d", step, len(times))
	}
	// 1, 10, 23, 1 and 54 of them.
	if len(times) != 89 {
		t.Errorf("%d steps", len(times))
	}
	if sent := p.Job.GetUnderlyings(); sent[0].GetHeston().GetVolatilityOfVariance() != 0.5 || sent[1].GetHeston() != nil {
		t.Errorf("sent %v", sent)
	}
}

func TestStepsAreDividedOnlyWhileAMovingVarianceIsLookedAt(t *testing.T) {
	p, err := New(onMoving(europeanCall("a", "A", 0.25), europeanCall("b", "B", 50)), onePath())
	if err != nil {
		t.Fatal(err)
	}
	if times := p.Job.GetTimes(); len(times) != 9 || times[7] != 0.25 || times[8] != 50 {
		t.Errorf("times %v", times)
	}
	p, err = New(onMoving(europeanCall("b", "B", 50)), onePath())
	if err != nil {
		t.Fatal(err)
	}
	if times := p.Job.GetTimes(); !slices.Equal(times, []float64{50}) {
		t.Errorf("times %v where nobody looks at the variance", times)
	}
}

func TestThePlanWithMovingVariancesIsTheSameEachTime(t *testing.T) {
	build := func() []byte {
		planned, err := New(onMoving(evenAsian("x", 0, 1.3, 7), basketOf("b", "B", "A")), onePath(riskv1.Greek_GREEK_RHO))
		if err != nil {
			t.Fatal(err)
		}
		data, err := proto.MarshalOptions{Deterministic: true}.Marshal(planned.Job)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if !slices.Equal(build(), build()) {
		t.Error("another plan")
	}
}

func TestTheStepsOfMovingVariancesCountAsDates(t *testing.T) {
	long := onMoving(europeanCall("a", "A", 100))
	if found := Check(long, "portfolio."); found != nil {
		t.Errorf("a hundred years: %v", found)
	}
	for name, p := range map[string]*riskv1.Portfolio{
		"dates": onMoving(europeanCall("a", "A", 100), evenAsian("x", 0.1, 33, 1020)),
		"points": func() *riskv1.Portfolio {
			p := onMoving(europeanCall("a", "A", 100))
			for i := range 20 {
				p.Underlyings = append(p.Underlyings, &riskv1.Underlying{
					Id: strings.Repeat("u", i+1), Spot: 1, Volatility: 0.1,
				})
			}
			return p
		}(),
	} {
		found := Check(p, "portfolio.")
		if len(found) != 1 || found[0].Field != "portfolio.positions" ||
			!strings.Contains(found[0].Description, "steps of variances") {
			t.Errorf("%s: %v", name, found)
		}
		for i := range p.GetUnderlyings() {
			p.Underlyings[i].Heston = nil
		}
		if found := Check(p, "portfolio."); found != nil {
			t.Errorf("%s: %v where none moves", name, found)
		}
	}
	Check(onMoving(europeanCall("a", "A", math.NaN()), europeanCall("b", "A", math.Inf(1))), "")
}

func TestABarrierThatIsWatchedWhereAVarianceMovesHasTheStepsOfTheGrid(t *testing.T) {
	// 128 years would be 4,096 steps of 1/32.
	looked := onMoving()
	for i := range MaxLooks / 3200 {
		looked.Positions = append(looked.Positions, watched(upOut(strconv.Itoa(i), "A", 0, 100), upIn))
	}
	if found := Check(looked, ""); found != nil {
		t.Errorf("20 times 3,200 steps: %v", found)
	}
	looked.Positions = append(looked.Positions, watched(upOut("more", "A", 0, 100), upIn))
	if found := Check(looked, ""); len(found) != 1 || found[0].Field != "positions" ||
		!strings.Contains(found[0].Description, "65536 dates") {
		t.Errorf("21 times as many: %v", found)
	}
}

func TestAnEarlyExerciseWhereAVarianceMovesHasTheStepsOfTheGrid(t *testing.T) {
	early := onMoving()
	for i := range MaxExercises / 3200 {
		early.Positions = append(early.Positions, americanPut(strconv.Itoa(i), "A", 50, 100))
	}
	if found := Check(early, ""); found != nil {
		t.Errorf("6 times 3,200 steps: %v", found)
	}
	early.Positions = append(early.Positions, americanPut("more", "A", 100))
	if found := Check(early, ""); len(found) != 1 || found[0].Field != "positions" ||
		!strings.Contains(found[0].Description, "20000 dates") {
		t.Errorf("7 times as many: %v", found)
	}
}

func TestWhatNeedsAConstantVolatilityIsRefused(t *testing.T) {
	delta, vega, theta := riskv1.Greek_GREEK_DELTA, riskv1.Greek_GREEK_VEGA, riskv1.Greek_GREEK_THETA
	certain := onMoving(europeanCall("a", "A", 1), digitalPut("d", "A"))
	certain.GetUnderlyings()[0].GetHeston().Correlation = -1
	onDates := onMoving(upOut("o", "A", 0.5, 1))
	onDates.GetUnderlyings()[0].GetHeston().Correlation = 1
	exercised := onMoving(americanPut("e", "A", 0.5, 1))
	exercised.GetUnderlyings()[0].GetHeston().Correlation = 1
	allTheTime := onMoving(watched(upOut("w", "A", 0, 1), upIn))
	allTheTime.GetUnderlyings()[0].GetHeston().Correlation = 1
	antithetic := onePath(delta, vega)
	antithetic.Antithetic = true
	digital := onMoving(europeanCall("a", "A", 1), digitalPut("d", "A"))
	for _, c := range []struct {
		name      string
		portfolio *riskv1.Portfolio
		spec      *riskv1.ValuationSpec
		field     string
	}{
		{"delta", onMoving(europeanCall("a", "A", 1)), onePath(delta), ""},
		{"all greeks", digital, onePath(delta, vega, riskv1.Greek_GREEK_GAMMA, theta), ""},
		{"vegas of eight", onMany(8), onePath(delta, vega), ""},
		{"vegas of nine", onMany(9), onePath(delta, vega), "greeks[1]"},
		{"deltas of nine", onMany(9), onePath(delta), ""},
		{"antithetic", onMoving(europeanCall("a", "A", 1)), antithetic, ""},
		{"losses", onMoving(europeanCall("a", "A", 1)), lossSpec(), "profit_and_loss"},
		{"digital on what is certain", certain, onePath(theta, delta), "greeks[1]"},
		{"its vega", certain, onePath(vega, theta), ""},
		{"barrier on what is certain", onDates, onePath(vega, riskv1.Greek_GREEK_RHO, delta), "greeks[2]"},
		{"its vega, rho and theta", onDates, onePath(vega, riskv1.Greek_GREEK_RHO, theta), ""},
		{"early exercise", exercised, onePath(delta, riskv1.Greek_GREEK_GAMMA), "greeks[1]"},
		{"its other greeks", exercised, onePath(delta, vega, riskv1.Greek_GREEK_RHO, theta), ""},
		{"watched all the time", allTheTime, onePath(delta, vega, riskv1.Greek_GREEK_GAMMA, theta), ""},
		{"digital, its price", digital, onePath(), ""},
		{"digital on another", onMoving(digitalPut("d", "B")), onePath(delta), ""},
		{"nothing moves", portfolio(digitalPut("d", "A")), onePath(vega), ""},
	} {
		found := CheckSpec(c.portfolio, c.spec, "valuation.spec.")
		if c.field == "" {
			if _, err := New(c.portfolio, c.spec); len(found) > 0 || err != nil {
				t.Errorf("%s: %v, %v", c.name, found, err)
			}
			continue
		}
		if len(found) != 1 || found[0].Field != "valuation.spec."+c.field || found[0].Description == "" {
			t.Errorf("%s: found %v, want %s", c.name, found, c.field)
		}
		if FitsAll(c.spec) {
			t.Errorf("%s is not looked at with its portfolio", c.name)
		}
		if _, err := New(c.portfolio, c.spec); err == nil {
			t.Errorf("%s is planned", c.name)
		}
	}
}
