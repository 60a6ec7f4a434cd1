package job

import (
	"math"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// travel says how the underlyings move to where they are observed.
func travel(job *pricerv1.Job, walk *Walk) {
	lastSteps := make([]int, len(job.GetUnderlyings()))
	for i := range walk.Observations {
		lastSteps[walk.Observations[i].Underlying] = walk.Observations[i].Step
	}
	all := movers(job, walk)
	for i := range all {
		all[i].Variance = variance(job, all[i].Underlying, lastSteps[all[i].Underlying], walk)
	}
	for i := range walk.Observations {
		if moving := all[walk.Observations[i].Underlying].Variance; moving != nil {
			walk.Observations[i].Variance = moving.Row
		}
	}
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

// variance is that of an underlying that is observed until a step; nil where it does not move.
func variance(job *pricerv1.Job, underlying, lastStep int, walk *Walk) *Variance {
	of := job.GetUnderlyings()[underlying]
	if of.GetHeston() == nil || lastStep == 0 {
		return nil
	}
	steps := varianceSteps(of.GetHeston(), job.GetTimes()[:lastStep])
	made := &Variance{
		Row:     walk.Variances,
		Factor:  len(job.GetUnderlyings()) + underlying,
		Initial: float64(of.GetVolatility() * of.GetVolatility()),
		Steps:   add(&walk.VarianceSteps, steps),
		Noise:   none,
	}
	for i := range walk.Observations {
		seen := &walk.Observations[i]
		if densities := walk.DensitiesOf(seen); seen.Underlying == underlying && len(densities) > 0 {
			made.Noise = densities[0].Row
		}
	}
	walk.Variances++
	return made
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
