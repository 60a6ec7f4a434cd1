package service

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

// barrierOption ends where the price falls to a level, watched at five dates or all the time.
func barrierOption(id string, continuous bool) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Barrier{
		Barrier: &riskv1.BarrierOption{
			Underlying: "B", Type: riskv1.OptionType_OPTION_TYPE_CALL, Strike: 90,
			Kind: riskv1.BarrierOption_KIND_DOWN_OUT, Level: 80, Rebate: 2, Continuous: continuous,
			Monitoring: &riskv1.BarrierOption_Even{Even: &riskv1.EvenFixings{FirstYears: 0, LastYears: 1, Count: 5}},
		},
	}}}
}

// severalPortfolio holds a spread, a digital, a lookback and two barrier options on two underlyings.
func severalPortfolio() *riskv1.Portfolio {
	const call = riskv1.OptionType_OPTION_TYPE_CALL
	return &riskv1.Portfolio{
		Underlyings: []*riskv1.Underlying{{Id: "A", Spot: 100, Volatility: 0.2}, {Id: "B", Spot: 90, Volatility: 0.3}},
		Positions: []*riskv1.Position{
			{Id: "spread", Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Basket{
				Basket: &riskv1.BasketOption{
					Kind: riskv1.BasketOption_KIND_SUM, Type: call, Strike: 5, ExpiryYears: 1,
					Terms: []*riskv1.BasketOption_Term{{Underlying: "B", Weight: 1}, {Underlying: "A", Weight: -1}},
				},
			}}},
			{Id: "digital", Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Digital{
				Digital: &riskv1.DigitalOption{
					Underlying: "A", Type: call, Strike: 100, ExpiryYears: 1, Pays: &riskv1.DigitalOption_Cash{Cash: 10},
				},
			}}},
			{Id: "lookback", Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Lookback{
				Lookback: &riskv1.LookbackOption{
					Underlying: "B", Type: call,
					StrikeKind: &riskv1.LookbackOption_FloatingStrike{FloatingStrike: true},
					Fixings: &riskv1.LookbackOption_Even{
						Even: &riskv1.EvenFixings{FirstYears: 0, LastYears: 1, Count: 5},
					},
				},
			}}},
			barrierOption("looked-at", false),
			barrierOption("watched", true),
		},
	}
}

func TestEachGreekSaysItsUnderlyingAndItsEstimator(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	var antithetic atomic.Bool
	engine.Follow(func(_ context.Context, request *pricerv1.SimulateRequest, _ uint64) error {
		antithetic.Store(request.GetJob().GetAntithetic())
		return nil
	})
	r := start(t, settings(pgtest.Database(t), engine))
	held := severalPortfolio()
	created, err := r.portfolios.CreatePortfolio(background(t), &riskv1.CreatePortfolioRequest{Portfolio: held})
	if err != nil {
		t.Fatal(err)
	}
	spec := paths(4)
	spec.Antithetic = true
	spec.Greeks = []riskv1.Greek{riskv1.Greek_GREEK_GAMMA, riskv1.Greek_GREEK_DELTA, riskv1.Greek_GREEK_THETA}
	valuation := r.succeeded(t, r.value(t, created.GetPortfolio().GetName(), spec))
	if !valuation.GetSpec().GetAntithetic() || !antithetic.Load() {
		t.Errorf("antithetic was asked for: spec %v, job %v", valuation.GetSpec().GetAntithetic(), antithetic.Load())
	}
	var told []string
	for _, position := range valuation.GetResult().GetPositions() {
		for _, g := range position.GetGreeks() {
			if g.GetEstimate().GetStandardError() <= 0 {
				t.Errorf("%s: %v", position.GetPositionId(), g)
			}
			told = append(told, fmt.Sprintln(position.GetPositionId(), g.GetGreek(), g.GetUnderlying(), g.GetEstimator()))
		}
	}
	want := []string{
		"spread GREEK_GAMMA B ESTIMATOR_COMMON_RANDOM_NUMBERS\n",
		"spread GREEK_GAMMA A ESTIMATOR_COMMON_RANDOM_NUMBERS\n",
		"spread GREEK_DELTA B ESTIMATOR_PATHWISE\n",
		"spread GREEK_DELTA A ESTIMATOR_PATHWISE\n",
		"spread GREEK_THETA  ESTIMATOR_PATHWISE\n",
		"digital GREEK_GAMMA A ESTIMATOR_LIKELIHOOD_RATIO\n",
		"digital GREEK_DELTA A ESTIMATOR_LIKELIHOOD_RATIO\n",
		"digital GREEK_THETA  ESTIMATOR_LIKELIHOOD_RATIO\n",
		"lookback GREEK_GAMMA B ESTIMATOR_PATHWISE\n",
		"lookback GREEK_DELTA B ESTIMATOR_PATHWISE\n",
		"lookback GREEK_THETA  ESTIMATOR_PATHWISE\n",
		"looked-at GREEK_GAMMA B ESTIMATOR_LIKELIHOOD_RATIO\n",
		"looked-at GREEK_DELTA B ESTIMATOR_LIKELIHOOD_RATIO\n",
		"looked-at GREEK_THETA  ESTIMATOR_LIKELIHOOD_RATIO\n",
		"watched GREEK_GAMMA B ESTIMATOR_COMMON_RANDOM_NUMBERS\n",
		"watched GREEK_DELTA B ESTIMATOR_PATHWISE\n",
		"watched GREEK_THETA  ESTIMATOR_COMMON_RANDOM_NUMBERS\n",
	}
	if !slices.Equal(told, want) {
		t.Errorf("got %q, want %q", told, want)
	}
}

func TestABasketOfAnUnderlyingTwiceIsRefusedWithItsField(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	wrong := severalPortfolio()
	wrong.GetPositions()[0].GetInstrument().GetBasket().Terms[1].Underlying = "B"
	_, err := r.portfolios.CreatePortfolio(background(t), &riskv1.CreatePortfolioRequest{Portfolio: wrong})
	wantField(t, err, "portfolio.positions[0].instrument.basket.terms[1].underlying")
}
