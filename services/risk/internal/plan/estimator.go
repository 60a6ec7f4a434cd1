package plan

import (
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// estimatorOf is how the engines estimate a greek of an instrument, to one of its underlyings or to none, given those
// whose variance moves. Those have no vega along a path and no theta, and no density but given the variance, in which
// today's price is with the first date alone, and the rate with each: what is left is the difference of two prices on
// the same random numbers. An early exercise jumps, so its gamma keeps the density of the first date.
func estimatorOf(held instrument, moving map[string]bool) func(riskv1.Greek, string) riskv1.Estimator {
	moves := slices.ContainsFunc(held.underlyings(), func(id string) bool { return moving[id] })
	_, several := held.(barrier)
	_, exercised := held.(american)
	return func(greek riskv1.Greek, underlying string) riskv1.Estimator {
		estimator := held.estimator(greek)
		if !moves {
			return estimator
		}
		if greek == riskv1.Greek_GREEK_THETA || greek == riskv1.Greek_GREEK_VEGA && moving[underlying] ||
			!exercised && estimator == riskv1.Estimator_ESTIMATOR_PATHWISE_LIKELIHOOD_RATIO ||
			greek == riskv1.Greek_GREEK_RHO && several && estimator == riskv1.Estimator_ESTIMATOR_LIKELIHOOD_RATIO {
			return riskv1.Estimator_ESTIMATOR_COMMON_RANDOM_NUMBERS
		}
		return estimator
	}
}
