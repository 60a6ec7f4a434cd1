// Package jobtest has jobs for tests.
package jobtest

import (
	"math"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// Short names for what tests write often.
const (
	Call       = pricerv1.OptionType_OPTION_TYPE_CALL
	Put        = pricerv1.OptionType_OPTION_TYPE_PUT
	Arithmetic = pricerv1.Averaging_AVERAGING_ARITHMETIC
	Geometric  = pricerv1.Averaging_AVERAGING_GEOMETRIC
)

// AllGreeks are the first derivatives to the market.
func AllGreeks() []pricerv1.Greek {
	return []pricerv1.Greek{
		pricerv1.Greek_GREEK_DELTA, pricerv1.Greek_GREEK_VEGA, pricerv1.Greek_GREEK_RHO,
	}
}

// European is one such position.
func European(underlying uint32, kind pricerv1.OptionType, strike float64, step uint32) *pricerv1.Position {
	return &pricerv1.Position{Quantity: 1, Payoff: &pricerv1.Position_European{European: &pricerv1.European{
		Underlying: underlying, Type: kind, Strike: strike, Step: step,
	}}}
}

// Asian is one such position; a strike of 0 is the average strike.
func Asian(
	underlying uint32, kind pricerv1.OptionType, averaging pricerv1.Averaging, strike float64, schedule uint32,
) *pricerv1.Position {
	asian := &pricerv1.Asian{Underlying: underlying, Type: kind, Averaging: averaging, Schedule: schedule}
	if strike != 0 {
		asian.Strike = &strike
	}
	return &pricerv1.Position{Quantity: 1, Payoff: &pricerv1.Position_Asian{Asian: asian}}
}

// Underlying is one.
func Underlying(spot, dividendYield, volatility float64) *pricerv1.Underlying {
	return &pricerv1.Underlying{Spot: spot, DividendYield: dividendYield, Volatility: volatility}
}

// Schedule is one.
func Schedule(steps ...uint32) *pricerv1.Schedule { return &pricerv1.Schedule{Steps: steps} }

// Market has three correlated underlyings, of which nothing is asked yet.
func Market() *pricerv1.Job {
	return &pricerv1.Job{
		Seed: 0x0123_4567_89ab_cdef,
		Rate: 0.03,
		Underlyings: []*pricerv1.Underlying{
			Underlying(100, 0.01, 0.2), Underlying(50, 0, 0.35), Underlying(10, -0.02, 0.6),
		},
		CorrelationFactor: []float64{1, 0.6, 0.8, -0.3, 0, math.Sqrt(0.91)},
	}
}

// Every has averages and prices in that market that pay, all greeks, a fixing today, underlyings that end early.
func Every() *pricerv1.Job {
	job := Market()
	job.Times = []float64{0.1, 0.25, 0.5, 0.75, 1, 1.5}
	job.Schedules = []*pricerv1.Schedule{Schedule(1, 2, 3, 4, 5), Schedule(0, 2, 3), Schedule(4)}
	job.Positions = []*pricerv1.Position{
		European(0, Call, 100, 5),
		European(0, Put, 95, 2),
		Asian(0, Call, Arithmetic, 100, 0),
		Asian(1, Put, Geometric, 52, 1),
		Asian(1, Call, Arithmetic, 0, 0),
		Asian(0, Put, Geometric, 0, 0),
		Asian(2, Call, Geometric, 9.5, 2),
	}
	job.Greeks = AllGreeks()
	job.Positions[1].Quantity = -3.5
	return job
}

// OneCall is a European call in one step.
func OneCall() *pricerv1.Job {
	return &pricerv1.Job{
		Seed: 42, Times: []float64{1}, Rate: 0.03,
		Underlyings: []*pricerv1.Underlying{Underlying(100, 0.01, 0.2)},
		Positions:   []*pricerv1.Position{European(0, Call, 100, 1)},
	}
}

// DailyAsian is a call on the arithmetic average of 252 dates.
func DailyAsian() *pricerv1.Job {
	job := OneCall()
	job.Times, job.Schedules = nil, []*pricerv1.Schedule{{}}
	for day := range uint32(252) {
		job.Times = append(job.Times, float64(day+1)/252)
		job.Schedules[0].Steps = append(job.Schedules[0].Steps, day+1)
	}
	job.Positions = []*pricerv1.Position{Asian(0, Call, Arithmetic, 100, 0)}
	return job
}

// Book is so many European options on ten correlated underlyings at one horizon.
func Book(positions int) *pricerv1.Job {
	job := &pricerv1.Job{Seed: 7, Times: []float64{0.5}, Rate: 0.02}
	// Each is correlated with the first by a half, and otherwise independent.
	for i := range 10 {
		job.Underlyings = append(job.Underlyings, Underlying(80+5*float64(i), 0.01, 0.15+0.03*float64(i)))
		row := make([]float64, i+1)
		row[0], row[i] = 0.5, math.Sqrt(0.75)
		if i == 0 {
			row[0] = 1
		}
		job.CorrelationFactor = append(job.CorrelationFactor, row...)
	}
	for i := range positions {
		kind := Call
		if i%2 == 1 {
			kind = Put
		}
		strike := 60 + float64(i%97)
		job.Positions = append(job.Positions, European(uint32(i%10), kind, strike, 1))
	}
	return job
}
