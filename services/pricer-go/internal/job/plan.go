// Package job turns a job as it comes over the wire into a plan that a kernel can run.
//
// What positions share is found once: a price at a step, or an average over a schedule, that ten thousand positions
// refer to is one Quantity, computed once a path; so is whether a barrier has been met. What nobody refers to (a
// factor, a step after the last expiry, an exponential) is not computed.
package job

import (
	"slices"
	"unsafe"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// Plan is a job, compiled.
//
// A path's readings are gathered in slots, numbers of the path. A quantity is what a payoff refers to (a price, an
// average, an extreme or a basket) and its derivatives, each in a slot of its own once the finishes have been applied.
type Plan struct {
	// Key is that of the random numbers.
	Key lanes.Key
	// Underlyings is how many the job has.
	Underlyings int
	// Walk is how they move.
	Walk Walk
	// Initial is what each slot holds at step 0.
	Initial []float64
	// Finishes turn sums into averages and prices into baskets.
	Finishes []Finish
	// Terms are what is in the baskets, of all of them.
	Terms []Term
	// Claims are what is valued, in the job's order.
	Claims []Claim
	// Greeks are the sensitivities asked for, in the job's order.
	Greeks []Greek
	// Differences are the series whose samples are differences between worlds, in their order. Each has a row of
	// numbers, one a sample.
	Differences []int
	// Worlds are plans of the same random numbers, each of a job of which one thing was moved. They have shares alone.
	Worlds []*Plan
	// Shares are what is added to the rows of the plan that this is a world of, or that it is.
	Shares []Share
	// VegaSlot and RhoSlot are how far the slots of a quantity's derivatives are from that of its value; 0 where nobody
	// asked for them.
	VegaSlot, RhoSlot int
	// Antithetic says that a sample is the mean of two paths, of which one has the other's normals with the signs
	// changed.
	Antithetic bool
	// Tracks make paths of Sobol points; nil where they are of pseudo-random numbers.
	Tracks *Tracks
}

// Share is a claim whose worth, times its quantity, is added to a row.
type Share struct {
	Claim
	// Row is which.
	Row int
}

// Quantity is the slot of a quantity's value. Those of its derivatives follow, of those that are asked for.
type Quantity int

// Greek is a sensitivity.
type Greek int

// The sensitivities.
const (
	Delta Greek = iota + 1
	Vega
	Rho
	Gamma
	Theta
)

// Bump is by how much of itself a spot is moved, up and down, where a gamma is of common random numbers.
const Bump = 1.0 / 128

// Greeks are some of them.
type Greeks uint8

// With is these and another.
func (g Greeks) With(greek Greek) Greeks { return g | 1<<greek }

// Has says whether it is among them.
func (g Greeks) Has(greek Greek) bool { return g&(1<<greek) != 0 }

// partial is whether each underlying of a claim has its own.
func (g Greek) partial() bool { return g == Delta || g == Vega || g == Gamma }

// Series is how many sums a block has: the total, then each claim's price and greeks, those to an underlying for each
// of them.
func (p *Plan) Series() int {
	series := 1
	for i := range p.Claims {
		series++
		for _, greek := range p.Greeks {
			if greek.partial() {
				series += p.Claims[i].Underlyings()
			} else {
				series++
			}
		}
	}
	return series
}

// Sides is how many paths a sample is the mean of.
func (p *Plan) Sides() int {
	if p.Antithetic {
		return 2
	}
	return 1
}

// TermsOf are those within a span.
func (p *Plan) TermsOf(span Span) []Term { return of(span, p.Terms) }

// Bytes is about how many the plan itself takes.
func (p *Plan) Bytes() int {
	w := &p.Walk
	worlds := size(p.Differences) + size(p.Shares)
	for _, world := range p.Worlds {
		worlds += world.Bytes()
	}
	return worlds + size(p.Claims) + size(p.Initial) + size(p.Finishes) + size(p.Terms) + size(w.RootLengths) +
		size(w.Factors) + size(w.Movers) + size(w.Loadings) + size(w.VarianceSteps) + size(w.Observations) +
		size(w.PriceSlots) + size(w.MotionSlots) + size(w.HighestSlots) + size(w.LowestSlots) + size(w.Looks) +
		size(w.Bridges) + size(w.Exercises) + size(w.Densities) + p.Tracks.bytes()
}

// ResultBytes is how many a block's sums take.
func (p *Plan) ResultBytes() int { return 2 * p.Series() * int(unsafe.Sizeof(float64(0))) }

// Asks says whether the greek is among those asked for.
func (p *Plan) Asks(greek Greek) bool { return slices.Contains(p.Greeks, greek) }

func size[T any](list []T) int {
	var one T
	return len(list) * int(unsafe.Sizeof(one))
}
