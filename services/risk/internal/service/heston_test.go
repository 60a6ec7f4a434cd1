package service

import (
	"math"
	"testing"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/risk/internal/enginetest"
)

// movingPortfolio is a call of a year in a market that M. Broadie and O. Kaya value at 6.8061 ("Exact Simulation of
// Stochastic Volatility and Other Affine Jump Diffusion Processes", Operations Research 54 (2006), 217-231).
func movingPortfolio() *riskv1.Portfolio {
	return &riskv1.Portfolio{
		Rate: 0.0319,
		Underlyings: []*riskv1.Underlying{{
			Id: "A", Spot: 100, Volatility: math.Sqrt(0.010201),
			Heston: &riskv1.Heston{
				MeanReversion: 6.21, LongRunVariance: 0.019, VolatilityOfVariance: 0.61, Correlation: -0.7,
			},
		}},
		Positions: []*riskv1.Position{{
			Id: "call", Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_European{
				European: &riskv1.EuropeanOption{
					Underlying: "A", Type: riskv1.OptionType_OPTION_TYPE_CALL, Strike: 100, ExpiryYears: 1,
				},
			}},
		}},
	}
}

func (r *replica) moving(t *testing.T) string {
	t.Helper()
	created, err := r.portfolios.CreatePortfolio(
		background(t), &riskv1.CreatePortfolioRequest{Portfolio: movingPortfolio()},
	)
	if err != nil {
		t.Fatal(err)
	}
	return created.GetPortfolio().GetName()
}

func TestAMovingVarianceHasItsPublishedValueFromBothEngines(t *testing.T) {
	var results []*riskv1.Result
	for _, engine := range []string{inRust, inGo} {
		r, mirrored := with(t, engine), paths(200)
		mirrored.Antithetic = true
		for _, spec := range []*riskv1.ValuationSpec{paths(200), mirrored} {
			results = append(results, r.succeeded(t, r.value(t, r.moving(t), spec)).GetResult())
		}
	}
	plain, mirrored := results[0], results[1]
	same(t, results[2], plain)
	same(t, results[3], mirrored)
	for _, result := range []*riskv1.Result{plain, mirrored} {
		price := result.GetPositions()[0].GetPrice()
		if distance := math.Abs(price.GetValue() - 6.8061); distance > 4*price.GetStandardError()+5e-5 {
			t.Errorf("%v, want 6.8061", price)
		}
	}
	if plain, mirrored := errorOf(plain), errorOf(mirrored); mirrored > 0.65*plain {
		t.Errorf("antithetic, a standard error of %v, and %v without", mirrored, plain)
	}
}

func errorOf(result *riskv1.Result) float64 {
	return result.GetPositions()[0].GetPrice().GetStandardError()
}

func TestWhatNeedsAConstantVolatilityIsRefusedWithItsField(t *testing.T) {
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "engine")))
	portfolio := r.moving(t)
	losses, vega := paths(1), paths(1)
	losses.ProfitAndLoss = &riskv1.ProfitAndLoss{HorizonYears: 0.1, ConfidenceLevels: []float64{0.95}}
	_, err := r.valuations.CreateValuation(background(t), &riskv1.CreateValuationRequest{
		Parent: portfolio, Valuation: &riskv1.Valuation{Spec: losses},
	})
	wantField(t, err, "valuation.spec.profit_and_loss")
	vega.Greeks = append(vega.Greeks, riskv1.Greek_GREEK_VEGA)
	r.succeeded(t, r.value(t, portfolio, vega))
}
