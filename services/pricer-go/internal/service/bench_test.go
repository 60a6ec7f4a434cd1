package service_test

import (
	"runtime"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// BenchmarkSimulate is the whole engine over a connection, every core at work: the profile that the program is built with
// is taken from it (see the README).
func BenchmarkSimulate(b *testing.B) {
	for _, tier := range lanes.Tiers() {
		b.Run(tier.Name, startTier(b, tier.Name, runtime.NumCPU(), 64).benchmark)
	}
}

// benchmark has an engine compute jobs of several kinds.
func (e *engine) benchmark(b *testing.B) {
	for _, bench := range []struct {
		name   string
		job    *pricerv1.Job
		blocks uint32
	}{
		{"european", jobtest.OneCall(), 4000},
		{"asian252", jobtest.DailyAsian(), 40},
		{"book1000", jobtest.Book(1000), 100},
		{"everything", jobtest.Every(), 400},
		{"sensitive", jobtest.Sensitive(), 100},
		{"barriers", jobtest.Barriers(), 100},
		{"early", e.prepare(b, jobtest.Early()), 100},
		{"moving", jobtest.MovingVariances(), 100},
		{"sobol", jobtest.Sobol(jobtest.DailyAsian()), 40},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				e.mustAll(b, simulate(bench.job, 0, bench.blocks))
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/float64(bench.blocks)*1e6, "us/block")
		})
	}
}
