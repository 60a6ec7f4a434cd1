package jobtest

import (
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// featureSteps is how many steps the jobs of Features have.
const featureSteps = 32

// Feature is a job that asks for more than another one does.
type Feature struct {
	Name          string
	With, Without *pricerv1.Job
}

// Features are those whose cost the other engine's benchmark tells too, of the same jobs. Bermudan options lack their
// policies.
func Features() []Feature {
	average := func(greeks ...pricerv1.Greek) *pricerv1.Job {
		return ofAYear(greeks, Asian(0, Call, Arithmetic, 100, 0))
	}
	onDates := Barrier(0, Call, 100, DownOut, 80, 1, 0)
	watched := func(position *pricerv1.Position, greeks ...pricerv1.Greek) *pricerv1.Job {
		job := ofAYear(greeks, position)
		job.Schedules[0].Steps = slices.Insert(job.GetSchedules()[0].GetSteps(), 0, 0)
		return job
	}
	european := func() *pricerv1.Job { return ofAYear(nil, European(0, Call, 100, featureSteps)) }
	moving := func(greeks ...pricerv1.Greek) *pricerv1.Job {
		job := european()
		job.Underlyings[0], job.Greeks = Moving(job.GetUnderlyings()[0], 2, 0.04, 0.5, -0.7), greeks
		return job
	}
	atAllTimes := Continuous(onDates)
	return []Feature{
		{"greeks", average(AllGreeks()...), average()},
		{"second-order", OfSecondOrder(average(AllGreeks()...)), average()},
		{"controlled", Controlled(average()), average()},
		{"antithetic", Antithetic(average()), average()},
		{"sobol", Sobol(average()), average()},
		{"barrier-on-dates", watched(onDates), average()},
		{"barrier", watched(atAllTimes), average()},
		{"barrier-greeks", watched(atAllTimes, AllGreeks()...), watched(atAllTimes)},
		{"barrier-second-order", OfSecondOrder(watched(atAllTimes)), watched(atAllTimes)},
		{"bermudan", ofAYear(nil, Bermudan(0, Put, 100, 0)), average()},
		{"moving", moving(), european()},
		{
			"moving-vega-theta",
			moving(pricerv1.Greek_GREEK_VEGA, pricerv1.Greek_GREEK_THETA), moving(),
		},
	}
}

// ofAYear is a year in featureSteps, all of them in the one schedule.
func ofAYear(greeks []pricerv1.Greek, position *pricerv1.Position) *pricerv1.Job {
	job := OneCall()
	job.Times, job.Schedules = nil, []*pricerv1.Schedule{{}}
	for step := range uint32(featureSteps) {
		job.Times = append(job.Times, float64(step+1)/featureSteps)
		job.Schedules[0].Steps = append(job.Schedules[0].Steps, step+1)
	}
	job.Positions, job.Greeks = []*pricerv1.Position{position}, greeks
	return job
}
