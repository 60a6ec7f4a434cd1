package plan

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

func europeanCall(id, underlying string, expiry float64) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_European{
		European: &riskv1.EuropeanOption{
			Underlying: underlying, Type: riskv1.OptionType_OPTION_TYPE_CALL, Strike: 100, ExpiryYears: expiry,
		},
	}}}
}

func evenAsian(id string, first, last float64, count int32) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Asian{
		Asian: &riskv1.AsianOption{
			Underlying: "A", Type: riskv1.OptionType_OPTION_TYPE_PUT, Averaging: riskv1.Averaging_AVERAGING_GEOMETRIC,
			StrikeKind: &riskv1.AsianOption_Strike{Strike: 90},
			Fixings: &riskv1.AsianOption_Even{
				Even: &riskv1.EvenFixings{FirstYears: first, LastYears: last, Count: count},
			},
		},
	}}}
}

func listedAsian(id string, years ...float64) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Asian{
		Asian: &riskv1.AsianOption{
			Underlying: "A", Type: riskv1.OptionType_OPTION_TYPE_CALL, Averaging: riskv1.Averaging_AVERAGING_ARITHMETIC,
			StrikeKind: &riskv1.AsianOption_FloatingStrike{FloatingStrike: true},
			Fixings:    &riskv1.AsianOption_Listed{Listed: &riskv1.ListedFixings{Years: years}},
		},
	}}}
}

func portfolio(positions ...*riskv1.Position) *riskv1.Portfolio {
	return &riskv1.Portfolio{
		Underlyings: []*riskv1.Underlying{{Id: "A", Spot: 100, Volatility: 0.2}, {Id: "B", Spot: 50, Volatility: 0.3}},
		Positions:   positions,
	}
}

func correlation(rows ...[]float64) []*riskv1.CorrelationRow {
	var list []*riskv1.CorrelationRow
	for _, values := range rows {
		list = append(list, &riskv1.CorrelationRow{Values: values})
	}
	return list
}

func TestGridIsTheAscendingUnionOfAllDates(t *testing.T) {
	p, err := New(portfolio(
		europeanCall(
			"e",
			"B",
			1,
		),
		evenAsian("x", 0, 1, 5),
		listedAsian("l", 0.1, 0.25),
		evenAsian("y", 0, 1, 5),
		evenAsian("z", 1, 1, 1),
	), &riskv1.ValuationSpec{Stop: &riskv1.ValuationSpec_Paths{Paths: 1}, Greeks: []riskv1.Greek{riskv1.Greek_GREEK_RHO}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []float64{0.1, 0.25, 0.5, 0.75, 1}; !slices.Equal(p.Job.GetTimes(), want) {
		t.Errorf("grid %v, want %v", p.Job.GetTimes(), want)
	}
	if got := p.Job.GetPositions()[0].GetEuropean(); got.GetStep() != 5 || got.GetUnderlying() != 1 {
		t.Errorf("european: %v", got)
	}
	if got := len(p.Job.GetSchedules()); got != 3 {
		t.Fatalf("%d schedules, want 3: equal ones are shared", got)
	}
	if got, want := p.Job.GetSchedules()[0].GetSteps(), []uint32{0, 2, 3, 4, 5}; !slices.Equal(got, want) {
		t.Errorf("steps %v, want %v", got, want)
	}
	if a, b := p.Job.GetPositions()[1].GetAsian(), p.Job.GetPositions()[3].GetAsian(); a.GetSchedule() != b.GetSchedule() {
		t.Errorf("equal fixings have schedules %d and %d", a.GetSchedule(), b.GetSchedule())
	}
	if p.Job.GetPositions()[2].GetAsian().Strike != nil || p.Job.GetPositions()[1].GetAsian().GetStrike() != 90 {
		t.Error("an average-strike option has no strike, an average-price one has")
	}
	if got := p.Width(); got != 11 {
		t.Errorf("width %d, want 1 + 5 * 2", got)
	}
}

func TestLastEvenFixingMeetsTheExpiryOnItsDate(t *testing.T) {
	for count := int32(2); count <= 400; count++ {
		for _, last := range []float64{0.1, 0.3, 0.7, 1.1, 2.9} {
			dates := fixings(evenAsian("x", 0.01, last, count).GetInstrument().GetAsian())
			if dates[count-1] != last || firstNotAscending(dates) >= 0 {
				t.Fatalf("%d fixings to %v end at %v", count, last, dates[count-1])
			}
		}
	}
}

func TestCholeskyReproducesRandomMatrices(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for round := range 100 {
		n := 2 + rng.IntN(12)
		rank := 1 + rng.IntN(n)
		matrix := randomCorrelation(rng, n, rank)
		factor, fault := cholesky(correlation(matrix...))
		if fault != nil {
			t.Fatalf(
				"round %d, rank %d of %d: entry (%d, %d): %s",
				round,
				rank,
				n,
				fault.row,
				fault.column,
				fault.description,
			)
		}
		for i := range n {
			for j := range i + 1 {
				sum := 0.0
				for k := range j + 1 {
					sum += factor[i*(i+1)/2+k] * factor[j*(j+1)/2+k]
				}
				if math.Abs(sum-matrix[i][j]) > 1e-6 {
					t.Fatalf("round %d: entry (%d, %d) is %v, want %v", round, i, j, sum, matrix[i][j])
				}
			}
		}
	}
}

// randomCorrelation makes the correlation matrix of n random unit vectors in a space of rank dimensions.
func randomCorrelation(rng *rand.Rand, n, rank int) [][]float64 {
	vectors := make([][]float64, n)
	for i := range vectors {
		norm := 0.0
		for range rank {
			x := rng.NormFloat64()
			vectors[i] = append(vectors[i], x)
			norm += x * x
		}
		for k := range vectors[i] {
			vectors[i][k] /= math.Sqrt(norm)
		}
	}
	matrix := make([][]float64, n)
	for i := range matrix {
		matrix[i] = make([]float64, n)
		matrix[i][i] = 1
		for j := range i {
			for k := range rank {
				matrix[i][j] += vectors[i][k] * vectors[j][k]
			}
			matrix[i][j] = max(-1, min(1, matrix[i][j]))
			matrix[j][i] = matrix[i][j]
		}
	}
	return matrix
}

func TestIndependentUnderlyingsNeedNoFactor(t *testing.T) {
	factor, fault := cholesky(correlation([]float64{1, 0}, []float64{0, 1}))
	if factor != nil || fault != nil {
		t.Errorf("factor %v, fault %v", factor, fault)
	}
}

func TestCheckNamesTheField(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*riskv1.Portfolio)
		field  string
	}{
		{
			"unknown underlying", func(p *riskv1.Portfolio) { p.Positions = append(p.Positions, europeanCall("x", "C", 1)) },
			"positions[1].instrument.european.underlying",
		},
		{"position twice", func(p *riskv1.Portfolio) { p.Positions = append(p.Positions, europeanCall("e", "A", 1)) }, "positions[1].id"},
		{"underlying twice", func(p *riskv1.Portfolio) { p.Underlyings[1].Id = "A" }, "underlyings[1].id"},
		{
			"descending fixings", func(p *riskv1.Portfolio) { p.Positions = append(p.Positions, listedAsian("x", 0.1, 0.3, 0.2)) },
			"positions[1].instrument.asian.listed.years[2]",
		},
		{
			"only today", func(p *riskv1.Portfolio) { p.Positions = append(p.Positions, listedAsian("x", 0)) },
			"positions[1].instrument.asian.listed.years[0]",
		},
		{"even fixings too close", func(p *riskv1.Portfolio) {
			p.Positions = append(p.Positions, evenAsian("x", math.Nextafter(100, 0), 100, 9))
		}, "positions[1].instrument.asian.even.count"},
		{"too few rows", func(p *riskv1.Portfolio) { p.Correlation = correlation([]float64{1}) }, "correlation"},
		{
			"ragged row", func(p *riskv1.Portfolio) { p.Correlation = correlation([]float64{1, 0}, []float64{0}) },
			"correlation[1].values",
		},
		{
			"diagonal", func(p *riskv1.Portfolio) { p.Correlation = correlation([]float64{0.9, 0}, []float64{0, 1}) },
			"correlation[0].values[0]",
		},
		{
			"asymmetric", func(p *riskv1.Portfolio) { p.Correlation = correlation([]float64{1, 0.2}, []float64{0.1, 1}) },
			"correlation[1].values[0]",
		},
		{"not definite", func(p *riskv1.Portfolio) {
			p.Underlyings = append(p.Underlyings, &riskv1.Underlying{Id: "C", Spot: 1, Volatility: 0.1})
			p.Correlation = correlation([]float64{1, 0.9, 0.9}, []float64{0.9, 1, -0.9}, []float64{0.9, -0.9, 1})
		}, "correlation[2].values[1]"},
		{"not definite beside a combination", func(p *riskv1.Portfolio) {
			p.Underlyings = append(p.Underlyings, &riskv1.Underlying{Id: "C", Spot: 1, Volatility: 0.1})
			p.Correlation = correlation([]float64{1, 1, 0.5}, []float64{1, 1, 0.4}, []float64{0.5, 0.4, 1})
		}, "correlation[2].values[1]"},
		{"too many dates", func(p *riskv1.Portfolio) {
			for i := range 5 {
				p.Positions = append(p.Positions, evenAsian(strconv.Itoa(i), float64(i)+0.1, float64(i)+0.9, 1024))
			}
		}, "positions"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := portfolio(europeanCall("e", "A", 1))
			if found := Check(p, "portfolio."); found != nil {
				t.Fatalf("the portfolio is wrong before the change: %v", found)
			}
			c.change(p)
			found := Check(p, "portfolio.")
			if len(found) == 0 || found[0].Field != "portfolio."+c.field || found[0].Description == "" {
				t.Errorf("found %v, want portfolio.%s", found, c.field)
			}
		})
	}
}

func TestCheckReportsAllAtOnceButNotEndlessly(t *testing.T) {
	p := portfolio()
	for range 200 {
		p.Positions = append(p.Positions, europeanCall("same", "nowhere", 1))
	}
	if found := Check(p, ""); len(found) != maxViolations {
		t.Errorf("%d violations, want %d", len(found), maxViolations)
	}
	two := portfolio(europeanCall("a", "X", 1), europeanCall("a", "Y", 1))
	var fields []string
	for _, violation := range Check(two, "") {
		fields = append(fields, violation.Field)
	}
	want := "positions[0].instrument.european.underlying positions[1].id positions[1].instrument.european.underlying"
	if got := strings.Join(fields, " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCheckSurvivesWhatItsSchemaForbids(_ *testing.T) {
	for _, p := range []*riskv1.Portfolio{
		nil,
		{},
		portfolio(nil), portfolio(&riskv1.Position{}), portfolio(evenAsian("x", 0, 0, -3)),
		portfolio(evenAsian("x", math.NaN(), math.NaN(), 4)), portfolio(listedAsian("x")), portfolio(lookbackCall("x", "A")),
		portfolio(watched(upOut("x", "A"), riskv1.BarrierOption_KIND_UP_OUT)),
		portfolio(basketOf("x")), portfolio(&riskv1.Position{Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Basket{}}}),
		{Correlation: []*riskv1.CorrelationRow{nil}, Underlyings: []*riskv1.Underlying{nil}},
	} {
		Check(p, "")
	}
}

func TestPlanOfTheSamePortfolioIsTheSame(t *testing.T) {
	build := func() []byte {
		p := portfolio(evenAsian("x", 0, 1.3, 77), europeanCall("e", "B", 0.7), listedAsian("l", 0.1, 1.3),
			digitalPut("d", "A"), lookbackCall("k", "B", 0.1, 1.3), basketOf("b", "B", "A"), upOut("u", "A", 0.2, 1.3))
		p.Correlation = correlation([]float64{1, 0.3}, []float64{0.3, 1})
		planned, err := New(p, &riskv1.ValuationSpec{Stop: &riskv1.ValuationSpec_Paths{Paths: 1}})
		if err != nil {
			t.Fatal(err)
		}
		data, err := proto.MarshalOptions{Deterministic: true}.Marshal(planned.Job)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	first := build()
	for range 10 {
		if !slices.Equal(first, build()) {
			t.Fatal("another plan")
		}
	}
}

func TestCheckpointsAreFixedInAdvance(t *testing.T) {
	stop := newStop(&riskv1.ValuationSpec{Stop: &riskv1.ValuationSpec_Target{
		Target: &riskv1.TargetStandardError{StandardError: 0.1, MaxPaths: 100*4096 + 1},
	}})
	var points []uint64
	for done := uint64(0); done < stop.MaxBlocks; done = points[len(points)-1] {
		points = append(points, stop.Checkpoint(done))
	}
	if want := []uint64{16, 32, 64, 101}; !slices.Equal(points, want) {
		t.Errorf("checkpoints %v, want %v", points, want)
	}
	if stop.Reached(32, 0.2) || !stop.Reached(32, 0.1) || !stop.Reached(101, 0.2) {
		t.Error("reached at the wrong checkpoint")
	}
	fixed := newStop(&riskv1.ValuationSpec{Stop: &riskv1.ValuationSpec_Paths{Paths: 4097}})
	if fixed.Checkpoint(0) != 2 || fixed.Reached(1, 0) || !fixed.Reached(2, math.Inf(1)) {
		t.Errorf("fixed number of paths: %+v", fixed)
	}
	if got := Planned(
		&riskv1.ValuationSpec{
			Stop: &riskv1.ValuationSpec_Target{Target: &riskv1.TargetStandardError{StandardError: 1}},
		},
	); got != 16 {
		t.Errorf("first planned %d", got)
	}
}
