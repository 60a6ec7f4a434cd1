package kernel_test

import (
	"maps"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// withSobol is the jobs of every, and such with Sobol points.
func withSobol(tb testing.TB) map[string]*pricerv1.Job {
	tb.Helper()
	jobs := every(tb)
	maps.Copy(jobs, map[string]*pricerv1.Job{
		"every, Sobol":                        jobtest.Sobol(jobtest.Every()),
		"sensitive, Sobol":                    jobtest.Sobol(jobtest.Sensitive()),
		"barriers, Sobol":                     jobtest.Sobol(jobtest.Barriers()),
		"barriers, of second order, Sobol":    jobtest.Sobol(jobtest.OfSecondOrder(jobtest.Barriers())),
		"moving variances, all greeks, Sobol": jobtest.Sobol(jobtest.MovingWithAllGreeks()),
		"moving early, Sobol":                 jobtest.Sobol(prepared(tb, lanes.Fastest(), jobtest.MovingEarly())),
		"moving barriers, Sobol":              jobtest.Sobol(jobtest.MovingBarriers()),
		"early, Sobol":                        jobtest.Sobol(prepared(tb, lanes.Fastest(), jobtest.Early())),
		"moving variances, Sobol":             jobtest.Sobol(jobtest.MovingVariances()),
		"a daily average, Sobol":              jobtest.Sobol(jobtest.DailyAsian()),
		"many factors, Sobol":                 jobtest.Sobol(manyFactors()),
	})
	return jobs
}

// manyFactors has more dimensions than there are points of.
func manyFactors() *pricerv1.Job {
	job := jobtest.Book(30)
	job.Times = nil
	for step := range 40 {
		job.Times = append(job.Times, float64(step+1)/16)
	}
	for i, underlying := range job.GetUnderlyings() {
		underlying.Volatility = float64(4+i) / 32
	}
	for i, position := range job.GetPositions() {
		position.GetEuropean().Step = uint32(40 - i)
	}
	return job
}
