package kernel_test

import (
	"sync/atomic"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// BenchmarkBlock computes one block a round, per tier: ns/op over 4096 is the time of a path.
func BenchmarkBlock(b *testing.B) {
	for _, bench := range []struct {
		name string
		job  *pricerv1.Job
		// steps is how many steps of a path, or prices of positions, the metric counts.
		steps int
		unit  string
	}{
		{"european", jobtest.OneCall(), 1, "ns/path"},
		{"asian252", jobtest.DailyAsian(), 252, "ns/step"},
		{"book1000", jobtest.Book(1000), 1000, "ns/payoff"},
		{"everything", jobtest.Every(), 1, "ns/path"},
		{"sensitive", jobtest.Sensitive(), 1, "ns/path"},
		{"barriers", jobtest.Barriers(), 1, "ns/path"},
		{"early", prepared(b, lanes.Fastest(), jobtest.Early()), 1, "ns/path"},
		{"moving", jobtest.MovingVariances(), 1, "ns/path"},
		{"moving-greeks", jobtest.MovingWithAllGreeks(), 1, "ns/path"},
		{"sobol", jobtest.Sobol(jobtest.OneCall()), 1, "ns/path"},
		{"sobol252", jobtest.Sobol(jobtest.DailyAsian()), 252, "ns/step"},
	} {
		plan := plan(b, bench.job)
		for _, tier := range lanes.Tiers() {
			b.Run(bench.name+"/"+tier.Name, func(b *testing.B) {
				block := kernel.New(tier, plan)
				sums, squares := make([]float64, plan.Series()), make([]float64, plan.Series())
				var stop atomic.Bool
				b.ReportAllocs()
				for i := uint64(0); b.Loop(); i++ {
					block.Compute(i, &stop, sums, squares)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*kernel.BlockPaths*bench.steps), bench.unit)
			})
		}
	}
}
