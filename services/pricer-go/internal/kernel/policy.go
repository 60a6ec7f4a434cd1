package kernel

import (
	"math"
	"sync/atomic"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

const (
	// policyPaths are many enough that the policy costs a price less than a thousandth, and few enough that 50 dates
	// take some hundredths of a second.
	policyPaths  = 32_768
	policyGroups = policyPaths / lanes.Width
	// policyGroup is the first group of the first block whose paths are for policies.
	policyGroup = 1 << 40 * groups
	// leastPaths is the least number of paths worth exercising that a policy is made of.
	leastPaths = 64
)

// PolicyBytes is about how many Policy takes: five numbers a path, or where the variance moves two at the beginning of
// each stretch of dates, two at each date of a stretch, and eight.
func PolicyBytes(of *job.Calibration) int {
	numbers := 5
	if of.Moving != nil {
		length := stretch(of)
		numbers = 8 + 2*((len(of.Dates)+length-1)/length+length)
	}
	return numbers * policyPaths * 8
}

// never is the continuation of an option that is not exercised at all.
var never = job.Continuation{math.Inf(1)}

// Policy says when to exercise a Bermudan option, by least squares (F. Longstaff and E. Schwartz, "Valuing American
// Options by Simulation: A Simple Least-Squares Approach", Review of Financial Studies 14 (2001), 113-147), on paths
// that no block has. Of a constant volatility they are made from their ends by the Brownian bridge, so that nothing of
// them need be kept; where the variance moves they are followed from today on. It looks at stop at each date or step,
// and returns false soon after it is set.
func Policy(tier *lanes.Tier, of *job.Calibration, stop *atomic.Bool) (job.Policy, bool) {
	s := &sweep{
		tier: tier, dates: of.Dates, policy: make(job.Policy, len(of.Dates)-1),
		paid: newPaths(), gains: newPaths(), other: newPaths(),
	}
	if of.Moving != nil {
		return s.policy, s.alongVariances(of, stop)
	}
	return s.policy, s.alongBridges(of, stop)
}

// newPaths is a number of each path, 0.
func newPaths() lanes.Chunk { return make(lanes.Chunk, policyGroups) }

// sweep is the options of all paths, from the last date to the first.
type sweep struct {
	tier   *lanes.Tier
	dates  []job.Date
	policy job.Policy
	// paid is what they pay from the present date on, discounted to today.
	paid         lanes.Chunk
	gains, other lanes.Chunk
}

// alongBridges goes from each date to that before it by the Brownian bridge.
func (s *sweep) alongBridges(of *job.Calibration, stop *atomic.Bool) bool {
	motion, price := newPaths(), newPaths()
	for i := len(s.dates) - 1; i >= 0; i-- {
		if stop.Load() {
			return false
		}
		date := &s.dates[i]
		pull, spread := 0.0, math.Sqrt(date.Time)
		if i < len(s.policy) {
			later := s.dates[i+1].Time
			pull, spread = date.Time/later, math.Sqrt(float64(date.Time*(later-date.Time))/later)
		}
		s.tier.Normals(s.other, policyGroup, date.Step, of.Factor, of.Key)
		s.tier.Scale(motion, motion, pull)
		s.tier.AddScaled(motion, s.other, spread)
		s.tier.Price(price, motion, of.Volatility, date.Centre)
		s.at(i, price, nil)
	}
	return true
}

// at finds what holding on is worth at a date, and has the options pay where they are exercised. variance is nil where
// it does not move.
func (s *sweep) at(i int, price, variance lanes.Chunk) {
	date := &s.dates[i]
	right := date.Right
	if i < len(s.policy) {
		s.policy[i] = continuation(date, price, variance, s.paid)
		right = s.policy[i].Of(right)
	}
	clear(s.other)
	if variance == nil {
		s.tier.Gain(s.gains, price, s.other, right)
	} else {
		s.tier.GainByVariance(s.gains, price, variance, s.other, right)
	}
	s.tier.Scale(s.other, s.gains, date.Discount)
	s.tier.Replace(s.paid, s.other, s.gains)
}

// continuation is what holding on is worth at a date, given the prices, the variances where they move, and what the
// options pay from then on.
func continuation(date *job.Date, price, variance, paid lanes.Chunk) job.Continuation {
	var of sums
	n := powersPaid
	if variance == nil {
		var moments moments
		moments.add(date.Right, price, paid)
		of = moments.reduce()
	} else {
		var moments momentsByVariance
		moments.add(date.Right, price, variance, paid)
		of, n = moments.reduce(), functions
	}
	if of.gram[0][0] < leastPaths {
		return never
	}
	fitted := regress(&of, n)
	for i := range fitted {
		fitted[i] /= date.Discount
		if math.IsNaN(fitted[i]) || math.IsInf(fitted[i], 0) {
			return never
		}
	}
	return fitted
}
