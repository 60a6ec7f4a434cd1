// Package job turns a job as it comes over the wire into a plan that a kernel can run.
//
// What positions share is found once: a price at a step, or an average over a schedule, that ten thousand positions
// refer to is one Quantity, computed once a path. What nobody refers to (a factor, a step after the last expiry, an
// exponential) is not computed.
package job

import (
	"slices"
	"unsafe"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// Plan is a job, compiled.
//
// A path's readings are added up in slots, numbers of the path. A quantity is what a payoff refers to (a price or an
// average) and its derivatives, each in a slot of its own once the finishes have been applied.
type Plan struct {
	// Key is that of the random numbers.
	Key lanes.Key
	// Underlyings is how many the job has.
	Underlyings int
	// Walk is how they move.
	Walk Walk
	// Initial is what each slot holds at step 0.
	Initial []float64
	// Finishes turn sums into averages.
	Finishes []Finish
	// Claims are what is valued, in the job's order.
	Claims []Claim
	// Greeks are the sensitivities asked for, in the job's order.
	Greeks []Greek
	// VegaSlot and RhoSlot are how far the slots of a quantity's derivatives are from that of its value; 0 where nobody
	// asked for them.
	VegaSlot, RhoSlot int
}

// Quantity is the slot of a quantity's value. Those of its derivatives follow, of those that are asked for.
type Quantity int

// Finish is applied to slots at the end of a path.
type Finish struct {
	// Geometric turns a slot's sum of W into the geometric average and its derivatives. Otherwise the slot and those of
	// its derivatives are multiplied by Factor.
	Geometric bool
	// Quantity is whose slots they are.
	Quantity Quantity
	// Factor is one over the number of fixings.
	Factor float64
	// Volatility is the underlying's.
	Volatility float64
	// Centre is the mean of log S less volatility times the mean of W.
	Centre float64
	// MeanTime is that of the fixings in years.
	MeanTime float64
	// VegaCentre is volatility times the mean time.
	VegaCentre float64
}

// Claim is a position: it pays max(sign (long - strike), 0) at expiry.
type Claim struct {
	// Quantity is the weight in the total.
	Quantity float64
	// Sign is 1 for a call, -1 for a put.
	Sign float64
	// Discount is exp(-rate expiry).
	Discount float64
	// Expiry is when it pays, in years.
	Expiry float64
	// Spot is today's price of the underlying.
	Spot float64
	// Long is what is received.
	Long Quantity
	// Strike is what is given for it; Floating, where it is not negative, is the quantity of the path that is given
	// instead.
	Strike   float64
	Floating Quantity
}

// fixed is the Floating of a claim with a strike.
const fixed Quantity = -1

// Greek is a sensitivity.
type Greek int

// The sensitivities.
const (
	Delta Greek = iota + 1
	Vega
	Rho
)

// Series is how many sums a block has: the total, then each claim's price and greeks.
func (p *Plan) Series() int { return 1 + len(p.Claims)*(1+len(p.Greeks)) }

// Bytes is about how many the plan itself takes.
func (p *Plan) Bytes() int {
	w := &p.Walk
	return size(p.Claims) + size(p.Initial) + size(p.Finishes) + size(w.RootLengths) + size(w.Factors) +
		size(w.Movers) + size(w.Loadings) + size(w.Observations) + size(w.PriceSlots) + size(w.MotionSlots)
}

// ResultBytes is how many a block's sums take.
func (p *Plan) ResultBytes() int { return 2 * p.Series() * int(unsafe.Sizeof(float64(0))) }

// Asks says whether the greek is among those asked for.
func (p *Plan) Asks(greek Greek) bool { return slices.Contains(p.Greeks, greek) }

func size[T any](list []T) int {
	var one T
	return len(list) * int(unsafe.Sizeof(one))
}
