package plan

import (
	"errors"

	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// errOtherJob says that an engine completed another job than it was given.
var errOtherJob = errors.New("the prepared job is another")

// Unprepared says whether the job has options that may be exercised early and lack a policy. Engines find it, always
// the same one.
func (p *Plan) Unprepared() bool {
	for i := range p.Job.GetPositions() {
		if p.lacks(i) {
			return true
		}
	}
	return false
}

// Prepared takes over the policies of the same job as an engine completed it.
func (p *Plan) Prepared(job *pricerv1.Job) error {
	if len(job.GetPositions()) != len(p.Job.GetPositions()) {
		return errOtherJob
	}
	complete := proto.CloneOf(p.Job)
	for i, position := range complete.GetPositions() {
		if p.lacks(i) {
			position.GetBermudan().Policy = job.GetPositions()[i].GetBermudan().GetPolicy()
		}
	}
	if !proto.Equal(complete, job) {
		return errOtherJob
	}
	p.Job = complete
	if p.Unprepared() {
		return errOtherJob
	}
	return nil
}

func (p *Plan) lacks(position int) bool {
	of := p.Job.GetPositions()[position].GetBermudan()
	return of != nil && len(of.GetPolicy()) < len(p.Job.GetSchedules()[of.GetSchedule()].GetSteps())-1
}
