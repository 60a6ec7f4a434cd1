package loss

import (
	"math"
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/estimate"
)

// bins is how many the histogram has.
const bins = 60

// distribution is what a sample of losses says.
type distribution struct {
	message *riskv1.LossDistribution
	tails   []tail
}

// newDistribution is that of losses in the order of their scenarios, two at least. The error is estimate.ErrOverflow.
func newDistribution(value float64, losses, levels []float64) (*distribution, error) {
	mean, deviation := moments(losses)
	// A loss that is not finite leaves none of the mean either.
	if !finite(value) || !finite(mean) || !finite(deviation) {
		return nil, estimate.ErrOverflow
	}
	sorted := slices.Sorted(slices.Values(losses))
	d := &distribution{message: &riskv1.LossDistribution{
		Value:             value,
		Mean:              &riskv1.Estimate{Value: mean, StandardError: deviation / math.Sqrt(float64(len(losses)))},
		StandardDeviation: deviation,
		Histogram:         histogram(sorted),
	}}
	for _, level := range levels {
		t := newTail(sorted, level)
		d.tails = append(d.tails, t)
		d.message.Tails = append(d.message.Tails, &riskv1.TailRisk{
			ConfidenceLevel: level, ValueAtRisk: t.value, ValueAtRiskLow: t.low, ValueAtRiskHigh: t.high,
			ExpectedShortfall: &riskv1.Estimate{
				Value: t.shortfall, StandardError: t.standardError(len(losses), t.shortfall, t.spread, t.value),
			},
		})
	}
	return d, nil
}

// moments are the mean and the sample standard deviation.
func moments(losses []float64) (mean, deviation float64) {
	n := float64(len(losses))
	for _, loss := range losses {
		mean += loss
	}
	mean /= n
	squares := 0.0
	for _, loss := range losses {
		squares = math.FMA(loss-mean, loss-mean, squares)
	}
	return mean, math.Sqrt(squares / (n - 1))
}

// histogram counts a sorted sample.
func histogram(sorted []float64) *riskv1.Histogram {
	low, high := sorted[0], sorted[len(sorted)-1]
	h := &riskv1.Histogram{Low: low, Width: (high - low) / bins, Counts: make([]int64, bins)}
	for _, loss := range sorted {
		bin := 0
		if h.GetWidth() > 0 {
			bin = min(int((loss-low)/h.GetWidth()), bins-1)
		}
		h.Counts[bin]++
	}
	return h
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
