package service

import (
	"math"
	"testing"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

// sobol asks for Sobol points in so many blocks.
func sobol(blocks int64) *riskv1.ValuationSpec {
	spec := paths(blocks)
	spec.Sampling = riskv1.Sampling_SAMPLING_SOBOL
	return spec
}

func TestAValuationOfSobolPointsHasItsErrorFromBlocks(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	portfolio := r.portfolio(t)
	valuation := r.succeeded(t, r.value(t, portfolio, sobol(1)))
	if valuation.GetResult().GetPaths() != 2*4096 || valuation.GetProgress().GetPathsPlanned() != 2*4096 {
		t.Errorf("one block was asked for, which is no estimate: %v", valuation)
	}
	// Each scripted block's mean is that of 4096 draws of standard deviation 3.
	total := r.succeeded(t, r.value(t, portfolio, sobol(300))).GetResult().GetTotal()
	if want := 3 / math.Sqrt(4096*300); math.Abs(total.GetStandardError()/want-1) > 0.2 {
		t.Errorf("standard error %v, want about %v", total.GetStandardError(), want)
	}
	mirrored := sobol(2)
	mirrored.Antithetic = true
	_, err := r.valuations.CreateValuation(background(t), &riskv1.CreateValuationRequest{
		Parent: portfolio, Valuation: &riskv1.Valuation{Spec: mirrored},
	})
	wantField(t, err, "valuation.spec.sampling")
}
