package job

import (
	"math"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// move says how the underlyings move to where they are observed.
func move(job *pricerv1.Job, walk *Walk) {
	lastSteps := make([]int, len(job.GetUnderlyings()))
	for i := range walk.Observations {
		lastSteps[walk.Observations[i].Underlying] = walk.Observations[i].Step
	}
	all := movers(job, walk)
	ends := slices.DeleteFunc(slices.Clone(lastSteps), func(step int) bool { return step == 0 })
	slices.Sort(ends)
	next := 1
	for _, end := range slices.Compact(ends) {
		phase := Phase{Steps: Span{next, end + 1}}
		moving := slices.DeleteFunc(slices.Clone(all), func(one Mover) bool { return lastSteps[one.Underlying] < end })
		var factors []int
		for i := range moving {
			for _, loading := range walk.LoadingsOf(&moving[i]) {
				factors = append(factors, loading.Factor)
			}
		}
		slices.Sort(factors)
		phase.Movers = add(&walk.Movers, moving)
		phase.Factors = add(&walk.Factors, slices.Compact(factors))
		walk.Phases = append(walk.Phases, phase)
		next = end + 1
	}
	start := 0.0
	for _, end := range job.GetTimes() {
		walk.RootLengths = append(walk.RootLengths, math.Sqrt(end-start))
		start = end
	}
}

// movers is every underlying with its row of the correlation factor; zeros are left out, for they add nothing.
func movers(job *pricerv1.Job, walk *Walk) []Mover {
	all := make([]Mover, 0, len(job.GetUnderlyings()))
	row := job.GetCorrelationFactor()
	for i := range job.GetUnderlyings() {
		loadings := []Loading{{Factor: i, Weight: 1}}
		if len(job.GetCorrelationFactor()) > 0 {
			loadings = loadings[:0]
			for factor, weight := range row[:i+1] {
				if weight != 0 {
					loadings = append(loadings, Loading{factor, weight})
				}
			}
			row = row[i+1:]
		}
		all = append(all, Mover{Underlying: i, Loadings: add(&walk.Loadings, loadings)})
	}
	return all
}
