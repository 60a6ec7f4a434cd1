package kernel_test

import (
	"math"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// estimates are the mean and its variance of each series, over the first blocks.
func estimates(tb testing.TB, of *pricerv1.Job, blocks uint64) (means, variances []float64) {
	tb.Helper()
	plan := plan(tb, of)
	means, variances = make([]float64, plan.Series()), make([]float64, plan.Series())
	n := 4096 * float64(blocks)
	for index := range blocks {
		block := compute(tb, lanes.Fastest(), plan, index)
		for i := range means {
			means[i] += block.sums[i] / n
			variances[i] += block.squares[i] / n
		}
	}
	for i, mean := range means {
		variances[i] = max(variances[i]-mean*mean, 0) / n
	}
	return means, variances
}

func TestControlsLeaveValuesAndLowerVariances(t *testing.T) {
	for name, market := range map[string]*pricerv1.Job{
		"plain": jobtest.DailyAsian(), "antithetic": jobtest.Antithetic(jobtest.DailyAsian()),
	} {
		market.Positions = append(market.GetPositions(),
			jobtest.Asian(0, jobtest.Put, jobtest.Arithmetic, 95, 0),
			jobtest.Asian(0, jobtest.Put, jobtest.Geometric, 100, 0),
			jobtest.European(0, jobtest.Call, 104, 252),
			jobtest.European(0, jobtest.Put, 95, 126),
			jobtest.Digital(0, jobtest.Call, 104, 252, 10),
			jobtest.Digital(0, jobtest.Put, 97, 252, 0),
		)
		means, variances := estimates(t, market, 3)
		corrected, lower := estimates(t, jobtest.Controlled(market), 3)
		for i, want := range means {
			if apart := math.Abs(corrected[i] - want); apart > 4*math.Sqrt(variances[i]) {
				t.Errorf("%s, series %d: %v, without control %v", name, i, corrected[i], want)
			}
			// Where next to nothing is explained, both estimates of a variance may be the larger one.
			least := 0.99
			if i == 1 || i == 2 {
				least = 100
			}
			if ratio := variances[i] / lower[i]; ratio < least {
				t.Errorf("%s, series %d: the variance falls by a factor of %v", name, i, ratio)
			}
		}
	}
}
