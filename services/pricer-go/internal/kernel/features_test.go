package kernel_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// BenchmarkFeature is the time of a job over that of a job without what it asks for, a block of one after a block of the
// other: the median of the rounds.
func BenchmarkFeature(b *testing.B) {
	for _, feature := range jobtest.Features() {
		with, without := plan(b, prepared(b, lanes.Fastest(), feature.With)), plan(b, feature.Without)
		for _, tier := range lanes.Tiers() {
			b.Run(feature.Name+"/"+tier.Name, func(b *testing.B) {
				more, less := timed(tier, with), timed(tier, without)
				var ratios []float64
				for b.Loop() {
					ratios = append(ratios, float64(more())/float64(less()))
				}
				slices.Sort(ratios)
				b.ReportMetric(ratios[len(ratios)/2], "over")
			})
		}
	}
}

// timed computes a block a call, and tells how long that took.
func timed(tier *lanes.Tier, of *job.Plan) func() time.Duration {
	block, index := kernel.New(tier, of), uint64(0)
	sums, squares := make([]float64, of.Series()), make([]float64, of.Series())
	var stop atomic.Bool
	return func() time.Duration {
		start := time.Now()
		block.Compute(index, &stop, sums, squares)
		index++
		return time.Since(start)
	}
}
