package job

import "workspace.internal/services/pricer-go/internal/lanes"

// Walk is how the underlyings move through the steps of the grid, and what is read off on the way.
type Walk struct {
	// RootLengths is the square root of each step's length; the entry of step i is at i - 1.
	RootLengths []float64
	// Phases are consecutive steps in which the same underlyings move.
	Phases []Phase
	// Factors are those to draw, of all phases.
	Factors []int
	// Movers are the underlyings to move, of all phases.
	Movers []Mover
	// Loadings are the rows of the correlation factor without their zeros, of all underlyings.
	Loadings []Loading
	// Variances is how many of them move, VarianceSteps are their steps, of one after the other.
	Variances     int
	VarianceSteps []lanes.VarianceStep
	// Noises is how many of those have the noise of their price summed up, for a Density.
	Noises int
	// Observations are what is read, in the order of the steps.
	Observations []Observation
	// PriceSlots are the value's slots of the quantities that a price is added to, of all observations.
	PriceSlots []int
	// MotionSlots are the slots that W is added to, of all observations.
	MotionSlots []int
	// HighestSlots and LowestSlots are the value's slots of the quantities that a higher or a lower price replaces, of
	// all observations.
	HighestSlots, LowestSlots []int
	// Looks are at the barriers that are watched step by step, Bridges those that are watched all the time, of all
	// observations.
	Looks   []Look
	Bridges []Bridge
	// Exercises are where Bermudan claims may be exercised, of all observations.
	Exercises []Exercise
	// Densities are where the score of a price is read whose variance moves, of all observations.
	Densities []Density
}

// Phase is consecutive steps in which the same underlyings move: those that are still observed at the last of them or
// later.
type Phase struct {
	// Steps are the first and the one after the last.
	Steps Span
	// Factors are within Walk.Factors.
	Factors Span
	// Movers are within Walk.Movers.
	Movers Span
}

// Mover is an underlying that moves.
type Mover struct {
	// Underlying is which.
	Underlying int
	// Loadings are within Walk.Loadings.
	Loadings Span
	// Variance is how its variance moves; nil where it does not.
	Variance *Variance
}

// Loading is an entry of the correlation factor: how much of a factor is in an underlying's normal.
type Loading struct {
	// Factor is which.
	Factor int
	// Weight is how much of it.
	Weight float64
}

// Observation is one underlying at one step. With W its Brownian motion, its price is S = exp(volatility W + centre).
// Where its variance moves, W is the logarithm of the price over its forward, and for the formulas the volatility is 1
// and its square 0.
type Observation struct {
	// Step is when, 1 or later.
	Step int
	// Underlying is which.
	Underlying int
	// Volatility is the underlying's.
	Volatility float64
	// Centre is log(spot) + (rate - dividend yield - volatility^2 / 2) t.
	Centre float64
	// Time is the time t of the step in years.
	Time float64
	// VegaCentre is volatility t: the vega of the price is S (W - volatility t).
	VegaCentre float64
	// Variance is the row of its variance; none where that does not move.
	Variance int
	// Prices are within Walk.PriceSlots.
	Prices Span
	// Fresh is that there is one such slot, and that it has 0 until then: it takes the price as it is.
	Fresh bool
	// Motions are within Walk.MotionSlots.
	Motions Span
	// Highest are within Walk.HighestSlots, Lowest within Walk.LowestSlots.
	Highest, Lowest Span
	// Looks are within Walk.Looks, Bridges within Walk.Bridges.
	Looks, Bridges Span
	// Exercises are within Walk.Exercises.
	Exercises Span
	// Densities are within Walk.Densities.
	Densities Span
}

// Exercise is a step at which the holder of a Bermudan claim may exercise it, on the price of the observation.
type Exercise struct {
	// Paid is the slot of what has been paid, discounted: positive once the claim is exercised. Those of the greeks
	// that are asked for follow, in their order.
	Paid int
	// Right is what is exercised, and where.
	Right lanes.Right
	// Discount is exp(-rate t), Spot today's price, Rate the risk-free rate per year.
	Discount, Spot, Rate float64
	// Fall is from the first of its steps on; its motion is none where neither gamma nor theta is asked for, and where
	// the variance moves.
	Fall Fall
	// Opening is the slot of that step's W, or where the variance moves of the score of its Density. Score is what the
	// logarithm of the density of that step's price changes with by the spot, and the spot in the delta: the
	// coefficients of 1 and of what is in the slot, and 0.
	Opening int
	Score   [3]float64
}

// Density is where the score of a price is read whose variance moves. Given the path of its variance, the logarithm of
// the price is normal: with e the part that is not known then and s its variance, n = e / s and i = 1 / s.
type Density struct {
	// Row is that of e and s among those that are summed up.
	Row int
	// Score is the slot for n, Bend the one for n^2 - i - n.
	Score, Bend int
}

// Span is the indices from First up to, and without, End.
type Span struct{ First, End int }

// of is the part of a list that a span names.
func of[T any](span Span, list []T) []T { return list[span.First:span.End] }

// FactorsOf are those to draw in each step of a phase.
func (w *Walk) FactorsOf(phase *Phase) []int { return of(phase.Factors, w.Factors) }

// MoversOf are those that move in each step of a phase.
func (w *Walk) MoversOf(phase *Phase) []Mover { return of(phase.Movers, w.Movers) }

// LoadingsOf is the row of an underlying.
func (w *Walk) LoadingsOf(mover *Mover) []Loading { return of(mover.Loadings, w.Loadings) }

// VarianceStepsOf are those of a variance; step 1 is the first.
func (w *Walk) VarianceStepsOf(variance *Variance) []lanes.VarianceStep {
	return of(variance.Steps, w.VarianceSteps)
}

// PriceSlotsOf are those that the observed price is added to.
func (w *Walk) PriceSlotsOf(observation *Observation) []int {
	return of(observation.Prices, w.PriceSlots)
}

// HighestSlotsOf are those that the observed price replaces where it is higher.
func (w *Walk) HighestSlotsOf(observation *Observation) []int {
	return of(observation.Highest, w.HighestSlots)
}

// ExercisesOf are what may be exercised on the observed price.
func (w *Walk) ExercisesOf(observation *Observation) []Exercise {
	return of(observation.Exercises, w.Exercises)
}

// LowestSlotsOf are those that the observed price replaces where it is lower.
func (w *Walk) LowestSlotsOf(observation *Observation) []int {
	return of(observation.Lowest, w.LowestSlots)
}

// DensitiesOf are those that are read.
func (w *Walk) DensitiesOf(observation *Observation) []Density {
	return of(observation.Densities, w.Densities)
}

// MotionSlotsOf are those that the observed W is added to.
func (w *Walk) MotionSlotsOf(observation *Observation) []int {
	return of(observation.Motions, w.MotionSlots)
}

// LooksOf are those at barriers that are watched step by step.
func (w *Walk) LooksOf(observation *Observation) []Look { return of(observation.Looks, w.Looks) }

// BridgesOf are those of barriers that are watched all the time.
func (w *Walk) BridgesOf(observation *Observation) []Bridge {
	return of(observation.Bridges, w.Bridges)
}
