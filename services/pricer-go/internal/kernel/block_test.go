package kernel_test

import (
	"math"
	"slices"
	"sync/atomic"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
)

func TestABlockAllocatesNothing(t *testing.T) {
	for name, of := range withSobol(t) {
		plan := plan(t, of)
		for _, tier := range lanes.Tiers() {
			block := kernel.New(tier, plan)
			sums, squares := make([]float64, plan.Series()), make([]float64, plan.Series())
			var stop atomic.Bool
			if n := testing.AllocsPerRun(10, func() { block.Compute(3, &stop, sums, squares) }); n != 0 {
				t.Errorf("%s, %s: %v allocations a block", name, tier.Name, n)
			}
		}
	}
}

func TestItStopsWhenAsked(t *testing.T) {
	plan := plan(t, jobtest.Every())
	var stop atomic.Bool
	stop.Store(true)
	sums := make([]float64, plan.Series())
	if kernel.New(lanes.Fastest(), plan).Compute(0, &stop, sums, sums) {
		t.Error("it computed the block")
	}
}

func TestAPositionDoesNotDependOnItsNeighboursNorOnTheGreeksAskedFor(t *testing.T) {
	for name, of := range every(t) {
		together := compute(t, lanes.Fastest(), plan(t, of), 5)
		rest, greeks := together.sums[1:], of.GetGreeks()
		for i, position := range of.GetPositions() {
			of.Positions, of.Greeks = []*pricerv1.Position{position}, greeks
			alone := compute(t, lanes.Fastest(), plan(t, of), 5).sums[1:]
			if !slices.Equal(alone, rest[:len(alone)]) {
				t.Errorf("%s: position %d alone is another", name, i)
			}
			of.Greeks = nil
			if alone := compute(t, lanes.Fastest(), plan(t, of), 5); alone.sums[1] != rest[0] {
				t.Errorf("%s: position %d without greeks is another", name, i)
			}
			rest = rest[len(alone):]
		}
		if len(rest) > 0 {
			t.Errorf("%s: %d sums are of no position", name, len(rest))
		}
	}
}

// every is jobs with all that there is.
func every(tb testing.TB) map[string]*pricerv1.Job {
	tb.Helper()
	return map[string]*pricerv1.Job{
		"every":                                 jobtest.Every(),
		"exotics":                               jobtest.Exotics(),
		"every, antithetic":                     jobtest.Antithetic(jobtest.Every()),
		"exotics, antithetic":                   jobtest.Antithetic(jobtest.Exotics()),
		"barriers":                              jobtest.Barriers(),
		"barriers, antithetic":                  jobtest.Antithetic(jobtest.Barriers()),
		"sensitive":                             jobtest.Sensitive(),
		"sensitive, antithetic":                 jobtest.Antithetic(jobtest.Sensitive()),
		"early":                                 prepared(tb, lanes.Fastest(), jobtest.Early()),
		"early, antithetic":                     prepared(tb, lanes.Fastest(), jobtest.Antithetic(jobtest.Early())),
		"moving variances":                      jobtest.MovingVariances(),
		"barriers, of second order":             jobtest.OfSecondOrder(jobtest.Barriers()),
		"barriers, of second order, antithetic": jobtest.OfSecondOrder(jobtest.Antithetic(jobtest.Barriers())),
		"early, of second order":                prepared(tb, lanes.Fastest(), jobtest.OfSecondOrder(jobtest.Early())),
		"early, of second order, antithetic": prepared(tb, lanes.Fastest(),
			jobtest.OfSecondOrder(jobtest.Antithetic(jobtest.Early()))),
		"moving variances, all greeks":             jobtest.MovingWithAllGreeks(),
		"moving variances, all greeks, antithetic": jobtest.Antithetic(jobtest.MovingWithAllGreeks()),
		"moving barriers":                          jobtest.MovingBarriers(),
		"moving barriers, antithetic":              jobtest.Antithetic(jobtest.MovingBarriers()),
		"moving early":                             prepared(tb, lanes.Fastest(), jobtest.MovingEarly()),
		"moving early, antithetic": prepared(tb, lanes.Fastest(),
			jobtest.Antithetic(jobtest.MovingEarly())),
		"controlled":             jobtest.Controlled(jobtest.Sensitive()),
		"controlled, antithetic": jobtest.Controlled(jobtest.Antithetic(jobtest.Sensitive())),
	}
}

func TestHowManyGroupsAreComputedAtATimeDoesNotShow(t *testing.T) {
	// So many distinct quantities that only a few groups fit.
	of := jobtest.Book(1)
	few := compute(t, lanes.Fastest(), plan(t, of), 1)
	of.Times = nil
	for step := range uint32(4000) {
		of.Times = append(of.Times, 0.5+float64(step))
		of.Positions = append(of.Positions, jobtest.European(1, jobtest.Call, 90, step+1))
	}
	many := compute(t, lanes.Fastest(), plan(t, of), 1)
	if few.sums[1] != many.sums[1] || few.squares[1] != many.squares[1] {
		t.Errorf("%v and %v", few.sums[1], many.sums[1])
	}
}

func TestAMarketBeyondAnySenseGivesTheOneNotANumber(t *testing.T) {
	of := jobtest.OneCall()
	of.Times[0], of.Underlyings[0].Volatility, of.Underlyings[0].Spot, of.Rate = 100, 5, 1e12, 1
	of.Schedules = []*pricerv1.Schedule{jobtest.Schedule(1)}
	of.Positions[0] = jobtest.Asian(0, jobtest.Call, jobtest.Geometric, 0, 0)
	of.Underlyings[0].DividendYield = -1
	of.Greeks = jobtest.AllGreeks()
	want := compute(t, lanes.Scalar(), plan(t, of), 0)
	for _, tier := range lanes.Tiers() {
		got := compute(t, tier, plan(t, of), 0)
		for i, sum := range got.sums {
			if math.Float64bits(sum) != math.Float64bits(want.sums[i]) {
				t.Errorf("%s, series %d: %x, want %x", tier.Name, i, math.Float64bits(sum), math.Float64bits(want.sums[i]))
			}
		}
	}
}
