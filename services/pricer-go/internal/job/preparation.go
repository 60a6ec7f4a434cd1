package job

import (
	"math"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// Preparation is a job, and the Bermudan options of it whose policy is to be found; what is the same of several
// positions is found once.
type Preparation struct {
	// Calibrations are what is to be found.
	Calibrations []*Calibration
	job          *pricerv1.Job
	// lacking are the options without a policy, by their calibration.
	lacking [][]*pricerv1.Bermudan
}

// Calibration is a Bermudan option whose policy is to be found.
type Calibration struct {
	// Key is that of the random numbers, Factor the underlying.
	Key    lanes.Key
	Factor uint32
	// Moving is how the variance of the underlying moves; nil where it does not.
	Moving *Moving
	// Volatility is the underlying's.
	Volatility float64
	// Dates are when it may be exercised, ascending; the last is its expiry.
	Dates []Date
}

// Moving is how the variance of an underlying moves until an option's expiry.
type Moving struct {
	// Factor is that of its random numbers.
	Factor uint32
	// Initial is today's.
	Initial float64
	// Steps are its own, of the grid.
	Steps []lanes.VarianceStep
}

// Policy is what holding on is worth at each date but the last.
type Policy []Continuation

// Prepare says what a job that keeps the constraints of its schema lacks. The error is that of Compile, but that a
// policy may be missing.
func Prepare(job *pricerv1.Job) (*Preparation, error) {
	if violations := check(job, lacking); len(violations) > 0 {
		return nil, errs.Invalid(violations...)
	}
	type key struct {
		underlying, schedule uint32
		option               pricerv1.OptionType
		strike               uint64
	}
	made, known := &Preparation{job: job}, map[key]int{}
	for _, position := range job.GetPositions() {
		of := position.GetBermudan()
		if of == nil || len(of.GetPolicy()) > 0 || len(job.GetSchedules()[of.GetSchedule()].GetSteps()) == 1 {
			continue
		}
		same := key{of.GetUnderlying(), of.GetSchedule(), of.GetType(), math.Float64bits(of.GetStrike())}
		index, ok := known[same]
		if !ok {
			index = len(made.Calibrations)
			known[same] = index
			made.Calibrations = append(made.Calibrations, &Calibration{
				Key:        keyOf(job),
				Factor:     of.GetUnderlying(),
				Moving:     movingUntil(job, of),
				Volatility: job.GetUnderlyings()[of.GetUnderlying()].GetVolatility(),
				Dates:      datesOf(job, of),
			})
			made.lacking = append(made.lacking, nil)
		}
		made.lacking[index] = append(made.lacking[index], of)
	}
	return made, nil
}

// Complete is the job with the policies that were found, one for each of the calibrations.
func (p *Preparation) Complete(policies []Policy) *pricerv1.Job {
	for i, policy := range policies {
		for _, of := range p.lacking[i] {
			for _, c := range policy {
				of.Policy = append(of.Policy, &pricerv1.Continuation{
					Constant: c[0], Linear: c[1], Quadratic: c[2], Cubic: c[3],
					VarianceConstant: c[4], VarianceLinear: c[5], VarianceQuadratic: c[6],
				})
			}
		}
	}
	return p.job
}

// movingUntil is how the variance moves until the expiry of an option; nil where it does not.
func movingUntil(job *pricerv1.Job, of *pricerv1.Bermudan) *Moving {
	underlying, steps := job.GetUnderlyings()[of.GetUnderlying()], job.GetSchedules()[of.GetSchedule()].GetSteps()
	if underlying.GetHeston() == nil {
		return nil
	}
	return &Moving{
		Factor:  uint32(len(job.GetUnderlyings())) + of.GetUnderlying(),
		Initial: float64(underlying.GetVolatility() * underlying.GetVolatility()),
		Steps:   varianceSteps(underlying.GetHeston(), job.GetTimes()[:steps[len(steps)-1]]),
	}
}

func keyOf(job *pricerv1.Job) lanes.Key {
	return lanes.Key{uint32(job.GetSeed()), uint32(job.GetSeed() >> 32)}
}
