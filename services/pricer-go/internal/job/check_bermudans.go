package job

import (
	"fmt"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// mostExercises bounds the steps of all Bermudan options: so many keep a prepared job below 4 MiB, and what preparing
// one takes below a minute of a thread.
const mostExercises = 65_536

func (c *checker) exercises() {
	exercises := 0
	for _, position := range c.job.GetPositions() {
		if of := position.GetBermudan(); of != nil && int(of.GetSchedule()) < len(c.job.GetSchedules()) {
			steps := c.job.GetSchedules()[of.GetSchedule()].GetSteps()
			if c.moves(of.GetUnderlying()) && len(steps) > 0 {
				exercises += int(steps[len(steps)-1]) // its policy takes all steps of the grid
			} else {
				exercises += len(steps)
			}
		}
	}
	if exercises > mostExercises {
		const tooMany = "their Bermudan options must have at most %d steps in all, not %d"
		c.wrong(fmt.Sprintf(tooMany, mostExercises, exercises), "positions")
	}
}

func (c *checker) policy(of *pricerv1.Bermudan, i int) {
	if int(of.GetSchedule()) >= len(c.job.GetSchedules()) {
		return
	}
	steps := c.job.GetSchedules()[of.GetSchedule()].GetSteps()
	if len(steps) > 0 && steps[0] == 0 {
		c.wrong("must not have step 0: what exercising today is worth needs no simulation",
			"positions[%d].bermudan.schedule", i)
	}
	found, wanted := len(of.GetPolicy()), max(len(steps)-1, 0)
	if found != wanted && (found != 0 || c.policies == complete) {
		c.wrong(fmt.Sprintf("must have %d entries, not %d; Prepare adds them where there is none", wanted, found),
			"positions[%d].bermudan.policy", i)
	}
}
