package job

import (
	"fmt"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/errs"
)

// mostViolations bounds how many are looked for: they travel in a header, whose size is limited.
const mostViolations = 16

// checker finds what a schema cannot say: order within lists, and indices that lead nowhere.
type checker struct {
	job      *pricerv1.Job
	policies policies
	found    []errs.Violation
}

// policies is what those of Bermudan options have to be.
type policies int

const (
	// complete: there, of all of them.
	complete policies = iota
	// lacking: there, or to be found yet.
	lacking
)

// check returns the first violations, in the order of the fields. None: every index of the job leads somewhere.
func check(job *pricerv1.Job, policies policies) []errs.Violation {
	c := checker{job: job, policies: policies}
	c.times()
	c.correlation()
	c.schedules()
	c.positions()
	c.volatility()
	c.sampling()
	return c.found[:min(len(c.found), mostViolations)]
}

func (c *checker) full() bool { return len(c.found) >= mostViolations }

func (c *checker) wrong(description, field string, indices ...any) {
	c.found = append(c.found, errs.Violation{Field: "job." + fmt.Sprintf(field, indices...), Description: description})
}

func (c *checker) times() {
	times := c.job.GetTimes()
	for i := 1; i < len(times); i++ {
		// Written so that NaN is refused too.
		if !(times[i-1] < times[i]) {
			c.wrong("must be greater than the time before it", "times[%d]", i)
			return
		}
	}
}

func (c *checker) correlation() {
	n := len(c.job.GetUnderlyings())
	wanted, found := n*(n+1)/2, len(c.job.GetCorrelationFactor())
	if found != 0 && found != wanted {
		c.wrong(fmt.Sprintf("must be empty or have %d entries for %d underlyings, not %d", wanted, n, found),
			"correlation_factor")
	}
}

func (c *checker) schedules() {
	for i, schedule := range c.job.GetSchedules() {
		if c.full() {
			return
		}
		steps := schedule.GetSteps()
		switch n := len(steps); {
		case n == 0:
			c.wrong("must not be empty", "schedules[%d].steps", i)
		case steps[n-1] == 0:
			c.wrong("the last step must not be 0", "schedules[%d].steps[%d]", i, n-1)
		}
		for k := 1; k < len(steps); k++ {
			if steps[k-1] >= steps[k] {
				c.wrong("must be greater than the step before it", "schedules[%d].steps[%d]", i, k)
				break
			}
		}
		for k, step := range steps {
			if !c.hasStep(step) {
				c.wrong(c.beyondGrid(), "schedules[%d].steps[%d]", i, k)
				break
			}
		}
	}
}

// mostTracks keeps what a thread works on below 32 MiB.
const mostTracks = 65_536

// sampling refuses what Sobol points are not made into.
func (c *checker) sampling() {
	if c.job.GetSampling() != pricerv1.Sampling_SAMPLING_SOBOL {
		return
	}
	if c.job.GetAntithetic() {
		c.wrong("Sobol points are not mirrored; leave out one of the two", "sampling")
	}
	if n := len(c.job.GetUnderlyings()) * len(c.job.GetTimes()); n > mostTracks {
		const many = "with Sobol points underlyings times steps may be %d, but are %d"
		c.wrong(fmt.Sprintf(many, mostTracks, n), "sampling")
	}
}

func (c *checker) hasStep(step uint32) bool { return int(step) <= len(c.job.GetTimes()) }

func (c *checker) beyondGrid() string {
	return fmt.Sprintf("there is no such step; the grid has %d", len(c.job.GetTimes()))
}
