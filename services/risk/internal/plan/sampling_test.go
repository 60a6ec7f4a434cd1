package plan

import (
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

func sobol(paths int64) *riskv1.ValuationSpec {
	return &riskv1.ValuationSpec{
		Stop: &riskv1.ValuationSpec_Paths{Paths: paths}, Sampling: riskv1.Sampling_SAMPLING_SOBOL,
	}
}

func TestSobolPointsArePlannedInTwoBlocksAtLeast(t *testing.T) {
	for paths, want := range map[int64]uint64{1: 2, 4096: 2, 8193: 3} {
		p, err := New(portfolio(europeanCall("e", "A", 1)), sobol(paths))
		if err != nil {
			t.Fatal(err)
		}
		if p.Job.GetSampling() != pricerv1.Sampling_SAMPLING_SOBOL || Samples(p.Job) != 1 {
			t.Errorf("the job's sampling is %v, of %d samples a block", p.Job.GetSampling(), Samples(p.Job))
		}
		if p.Stop != (Stop{MaxBlocks: want}) || Planned(sobol(paths)) != want {
			t.Errorf("%d paths: %v, want %d blocks", paths, p.Stop, want)
		}
	}
	target := &riskv1.ValuationSpec{
		Stop:     &riskv1.ValuationSpec_Target{Target: &riskv1.TargetStandardError{StandardError: 1, MaxPaths: 1}},
		Sampling: riskv1.Sampling_SAMPLING_SOBOL,
	}
	if stop := newStop(target); stop.Checkpoint(0) != 2 || !stop.Reached(2, 5) {
		t.Errorf("a target of one path: %v", stop)
	}
}

func TestSobolPointsAreNotMirrored(t *testing.T) {
	spec := sobol(1)
	spec.Antithetic = true
	if found := CheckSpec(portfolio(europeanCall("e", "A", 1)), spec, "spec."); len(found) != 1 ||
		found[0].Field != "spec.sampling" || FitsAll(spec) {
		t.Errorf("%v, and fits all: %v", found, FitsAll(spec))
	}
}
