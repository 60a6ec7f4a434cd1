package loss

import (
	"math"
	"sort"
)

// tail is the worst share 1 - level of a sorted sample.
type tail struct {
	level float64
	// value is the value at risk, low and high are its confidence interval.
	value, low, high float64
	// weight is how many scenarios the tail has, of which those at the value count in part, each by atValue.
	weight, atValue float64
	// shortfall is the mean loss of the tail, spread the variance of its losses.
	shortfall, spread float64
	// band is how many scenarios are in the confidence interval.
	band int
}

// newTail finds the tail of a sample that is sorted in ascending order.
//
// The expected shortfall is the mean of the worst n (1 - a) losses, one of them in part where that is no whole number
// (Acerbi and Tasche, "On the coherence of expected shortfall", Journal of Banking and Finance 26 (2002), 1487-1503).
func newTail(sorted []float64, level float64) tail {
	n := len(sorted)
	k := rank(n, level)
	t := tail{level: level, value: sorted[k-1]}
	low, high := interval(n, level)
	t.low, t.high = sorted[max(low, 1)-1], sorted[min(high, n)-1]
	part := max(float64(k)-float64(level*float64(n)), 0)
	t.weight = float64(n-k) + part
	above := n - after(sorted, t.value)
	t.atValue = (t.weight - float64(above)) / float64(n-above-sort.SearchFloat64s(sorted, t.value))
	t.band = after(sorted, t.high) - sort.SearchFloat64s(sorted, t.low)
	t.shortfall = t.mean(sorted[k:], part, func(loss float64) float64 { return loss })
	t.spread = t.mean(sorted[k:], part, func(loss float64) float64 {
		return (loss - t.shortfall) * (loss - t.shortfall)
	})
	return t
}

// mean is that of a function of the losses beyond the value at risk, and of so much of one at it.
func (t *tail) mean(beyond []float64, part float64, of func(float64) float64) float64 {
	sum := float64(part * of(t.value))
	for _, loss := range beyond {
		sum += of(loss)
	}
	return sum / t.weight
}

// after is how many of a sorted sample are at most x.
func after(sorted []float64, x float64) int {
	return sort.Search(len(sorted), func(i int) bool { return sorted[i] > x })
}

// standardError is the asymptotic one of a mean over the tail: of the losses, or of one position's, whose mean in the
// tail, variance in the tail and mean at the value at risk are given. For the losses themselves it is that of B. J.
// Manistre and G. H. Hancock, "Variance of the CTE estimator", North American Actuarial Journal 9 (2005), 129-156.
// Where the tail begins is an estimate too, which adds the second term.
func (t *tail) standardError(n int, mean, variance, atValue float64) float64 {
	far := mean - atValue
	return math.Sqrt((max(variance, 0) + float64(t.level*float64(far*far))) / float64(float64(n)*(1-t.level)))
}
