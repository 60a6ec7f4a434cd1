package service

import (
	"math"
	"testing"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/app/apptest"
	"workspace.internal/services/kit-go/postgres/pgtest"
)

// The engines are built before this test runs: turbo.json says so. Each implements pricer.v1 on its own.
const (
	inRust = "../../../pricer/bin/pricer"
	inGo   = "../../../pricer-go/bin/pricer-go"
)

// with starts a replica that has engines, each with one thread.
func with(t *testing.T, engines ...string) *replica {
	t.Helper()
	var addresses []string
	for _, engine := range engines {
		addresses = append(addresses, apptest.Start(t, engine, "THREADS=1"))
	}
	config := settingsAt(pgtest.Database(t), addresses...)
	config.ShardBlocks = 2
	return start(t, config)
}

func TestAJobThatEnginesOfTwoLanguagesShareHasTheBitsOfEither(t *testing.T) {
	held := severalPortfolio()
	held.Positions = append(held.Positions, append(samplePortfolio().GetPositions(), american("early", 4))...)
	value := func(r *replica, sampling riskv1.Sampling) *riskv1.Valuation {
		created, err := r.portfolios.CreatePortfolio(background(t), &riskv1.CreatePortfolioRequest{Portfolio: held})
		if err != nil {
			t.Fatal(err)
		}
		spec := paths(2000)
		spec.ControlVariates = true
		spec.Sampling = sampling
		spec.Greeks = []riskv1.Greek{riskv1.Greek_GREEK_DELTA, riskv1.Greek_GREEK_VEGA, riskv1.Greek_GREEK_RHO}
		spec.Greeks = append(spec.Greeks, riskv1.Greek_GREEK_GAMMA, riskv1.Greek_GREEK_THETA)
		return r.succeeded(t, r.value(t, created.GetPortfolio().GetName(), spec))
	}
	rust, golang, both := with(t, inRust), with(t, inGo), with(t, inRust, inGo)
	for _, sampling := range []riskv1.Sampling{
		riskv1.Sampling_SAMPLING_UNSPECIFIED, riskv1.Sampling_SAMPLING_SOBOL,
	} {
		want := value(rust, sampling).GetResult()
		same(t, value(golang, sampling).GetResult(), want)

		// One that is found late may miss the first jobs.
		eventually(t, "both engines compute blocks of one job", func() bool {
			valuation := value(both, sampling)
			same(t, valuation.GetResult(), want)
			engines := valuation.GetEngines()
			return len(engines) == 2 && engines[0].GetBlocks() > 0 && engines[1].GetBlocks() > 0
		})
	}
}

// TestBothEnginesHaveTheLossesOfTheReference values positions of the reference's market on each engine and on both at once.
func TestBothEnginesHaveTheLossesOfTheReference(t *testing.T) {
	want := map[float64][2]float64{0.95: {2.09998153129, 3.28568282022}} // short_straddle_K100_T0.25
	value := func(r *replica) *riskv1.Result {
		created, err := r.portfolios.CreatePortfolio(
			background(t), &riskv1.CreatePortfolioRequest{Portfolio: straddlePortfolio()},
		)
		if err != nil {
			t.Fatal(err)
		}
		spec := losses(100)
		spec.GetProfitAndLoss().HorizonYears = 10.0 / 252
		return r.succeeded(t, r.value(t, created.GetPortfolio().GetName(), spec)).GetResult()
	}
	found := value(with(t, inRust))
	for _, tail := range found.GetLossDistribution().GetTails() {
		exact, known := want[tail.GetConfidenceLevel()]
		if !known {
			continue
		}
		// The interval has 95 %, about 2 standard errors on either side.
		if width := tail.GetValueAtRiskHigh() - tail.GetValueAtRiskLow(); math.Abs(tail.GetValueAtRisk()-exact[0]) > width {
			t.Errorf("value at risk %v in [%v, %v], want %v",
				tail.GetValueAtRisk(), tail.GetValueAtRiskLow(), tail.GetValueAtRiskHigh(), exact[0])
		}
		shortfall := tail.GetExpectedShortfall()
		if math.Abs(shortfall.GetValue()-exact[1]) > 4*shortfall.GetStandardError() {
			t.Errorf("expected shortfall %v, want %v", shortfall, exact[1])
		}
	}
	same(t, value(with(t, inGo)), found)
	same(t, value(with(t, inRust, inGo)), found)
}

// straddlePortfolio owes a straddle.
func straddlePortfolio() *riskv1.Portfolio {
	option := func(id string, kind riskv1.OptionType) *riskv1.Position {
		return &riskv1.Position{Id: id, Quantity: -1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_European{
			European: &riskv1.EuropeanOption{Underlying: "A", Type: kind, Strike: 100, ExpiryYears: 0.25},
		}}}
	}
	return &riskv1.Portfolio{
		Rate:        0.03,
		Underlyings: []*riskv1.Underlying{{Id: "A", Spot: 100, Volatility: 0.2}},
		Positions: []*riskv1.Position{
			option("put", riskv1.OptionType_OPTION_TYPE_PUT), option("call", riskv1.OptionType_OPTION_TYPE_CALL),
		},
	}
}
