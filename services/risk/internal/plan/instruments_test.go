package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

func digitalPut(id, underlying string) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Digital{
		Digital: &riskv1.DigitalOption{
			Underlying: underlying, Type: riskv1.OptionType_OPTION_TYPE_PUT, Strike: 90, ExpiryYears: 0.5,
			Pays: &riskv1.DigitalOption_Cash{Cash: 10},
		},
	}}}
}

func lookbackCall(id, underlying string, years ...float64) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Lookback{
		Lookback: &riskv1.LookbackOption{
			Underlying: underlying, Type: riskv1.OptionType_OPTION_TYPE_CALL,
			StrikeKind: &riskv1.LookbackOption_FloatingStrike{FloatingStrike: true},
			Fixings:    &riskv1.LookbackOption_Listed{Listed: &riskv1.ListedFixings{Years: years}},
		},
	}}}
}

// americanPut may be exercised on these dates.
func americanPut(id, underlying string, years ...float64) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_American{
		American: &riskv1.AmericanOption{
			Underlying: underlying, Type: riskv1.OptionType_OPTION_TYPE_PUT, Strike: 100,
			Exercises: &riskv1.AmericanOption_Listed{Listed: &riskv1.ListedFixings{Years: years}},
		},
	}}}
}

// basketOf is written on these underlyings with weights 1, -2, 3 and so on.
func basketOf(id string, underlyings ...string) *riskv1.Position {
	option := &riskv1.BasketOption{
		Kind: riskv1.BasketOption_KIND_SUM, Type: riskv1.OptionType_OPTION_TYPE_CALL, Strike: 5, ExpiryYears: 0.5,
	}
	sign := 1
	for i, underlying := range underlyings {
		option.Terms = append(option.Terms, &riskv1.BasketOption_Term{Underlying: underlying, Weight: float64(sign * (i + 1))})
		sign = -sign
	}
	return &riskv1.Position{
		Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Basket{Basket: option}},
	}
}

// upOut is a put that a barrier above ends, watched on these dates.
func upOut(id, underlying string, years ...float64) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 1, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_Barrier{
		Barrier: &riskv1.BarrierOption{
			Underlying: underlying, Type: riskv1.OptionType_OPTION_TYPE_PUT, Strike: 90,
			Kind: riskv1.BarrierOption_KIND_UP_OUT, Level: 120, Rebate: 3,
			Monitoring: &riskv1.BarrierOption_Listed{Listed: &riskv1.ListedFixings{Years: years}},
		},
	}}}
}

// watched is the same position, but watched all the time, and with this effect.
func watched(position *riskv1.Position, kind riskv1.BarrierOption_Kind) *riskv1.Position {
	option := position.GetInstrument().GetBarrier()
	option.Kind, option.Continuous = kind, true
	return position
}

func TestEveryKindIsPlanned(t *testing.T) {
	asset, fixed, lowest := digitalPut("asset", "A"), lookbackCall("fixed", "A", 0.25, 0.5), basketOf("lowest", "B")
	asset.GetInstrument().GetDigital().Pays = &riskv1.DigitalOption_Asset{Asset: true}
	fixed.GetInstrument().GetLookback().StrikeKind = &riskv1.LookbackOption_Strike{Strike: 105}
	lowest.GetInstrument().GetBasket().Kind = riskv1.BasketOption_KIND_MIN
	highest := basketOf("highest", "B")
	highest.GetInstrument().GetBasket().Kind = riskv1.BasketOption_KIND_MAX
	p, err := New(portfolio(
		europeanCall("european", "B", 0.25), listedAsian("asian", 0, 0.5), digitalPut("digital", "B"), asset,
		lookbackCall("lookback", "B", 0, 0.5), fixed, basketOf("basket", "B", "A"), lowest, highest,
		upOut("up and out", "B", 0.25, 0.5), watched(upOut("up and in", "A", 0, 0.5), riskv1.BarrierOption_KIND_UP_IN),
		watched(upOut("down and out", "A", 0, 0.5), riskv1.BarrierOption_KIND_DOWN_OUT),
		watched(upOut("down and in", "A", 0, 0.5), riskv1.BarrierOption_KIND_DOWN_IN),
		americanPut("american", "B", 0.25, 0.5),
	), &riskv1.ValuationSpec{Antithetic: true, ControlVariates: true})
	if err != nil {
		t.Fatal(err)
	}
	if !p.Job.GetAntithetic() || !p.Job.GetControlVariates() {
		t.Error("the job is not antithetic and controlled")
	}
	if got, want := p.Job.GetTimes(), []float64{0.25, 0.5}; !slices.Equal(got, want) {
		t.Errorf("grid %v, want %v", got, want)
	}
	if got := p.Job.GetSchedules(); len(got) != 2 || !slices.Equal(got[0].GetSteps(), []uint32{0, 2}) ||
		!slices.Equal(got[1].GetSteps(), []uint32{1, 2}) {
		t.Errorf("schedules %v: those of Asian, lookback and barrier options are shared", got)
	}
	for i, want := range []string{
		`european { underlying: 1 type: OPTION_TYPE_CALL strike: 100 step: 1 }`,
		`asian { type: OPTION_TYPE_CALL averaging: AVERAGING_ARITHMETIC }`,
		`digital { underlying: 1 type: OPTION_TYPE_PUT strike: 90 step: 2 cash: 10 }`,
		`digital { type: OPTION_TYPE_PUT strike: 90 step: 2 }`,
		`lookback { underlying: 1 type: OPTION_TYPE_CALL }`,
		`lookback { type: OPTION_TYPE_CALL strike: 105 schedule: 1 }`,
		`basket { kind: BASKET_KIND_SUM terms { underlying: 1 weight: 1 } terms { weight: -2 }
		 type: OPTION_TYPE_CALL strike: 5 step: 2 }`,
		`basket { kind: BASKET_KIND_MIN terms { underlying: 1 weight: 1 } type: OPTION_TYPE_CALL strike: 5 step: 2 }`,
		`basket { kind: BASKET_KIND_MAX terms { underlying: 1 weight: 1 } type: OPTION_TYPE_CALL strike: 5 step: 2 }`,
		`barrier { underlying: 1 type: OPTION_TYPE_PUT strike: 90 kind: BARRIER_KIND_UP_OUT level: 120 rebate: 3 schedule: 1 }`,
		`barrier { type: OPTION_TYPE_PUT strike: 90 kind: BARRIER_KIND_UP_IN level: 120 rebate: 3 continuous: true }`,
		`barrier { type: OPTION_TYPE_PUT strike: 90 kind: BARRIER_KIND_DOWN_OUT level: 120 rebate: 3 continuous: true }`,
		`barrier { type: OPTION_TYPE_PUT strike: 90 kind: BARRIER_KIND_DOWN_IN level: 120 rebate: 3 continuous: true }`,
		`bermudan { underlying: 1 type: OPTION_TYPE_PUT strike: 100 schedule: 1 }`,
	} {
		wanted := &pricerv1.Position{}
		if err := prototext.Unmarshal([]byte("quantity: 1 "+want), wanted); err != nil {
			t.Fatal(err)
		}
		if got := p.Job.GetPositions()[i]; !proto.Equal(got, wanted) {
			t.Errorf("%s: %v, want %v", p.Positions[i].ID, got, wanted)
		}
	}
}

func TestAGreekToAnUnderlyingHasASumForEachOfThePosition(t *testing.T) {
	p, err := New(
		portfolio(basketOf("b", "B", "A"), digitalPut("d", "B"), lookbackCall("l", "A", 1)),
		&riskv1.ValuationSpec{Greeks: []riskv1.Greek{
			riskv1.Greek_GREEK_RHO, riskv1.Greek_GREEK_DELTA, riskv1.Greek_GREEK_VEGA, riskv1.Greek_GREEK_GAMMA,
			riskv1.Greek_GREEK_THETA,
		}},
	)
	if err != nil {
		t.Fatal(err)
	}
	var layout []string
	for _, position := range p.Positions {
		layout = append(layout, position.ID)
		for _, greek := range p.Greeks {
			layout = append(layout, fmt.Sprintf("%v%v", greek, position.To(greek)))
		}
	}
	const want = "b GREEK_RHO[] GREEK_DELTA[B A] GREEK_VEGA[B A] GREEK_GAMMA[B A] GREEK_THETA[] " +
		"d GREEK_RHO[] GREEK_DELTA[B] GREEK_VEGA[B] GREEK_GAMMA[B] GREEK_THETA[] " +
		"l GREEK_RHO[] GREEK_DELTA[A] GREEK_VEGA[A] GREEK_GAMMA[A] GREEK_THETA[]"
	if got := strings.Join(layout, " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := p.Width(); got != 1+9+6+6 {
		t.Errorf("width %d, want 22", got)
	}
}

func TestTheEstimatorIsAQuestionOfTheKindAndOfTheGreek(t *testing.T) {
	const (
		pathwise   = riskv1.Estimator_ESTIMATOR_PATHWISE
		likelihood = riskv1.Estimator_ESTIMATOR_LIKELIHOOD_RATIO
		common     = riskv1.Estimator_ESTIMATOR_COMMON_RANDOM_NUMBERS
	)
	fixed := lookbackCall("fixed", "A", 1)
	fixed.GetInstrument().GetLookback().StrikeKind = &riskv1.LookbackOption_Strike{Strike: 100}
	average := listedAsian("average", 1)
	average.GetInstrument().GetAsian().StrikeKind = &riskv1.AsianOption_Strike{Strike: 100}
	for _, kind := range []struct {
		position            *riskv1.Position
		gamma, theta, other riskv1.Estimator
	}{
		{europeanCall("european", "A", 1), riskv1.Estimator_ESTIMATOR_PATHWISE_LIKELIHOOD_RATIO, pathwise, pathwise},
		{digitalPut("digital", "A"), likelihood, likelihood, likelihood},
		{average, common, pathwise, pathwise},
		{listedAsian("floating", 1), pathwise, pathwise, pathwise},
		{fixed, common, pathwise, pathwise},
		{lookbackCall("lookback", "A", 1), pathwise, pathwise, pathwise},
		{basketOf("basket", "A", "B"), common, pathwise, pathwise},
		{upOut("dates", "A", 1), likelihood, likelihood, likelihood},
		{watched(upOut("watched", "A", 0, 1), riskv1.BarrierOption_KIND_UP_OUT), common, common, pathwise},
		{americanPut("american", "A", 1), riskv1.Estimator_ESTIMATOR_PATHWISE_LIKELIHOOD_RATIO, pathwise, pathwise},
	} {
		p, err := New(portfolio(kind.position), &riskv1.ValuationSpec{})
		if err != nil {
			t.Fatal(err)
		}
		for greek := range greeks {
			want := kind.other
			switch greek {
			case riskv1.Greek_GREEK_GAMMA:
				want = kind.gamma
			case riskv1.Greek_GREEK_THETA:
				want = kind.theta
			default:
			}
			if got := p.Positions[0].Estimator(greek, "A"); got != want {
				t.Errorf("%s, %v: %v, want %v", p.Positions[0].ID, greek, got, want)
			}
		}
	}
}

func TestCheckNamesTheFieldOfEachKind(t *testing.T) {
	lateEven := watched(upOut("x", "A"), riskv1.BarrierOption_KIND_UP_OUT)
	lateEven.GetInstrument().GetBarrier().Monitoring = &riskv1.BarrierOption_Even{
		Even: &riskv1.EvenFixings{FirstYears: 0.1, LastYears: 1, Count: 3},
	}
	today := americanPut("x", "A")
	today.GetInstrument().GetAmerican().Exercises = &riskv1.AmericanOption_Even{
		Even: &riskv1.EvenFixings{FirstYears: 0, LastYears: 1, Count: 3},
	}
	for field, wrong := range map[string]*riskv1.Position{
		"american.underlying":        americanPut("x", "C", 1),
		"american.listed.years[1]":   americanPut("x", "A", 0.3, 0.2),
		"american.listed.years[0]":   americanPut("x", "A", 0, 1),
		"american.even.first_years":  today,
		"digital.underlying":         digitalPut("x", "C"),
		"lookback.underlying":        lookbackCall("x", "C", 0.5),
		"lookback.listed.years[1]":   lookbackCall("x", "A", 0.3, 0.2),
		"lookback.listed.years[0]":   lookbackCall("x", "A", 0),
		"barrier.underlying":         upOut("x", "C", 0.5),
		"barrier.listed.years[1]":    upOut("x", "A", 0.3, 0.2),
		"barrier.listed.years[0]":    watched(upOut("x", "A", 0.1, 0.2), riskv1.BarrierOption_KIND_UP_OUT),
		"barrier.even.first_years":   lateEven,
		"basket.terms[1].underlying": basketOf("x", "A", "C"),
		"basket.terms[2].underlying": basketOf("x", "B", "A", "B"),
	} {
		found := Check(portfolio(wrong), "portfolio.")
		if len(found) != 1 || found[0].Field != "portfolio.positions[0].instrument."+field || found[0].Description == "" {
			t.Errorf("found %v, want %s", found, field)
		}
	}
}

func TestLimitsCountAllPositionsTogether(t *testing.T) {
	large := portfolio()
	for i := range 100 {
		large.Underlyings = append(large.Underlyings, &riskv1.Underlying{Id: strconv.Itoa(i), Spot: 1, Volatility: 0.1})
	}
	all := make([]string, 100)
	for i := range all {
		all[i] = strconv.Itoa(i)
	}
	for i := range MaxTerms / len(all) {
		large.Positions = append(large.Positions, basketOf("b"+strconv.Itoa(i), all...))
	}
	if found := Check(large, ""); found != nil {
		t.Errorf("as many terms as may be: %v", found)
	}
	large.Positions = append(large.Positions, basketOf("more", "A"))
	if found := Check(large, ""); len(found) != 1 || found[0].Field != "positions" ||
		!strings.Contains(found[0].Description, "10000 terms") {
		t.Errorf("one term more: %v", found)
	}

	fixed := portfolio()
	dates := make([]float64, 1024)
	for i := range dates {
		dates[i] = float64(i+1) / 1024
	}
	for i := range MaxFixings / len(dates) {
		if i%2 == 0 {
			fixed.Positions = append(fixed.Positions, listedAsian(strconv.Itoa(i), dates...))
		} else {
			fixed.Positions = append(fixed.Positions, lookbackCall(strconv.Itoa(i), "B", dates...))
		}
	}
	if found := Check(fixed, ""); found != nil {
		t.Errorf("as many fixings as may be: %v", found)
	}
	fixed.Positions = append(fixed.Positions, lookbackCall("more", "A", 1))
	if found := Check(fixed, ""); len(found) != 1 || found[0].Field != "positions" ||
		!strings.Contains(found[0].Description, "1048576 fixings") {
		t.Errorf("one fixing more: %v", found)
	}

	looked := portfolio()
	for i := range MaxLooks / len(dates) {
		looked.Positions = append(looked.Positions, upOut(strconv.Itoa(i), "A", dates...))
	}
	if found := Check(looked, ""); found != nil {
		t.Errorf("as many looks as may be: %v", found)
	}
	looked.Positions = append(looked.Positions, upOut("more", "A", 1))
	if found := Check(looked, ""); len(found) != 1 || found[0].Field != "positions" ||
		!strings.Contains(found[0].Description, "65536 dates") {
		t.Errorf("one look more: %v", found)
	}

	early := portfolio()
	for i := range MaxExercises / 1000 {
		early.Positions = append(early.Positions, americanPut(strconv.Itoa(i), "B", dates[:1000]...))
	}
	if found := Check(early, ""); found != nil {
		t.Errorf("as many exercises as may be: %v", found)
	}
	early.Positions = append(early.Positions, americanPut("more", "A", 1))
	if found := Check(early, ""); len(found) != 1 || found[0].Field != "positions" ||
		!strings.Contains(found[0].Description, "20000 dates") {
		t.Errorf("one date more: %v", found)
	}
}

func TestAPlanTakesPoliciesOfItsOwnJobAlone(t *testing.T) {
	planned := func() *Plan {
		p, err := New(portfolio(americanPut("two", "A", 0.5, 1), americanPut("one", "A", 1), europeanCall("e", "B", 1)),
			&riskv1.ValuationSpec{Seed: 7})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	prepared := func(change func(*pricerv1.Job)) *pricerv1.Job {
		job := proto.CloneOf(planned().Job)
		job.GetPositions()[0].GetBermudan().Policy = []*pricerv1.Continuation{{Constant: 3}}
		change(job)
		return job
	}
	for name, job := range map[string]*pricerv1.Job{
		"nothing":           nil,
		"without policy":    planned().Job,
		"another seed":      prepared(func(job *pricerv1.Job) { job.Seed++ }),
		"another strike":    prepared(func(job *pricerv1.Job) { job.GetPositions()[0].GetBermudan().Strike++ }),
		"one position less": prepared(func(job *pricerv1.Job) { job.Positions = job.GetPositions()[:2] }),
		"another policy": prepared(func(job *pricerv1.Job) {
			job.GetPositions()[1].GetBermudan().Policy = []*pricerv1.Continuation{{}}
		}),
	} {
		p := planned()
		if err := p.Prepared(job); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	p, right := planned(), prepared(func(*pricerv1.Job) {})
	if !p.Unprepared() {
		t.Error("it lacks nothing")
	}
	if err := p.Prepared(right); err != nil || p.Unprepared() || !proto.Equal(p.Job, right) {
		t.Errorf("%v: %v", err, p.Job)
	}
}
