package job

import (
	"encoding/binary"
	"math"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// bermudan is the slot of what an option has paid. Those are the same that have the underlying, the type, the bits of
// the strike, the schedule and the bits of the policy in common.
func (c *claims) bermudan(of *pricerv1.Bermudan) int {
	key := binary.LittleEndian.AppendUint32(nil, of.GetUnderlying())
	key = binary.LittleEndian.AppendUint32(key, uint32(of.GetType()))
	key = binary.LittleEndian.AppendUint32(key, of.GetSchedule())
	key = binary.LittleEndian.AppendUint64(key, math.Float64bits(of.GetStrike()))
	for _, date := range of.GetPolicy() {
		for _, coefficient := range continuation(date) {
			key = binary.LittleEndian.AppendUint64(key, math.Float64bits(coefficient))
		}
	}
	slot, known := c.bermudans[string(key)]
	if !known {
		slot = c.exercises(of)
		c.bermudans[string(key)] = slot
	}
	return slot
}

// exercises notes where the option may be exercised.
func (c *claims) exercises(of *pricerv1.Bermudan) int {
	slot := c.quantities.slot(0)
	for range c.job.GetGreeks() {
		c.quantities.slot(0)
	}
	dates, underlying := datesOf(c.job, of), c.job.GetUnderlyings()[of.GetUnderlying()]
	fall, opening := Fall{Motion: none}, none
	score := scoreOf(underlying.GetSpot(), underlying.GetVolatility(), dates[0].Time)
	switch gamma := c.asks(pricerv1.Greek_GREEK_GAMMA); {
	case underlying.GetHeston() != nil:
		score = [3]float64{-(1 / underlying.GetSpot()), 1 / underlying.GetSpot()}
		if gamma {
			opening = c.quantities.density(of.GetUnderlying(), dates[0].Step).Score
		}
	case gamma || c.asks(pricerv1.Greek_GREEK_THETA):
		fall = c.quantities.fall(of.GetUnderlying(), dates[0].Step)
		opening = fall.Motion
	}
	for _, date := range dates {
		exercise := Exercise{
			Paid: slot, Right: date.Right, Discount: date.Discount,
			Spot: underlying.GetSpot(), Rate: c.job.GetRate(), Fall: fall, Opening: opening, Score: score,
		}
		if policy := of.GetPolicy(); len(policy) > 0 && date.index < len(policy) {
			exercise.Right = continuation(policy[date.index]).Of(exercise.Right)
		}
		reading := c.quantities.reading(priceKey{date.Step, of.GetUnderlying()})
		reading.exercises = append(reading.exercises, exercise)
	}
	return slot
}

// Date is a step at which an option may be exercised. With W the Brownian motion, the price is
// S = exp(volatility W + centre).
type Date struct {
	index int
	// Step is which, Time its time t in years.
	Step uint32
	Time float64
	// Centre is log(spot) + (rate - dividend yield - volatility^2 / 2) t, Discount exp(-rate t).
	Centre, Discount float64
	// Right is what is exercised. It knows what waiting for the expiry is worth, but no policy.
	Right lanes.Right
}

// datesOf are those of an option, ascending.
//
// Who waits for the expiry and then exercises for better or worse has sign (S exp(-yield tau) - K exp(-rate tau)), tau
// what is left. At the expiry itself there is no waiting.
func datesOf(job *pricerv1.Job, of *pricerv1.Bermudan) []Date {
	dynamics, underlying := dynamicsOf(job, of.GetUnderlying()), job.GetUnderlyings()[of.GetUnderlying()]
	steps := job.GetSchedules()[of.GetSchedule()].GetSteps()
	time := func(i int) float64 { return job.GetTimes()[steps[i]-1] }
	dates := make([]Date, len(steps))
	for i, step := range steps {
		right := lanes.Right{Sign: sign(of), Strike: of.GetStrike(), PerStrike: 1 / of.GetStrike()}
		if left := time(len(steps)-1) - time(i); left != 0 {
			right.Waiting = [2]float64{
				-(right.Sign * right.Strike) * discount(job.GetRate(), left),
				right.Sign * discount(underlying.GetDividendYield(), left),
			}
		}
		dates[i] = Date{
			index: i, Step: step, Time: time(i), Centre: dynamics.centre(time(i)),
			Discount: discount(job.GetRate(), time(i)), Right: right,
		}
	}
	return dates
}

// Continuation is what holding on is worth at a date: the coefficients of 1, x, x^2 and x^3 with x = S / strike - 1,
// and of v, v x and v x^2, of a variance v that moves.
type Continuation [7]float64

func continuation(of *pricerv1.Continuation) Continuation {
	return Continuation{
		of.GetConstant(), of.GetLinear(), of.GetQuadratic(), of.GetCubic(),
		of.GetVarianceConstant(), of.GetVarianceLinear(), of.GetVarianceQuadratic(),
	}
}

// Of is the right as it is exercised by that.
func (c Continuation) Of(right lanes.Right) lanes.Right {
	right.Continuation, right.ByVariance = [4]float64(c[:4]), [3]float64(c[4:])
	return right
}
