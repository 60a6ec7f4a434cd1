package kernel_test

import (
	"maps"
	"math"
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
		"every, Sobol":            jobtest.Sobol(jobtest.Every()),
		"sensitive, Sobol":        jobtest.Sobol(jobtest.Sensitive()),
		"barriers, Sobol":         jobtest.Sobol(jobtest.Barriers()),
		"early, Sobol":            jobtest.Sobol(prepared(tb, lanes.Fastest(), jobtest.Early())),
		"moving variances, Sobol": jobtest.Sobol(jobtest.MovingVariances()),
		"a daily average, Sobol":  jobtest.Sobol(jobtest.DailyAsian()),
		"many factors, Sobol":     jobtest.Sobol(manyFactors()),
	})
	return jobs
}

// manyFactors has more dimensions than there are points of.
func manyFactors() *pricerv1.Job {
	job := jobtest.Book(30)
	job.Times = nil
	for step := range uint32(40) {
		job.Times = append(job.Times, 0.05*float64(step+1))
	}
	for i, position := range job.GetPositions() {
		position.GetEuropean().Step = uint32(40 - i)
	}
	return job
}

// average is a geometric one of 32 dates.
func average() *pricerv1.Job {
	job := jobtest.OneCall()
	job.Times, job.Schedules = nil, []*pricerv1.Schedule{{}}
	for step := range uint32(32) {
		job.Times = append(job.Times, float64(step+1)/32)
		job.Schedules[0].Steps = append(job.Schedules[0].Steps, step+1)
	}
	job.Positions = []*pricerv1.Position{jobtest.Asian(0, jobtest.Call, jobtest.Geometric, 100, 0)}
	return job
}

// means is the mean of each of the first blocks, and the mean variance of a path within them.
func means(t *testing.T, of *pricerv1.Job, blocks uint64) (list []float64) {
	t.Helper()
	plan := plan(t, of)
	for block := range blocks {
		found := compute(t, lanes.Fastest(), plan, block)
		list = append(list, found.sums[1])
		if found.squares[1] != found.sums[1]*found.sums[1] {
			t.Errorf("block %d is no one sample", block)
		}
	}
	return list
}

func variance(list []float64) (mean, squared float64) {
	for _, x := range list {
		mean += x / float64(len(list))
	}
	for _, x := range list {
		squared += (x - mean) * (x - mean) / float64(len(list)-1)
	}
	return mean, squared
}

func TestProbe(t *testing.T) {
	list := means(t, jobtest.Sobol(average()), 64)
	m, v := variance(list)
	p := compute(t, lanes.Fastest(), plan(t, func() *pricerv1.Job { return average() }()), 0)
	n := 4096.0
	pv := (p.squares[1] - p.sums[1]*p.sums[1]/n) / (n - 1) / n
	t.Log(m, math.Sqrt(v/64), p.sums[1]/n, pv/v)
}
