package service_test

import (
	"math"
	"slices"
	"testing"

	"google.golang.org/grpc/codes"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/pricer-go/internal/jobtest"
)

func TestLossesAreTheSameHoweverBlocksAreSplitOverRequests(t *testing.T) {
	e := start(t, 2, 64)
	for name, request := range map[string]*pricerv1.RevalueRequest{"losses": jobtest.Losses(), "tails": jobtest.Tails()} {
		request.FirstBlock, request.BlockCount = 7, 6
		together := e.revalued(t, request)
		request.BlockCount = 1
		for _, want := range together {
			request.FirstBlock = want.GetBlock()
			alone := e.revalued(t, request)[0]
			if alone.GetScenarios() != 4096 || alone.GetValue() != want.GetValue() ||
				!slices.Equal(alone.GetLosses(), want.GetLosses()) || !slices.Equal(alone.GetSums(), want.GetSums()) {
				t.Errorf("%s: block %d is another", name, want.GetBlock())
			}
		}
	}
}

func TestWhatHasNoLossesIsNamed(t *testing.T) {
	e := start(t, 1, 64)
	for field, spoil := range map[string]func(*pricerv1.RevalueRequest){
		"job":                  func(r *pricerv1.RevalueRequest) { r.Job = nil },
		"job.times[1]":         func(r *pricerv1.RevalueRequest) { r.Job.Times[1] = 0.05 },
		"job.greeks":           func(r *pricerv1.RevalueRequest) { r.Job.Greeks = jobtest.AllGreeks() },
		"job.antithetic":       func(r *pricerv1.RevalueRequest) { r.Job.Antithetic = true },
		"job.control_variates": func(r *pricerv1.RevalueRequest) { r.Job.ControlVariates = true },
		"drifts":               func(r *pricerv1.RevalueRequest) { r.Drifts = r.GetDrifts()[:2] },
		"drifts[1]":            func(r *pricerv1.RevalueRequest) { r.Drifts[1] = math.NaN() },
		"tails[1].weight":      func(r *pricerv1.RevalueRequest) { r.Tails[1].Weight = 1.5 },
		"tails[0].threshold":   func(r *pricerv1.RevalueRequest) { r.Tails[0].Threshold = math.Inf(1) },
		"block_count":          func(r *pricerv1.RevalueRequest) { r.BlockCount = 0 },
		"job.sampling":         func(r *pricerv1.RevalueRequest) { jobtest.Sobol(r.GetJob()) },
		"job.underlyings[1].heston": func(r *pricerv1.RevalueRequest) {
			r.Job.Underlyings[1].Heston = jobtest.MovingVariances().GetUnderlyings()[0].GetHeston()
		},
		"job.positions[2].payoff": func(r *pricerv1.RevalueRequest) {
			r.Job.Positions[2] = jobtest.Basket(jobtest.Sum, jobtest.Terms{{0, 1}}, jobtest.Call, 100, 2)
		},
		"job.positions[1].european.step": func(r *pricerv1.RevalueRequest) {
			r.Job.Positions[1] = jobtest.European(0, jobtest.Call, 100, 5)
		},
	} {
		request := jobtest.Tails()
		spoil(request)
		stream, err := e.Revalue(t.Context(), request)
		if err == nil {
			_, err = stream.Recv()
		}
		own, ok := errs.Own(err)
		violations := errs.Violations(err)
		if !ok || own.Code() != codes.InvalidArgument || len(violations) != 1 || violations[0].Field != field {
			t.Errorf("%s: %v %v", field, err, violations)
		}
	}
}
