package plan

import (
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

func option(id, underlying string, expiry float64) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_European{
		European: &riskv1.EuropeanOption{
			Underlying: underlying, Type: riskv1.OptionType_OPTION_TYPE_PUT, Strike: 90, ExpiryYears: expiry,
		},
	}}}
}

func lossPortfolio() *riskv1.Portfolio {
	return &riskv1.Portfolio{
		Rate: 0.03,
		Underlyings: []*riskv1.Underlying{
			{Id: "A", Spot: 100, Volatility: 0.2}, {Id: "B", Spot: 50, Volatility: 0.3, DividendYield: 0.01},
		},
		Positions: []*riskv1.Position{option("late", "A", 1), option("soon", "B", 0.25)},
	}
}

func lossSpec() *riskv1.ValuationSpec {
	return &riskv1.ValuationSpec{
		Stop: &riskv1.ValuationSpec_Paths{Paths: 10_000},
		ProfitAndLoss: &riskv1.ProfitAndLoss{
			HorizonYears: 0.25, ConfidenceLevels: []float64{0.99, 0.95},
			Drifts: []*riskv1.ProfitAndLoss_Drift{{Underlying: "A", Rate: 0.08}},
		},
	}
}

func TestALossDistributionIsPlannedInTwoPassesFromItsHorizon(t *testing.T) {
	portfolio, spec := lossPortfolio(), lossSpec()
	if found := CheckSpec(portfolio, spec, ""); len(found) > 0 {
		t.Fatal(found)
	}
	p, err := New(portfolio, spec)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Job.GetTimes(), []float64{0.25, 1}) {
		t.Errorf("times %v", p.Job.GetTimes())
	}
	steps := []uint32{}
	for _, position := range p.Job.GetPositions() {
		steps = append(steps, position.GetEuropean().GetStep())
	}
	if !slices.Equal(steps, []uint32{2, 1}) {
		t.Errorf("steps %v", steps)
	}
	want := ProfitAndLoss{Drifts: []float64{0.08, portfolio.GetRate() - 0.01}, Levels: []float64{0.99, 0.95}, Blocks: 3}
	if found := p.ProfitAndLoss; !slices.Equal(found.Drifts, want.Drifts) || !slices.Equal(found.Levels, want.Levels) ||
		found.Blocks != want.Blocks || found.Scenarios() != 12_288 {
		t.Errorf("%+v, want %+v", found, want)
	}
	if p.Stop != (Stop{MaxBlocks: 6, Pass: 3}) || p.Stop.Checkpoint(0) != 3 || p.Stop.Checkpoint(3) != 6 ||
		p.Stop.Reached(3, 0) || !p.Stop.Reached(6, 0) {
		t.Errorf("stop %+v", p.Stop)
	}
	if Planned(spec) != 6 {
		t.Errorf("%d blocks planned, want both passes", Planned(spec))
	}
}

func TestWhatALossDistributionCannotHaveIsNamed(t *testing.T) {
	for field, spoil := range map[string]func(*riskv1.Portfolio, *riskv1.ValuationSpec){
		"spec.target": func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) {
			s.Stop = &riskv1.ValuationSpec_Target{Target: &riskv1.TargetStandardError{StandardError: 1}}
		},
		"spec.paths": func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) {
			s.Stop = &riskv1.ValuationSpec_Paths{Paths: MaxScenarios + 1}
		},
		"spec.greeks": func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) {
			s.Greeks = []riskv1.Greek{riskv1.Greek_GREEK_DELTA}
		},
		"spec.antithetic":       func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) { s.Antithetic = true },
		"spec.control_variates": func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) { s.ControlVariates = true },
		"spec.sampling": func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) {
			s.Sampling = riskv1.Sampling_SAMPLING_SOBOL
		},
		"spec.profit_and_loss.drifts[0].underlying": func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) {
			s.GetProfitAndLoss().GetDrifts()[0].Underlying = "C"
		},
		"spec.profit_and_loss.drifts[1].underlying": func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) {
			asked := s.GetProfitAndLoss()
			asked.Drifts = append(asked.Drifts, proto.CloneOf(asked.GetDrifts()[0]))
		},
		"spec.profit_and_loss.horizon_years": func(_ *riskv1.Portfolio, s *riskv1.ValuationSpec) {
			s.GetProfitAndLoss().HorizonYears = 0.26
		},
		"spec.profit_and_loss": func(p *riskv1.Portfolio, _ *riskv1.ValuationSpec) {
			p.GetPositions()[1].Instrument = &riskv1.Instrument{Kind: &riskv1.Instrument_Lookback{
				Lookback: &riskv1.LookbackOption{Underlying: "A"},
			}}
		},
	} {
		portfolio, spec := lossPortfolio(), lossSpec()
		spoil(portfolio, spec)
		found := CheckSpec(portfolio, spec, "spec.")
		if len(found) != 1 || found[0].Field != field {
			t.Errorf("%s: %v", field, found)
		}
	}
}

func TestADigitalOptionOfTheLastMomentHasALossDistribution(t *testing.T) {
	portfolio, spec := lossPortfolio(), lossSpec()
	portfolio.Positions = append(portfolio.Positions, &riskv1.Position{
		Id: "digital", Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Digital{
			Digital: &riskv1.DigitalOption{
				Underlying: "B", Type: riskv1.OptionType_OPTION_TYPE_CALL, Strike: 50, ExpiryYears: 0.25,
				Pays: &riskv1.DigitalOption_Asset{Asset: true},
			},
		}},
	})
	if found := CheckSpec(portfolio, spec, ""); len(found) > 0 {
		t.Fatal(found)
	}
	p, err := New(portfolio, spec)
	if err != nil {
		t.Fatal(err)
	}
	want := &pricerv1.Digital{Underlying: 1, Type: pricerv1.OptionType_OPTION_TYPE_CALL, Strike: 50, Step: 1}
	if found := p.Job.GetPositions()[2].GetDigital(); !proto.Equal(found, want) {
		t.Errorf("%v, want %v", found, want)
	}
}
