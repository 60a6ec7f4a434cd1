package job

import (
	"cmp"
	"maps"
	"math"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

const (
	// Stretch is by how much of themselves volatilities and times are moved, up and down.
	Stretch = 1.0 / 64
	// leastBump is the least part of itself that a spot is moved by, however near a barrier is.
	leastBump = 0x1p-20
)

// parameter is what is different in a world.
type parameter int

// What may be.
const (
	ofSpots parameter = iota
	ofVolatilities
	ofTimes
	ofFirstStep
	ofRate
)

// move is how a world differs from the job's. A position's do not depend on what else is in the job.
type move struct {
	what parameter
	// by is the part of itself that the parameter is moved by, up; the rate by so much per year.
	by float64
	// underlying is whose volatility it is; every of all.
	underlying int
}

// every underlying.
const every = -1

// spots are moved by that part of themselves.
func spots(by float64) move { return move{ofSpots, by, every} }

// volatility is that of an underlying whose variance moves, or of every one.
func volatility(underlying int) move { return move{ofVolatilities, Stretch, underlying} }

// rate is moved by so much per year.
func rate(by float64) move { return move{ofRate, by, every} }

var (
	// allTimes is for what looks at one date alone: it moves all dates by that part of themselves.
	allTimes = move{ofTimes, Stretch, every}
	// firstStep is for the others: it moves all dates by that part of the first step.
	firstStep = move{ofFirstStep, Stretch, every}
)

// world is a job of which one thing was moved, and where the worth of its positions goes. Their quantities are the
// weights.
type world struct {
	job  *pricerv1.Job
	rows []int
}

// worlds are those that a job needs, each move's up and down.
type worlds struct {
	job   *pricerv1.Job
	known map[move]*[2]world
}

// bump is by how much of itself the spot is moved for an option with a barrier: so little that it stays on its side,
// for the price is another function on the other.
func bump(spot, level float64) float64 {
	bump, distance := Bump, math.Abs(lanes.Log(spot)-lanes.Log(level))
	for bump > leastBump && distance < bump+bump {
		bump *= 0.5
	}
	return bump
}

// add has a position's worth in the two worlds of a move, times these weights, added to a row.
func (w *worlds) add(at move, position *pricerv1.Position, row int, up, down float64) {
	pair, ok := w.known[at]
	if !ok {
		pair = &[2]world{{job: w.moved(at, at.by)}, {job: w.moved(at, -at.by)}}
		w.known[at] = pair
	}
	for side, weight := range []float64{up, down} {
		world := &pair[side]
		world.job.Positions = append(world.job.Positions,
			&pricerv1.Position{Quantity: weight, Payoff: position.GetPayoff()})
		world.rows = append(world.rows, row)
	}
}

// moved is the job without positions and greeks, and with what is moved.
func (w *worlds) moved(at move, by float64) *pricerv1.Job {
	job := &pricerv1.Job{
		Seed: w.job.GetSeed(), Times: w.job.GetTimes(), Rate: w.job.GetRate(),
		CorrelationFactor: w.job.GetCorrelationFactor(), Schedules: w.job.GetSchedules(),
		Antithetic: w.job.GetAntithetic(),
	}
	switch at.what {
	case ofTimes, ofFirstStep:
		job.Underlyings = w.job.GetUnderlyings()
		job.Times = slices.Clone(job.GetTimes())
		for i, time := range job.GetTimes() {
			stretched := time
			if at.what == ofFirstStep {
				stretched = w.job.GetTimes()[0]
			}
			job.Times[i] = math.FMA(by, stretched, time)
		}
		return job
	case ofRate:
		job.Underlyings = w.job.GetUnderlyings()
		job.Rate += by
		return job
	case ofSpots, ofVolatilities:
	}
	for i, of := range w.job.GetUnderlyings() {
		spot, volatility := of.GetSpot(), of.GetVolatility()
		switch {
		case at.what == ofSpots:
			spot = math.FMA(by, spot, spot)
		case of.GetHeston() != nil && (at.underlying == every || at.underlying == i):
			volatility = math.FMA(by, volatility, volatility)
		}
		job.Underlyings = append(job.Underlyings, &pricerv1.Underlying{
			Spot: spot, DividendYield: of.GetDividendYield(), Volatility: volatility, Heston: of.GetHeston(),
		})
	}
	return job
}

// compile compiles them, by what is moved, by how much and of which underlying, up before down.
func (w *worlds) compile() []*Plan {
	order := slices.SortedFunc(maps.Keys(w.known), func(a, b move) int {
		return cmp.Or(cmp.Compare(a.what, b.what), cmp.Compare(a.by, b.by), cmp.Compare(a.underlying, b.underlying))
	})
	plans := make([]*Plan, 0, 2*len(order))
	for _, at := range order {
		for _, of := range w.known[at] {
			plan := compile(of.job)
			for i, row := range of.rows {
				plan.Shares = append(plan.Shares, Share{Claim: plan.Claims[i], Row: row})
			}
			plan.Claims = nil
			plans = append(plans, plan)
		}
	}
	return plans
}
