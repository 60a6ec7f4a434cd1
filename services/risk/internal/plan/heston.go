package plan

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// longestStep is how long a step may be, in years, while a variance moves. The scheme's error is then lost in the noise
// of ten million paths in the markets that docs/numerics.md tries.
const longestStep = 1.0 / 32

// heston is how an underlying's variance moves; nil where it does not.
func heston(of *riskv1.Underlying) *pricerv1.Heston {
	moving := of.GetHeston()
	if moving == nil {
		return nil
	}
	return &pricerv1.Heston{
		MeanReversion:        moving.GetMeanReversion(),
		LongRunVariance:      moving.GetLongRunVariance(),
		VolatilityOfVariance: moving.GetVolatilityOfVariance(),
		Correlation:          moving.GetCorrelation(),
	}
}

// moving is the ids of the underlyings whose variance moves.
func moving(portfolio *riskv1.Portfolio) map[string]bool {
	ids := map[string]bool{}
	for _, u := range portfolio.GetUnderlyings() {
		if u.GetHeston() != nil {
			ids[u.GetId()] = true
		}
	}
	return ids
}

// lastOf is the last date at which an instrument looks at one of these underlyings; 0 where it looks at none of them.
func lastOf(held instrument, moving map[string]bool) float64 {
	last := 0.0
	if len(moving) == 0 {
		return last
	}
	for _, id := range held.underlyings() {
		if moving[id] {
			for _, date := range held.dates() {
				last = max(last, date)
			}
			break
		}
	}
	return last
}

// parts is how many steps a gap between dates is divided into so that none is too long; never more than one too many.
func parts(gap float64) int {
	switch {
	case !(gap > longestStep):
		return 1
	case !(gap <= MaxDates*longestStep):
		return MaxDates + 1
	}
	n := int(gap / longestStep)
	if float64(float64(n)*longestStep) < gap {
		n++
	}
	return n
}

// refined is ascending dates with more between them, so that no step is too long until that date.
func refined(dates []float64, until float64) []float64 {
	if until == 0 {
		return dates
	}
	var times []float64
	start := 0.0
	for _, end := range dates {
		n := parts(end - start)
		if start >= until {
			n = 1
		}
		for i := 1; i < n; i++ {
			times = append(times, start+float64(float64(i)*(end-start))/float64(n))
		}
		times = append(times, end)
		start = end
	}
	return times
}
