package loss

import (
	"math"
	"slices"
)

// rank is that of the lower quantile among n: the least k for which k / n >= a. A quotient is rounded as the level was
// when it was written down, a product is not.
func rank(n int, a float64) int {
	k := int(math.Floor(float64(a * float64(n))))
	for k < n && float64(k)/float64(n) < a {
		k++
	}
	for k > 1 && float64(k-1)/float64(n) >= a {
		k--
	}
	return max(k, 1)
}

// coverage is that of the confidence interval of a quantile.
const coverage = 0.95

// interval is the ranks low <= high of the two order statistics between which the quantile of level a is with at least
// the coverage, half of the rest on either side at most. low of 0 and high of n + 1 are beyond the sample.
//
// How many of n are at most the quantile is binomial, so P(x_(low) > quantile) is the probability of less than low, and
// P(x_(high) < quantile) that of high or more, if the distribution has no atoms; with atoms the coverage is larger.
// David and Nagaraja, "Order Statistics", 3rd ed., 2003, section 7.1.
func interval(n int, a float64) (low, high int) {
	first, weights := binomial(n, a)
	const outside = (1 - coverage) / 2
	below := 0.0
	low = first
	for i, w := range weights {
		if below+w > outside {
			break
		}
		below += w
		low = first + i + 1
	}
	above := 0.0
	high = first + len(weights)
	for i, w := range slices.Backward(weights) {
		if above+w > outside {
			break
		}
		above += w
		high = first + i
	}
	return low, high
}

// negligible is what a probability may be relative to the greatest to be left out.
const negligible = 1e-20

// binomial is the probabilities of first, first + 1 and so on successes in n trials, by their ratios from the likeliest
// on; what is left out is negligible.
func binomial(n int, a float64) (first int, probabilities []float64) {
	odds := a / (1 - a)
	mode := min(int(float64(a*float64(n+1))), n)
	probabilities = []float64{1}
	for k, p := mode, 1.0; k > 0 && p > negligible; k-- {
		p *= float64(k) / (float64(n-k+1) * odds)
		probabilities = append(probabilities, p)
	}
	slices.Reverse(probabilities)
	first = mode + 1 - len(probabilities)
	for k, p := mode, 1.0; k < n && p > negligible; k++ {
		p *= float64(n-k) * odds / float64(k+1)
		probabilities = append(probabilities, p)
	}
	sum := 0.0
	for _, p := range probabilities {
		sum += p
	}
	for i := range probabilities {
		probabilities[i] /= sum
	}
	return first, probabilities
}
