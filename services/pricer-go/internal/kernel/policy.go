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
	// PolicyBytes is about how many Policy takes: five numbers a path.
	PolicyBytes = 5 * policyPaths * 8
)

// never is the continuation of an option that is not exercised at all.
var never = [powersPaid]float64{math.Inf(1)}

// Policy says when to exercise a Bermudan option, by least squares (F. Longstaff and E. Schwartz, "Valuing American
// Options by Simulation: A Simple Least-Squares Approach", Review of Financial Studies 14 (2001), 113-147), on paths
// that no block has. They are made from their ends by the Brownian bridge, so that nothing of them need be kept. It
// looks at stop at each date, and returns false soon after it is set.
func Policy(tier *lanes.Tier, of *job.Calibration, stop *atomic.Bool) (job.Policy, bool) {
	numbers := make(lanes.Chunk, 5*policyGroups)
	next := func() (chunk lanes.Chunk) {
		chunk, numbers = numbers[:policyGroups:policyGroups], numbers[policyGroups:]
		return chunk
	}
	motion, price, paid, gains, other := next(), next(), next(), next(), next()
	policy := make(job.Policy, len(of.Dates)-1)
	for i := len(of.Dates) - 1; i >= 0; i-- {
		if stop.Load() {
			return nil, false
		}
		date := of.Dates[i]
		pull, spread := 0.0, math.Sqrt(date.Time)
		if i < len(policy) {
			later := of.Dates[i+1].Time
			pull, spread = date.Time/later, math.Sqrt(float64(date.Time*(later-date.Time))/later)
		}
		tier.Normals(other, policyGroup, date.Step, of.Factor, of.Key)
		tier.Scale(motion, pull)
		tier.AddScaled(motion, other, spread)
		tier.Price(price, motion, of.Volatility, date.Centre)
		if i < len(policy) {
			policy[i] = continuation(&date, price, paid)
			date.Right.Continuation = policy[i]
		}
		clear(other)
		tier.Gain(gains, price, other, date.Right)
		copy(other, gains)
		tier.Scale(other, date.Discount)
		tier.Replace(paid, other, gains)
	}
	return policy, true
}

// continuation is what holding on is worth at a date, given the prices and what the options pay from then on.
func continuation(date *job.Date, price, paid lanes.Chunk) [powersPaid]float64 {
	var moments moments
	moments.add(date.Right, price, paid)
	powers, products := moments.reduce()
	if powers[0] < leastPaths {
		return never
	}
	fitted := regress(powers, products)
	for i := range fitted {
		fitted[i] /= date.Discount
		if math.IsNaN(fitted[i]) || math.IsInf(fitted[i], 0) {
			return never
		}
	}
	return fitted
}
