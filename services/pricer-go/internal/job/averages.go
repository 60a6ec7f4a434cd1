package job

import (
	"math"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// points is how many values of a standard normal number stand for all, spacing how far they are apart: from -7.875 to
// 7.875.
const points, spacing = 64, 0.25

// rootOfTurn is the square root of 2 pi.
const rootOfTurn = 0x1.40d931ff62706p+1

// flattest is the least coefficient: below it the control pays so much more often than the claim that it explains next
// to nothing. steepest is the largest: what is beyond comes of paths too rare to be drawn.
const flattest, steepest = 1.0 / 64, 2.0

// averages are the arithmetic and the geometric average of an underlying over a schedule, of which the latter is
// lognormal. Z is its logarithm, standardised.
type averages struct {
	// law is that of the geometric average.
	law lognormal
	// prices are what is averaged, on average if Z is z.
	prices []averaged
	// arithmetic is the average of those at each point; nil as long as nobody has asked for it.
	arithmetic *[points]float64
}

// averaged is a price that is on average exp(level + slope z).
type averaged struct{ level, slope float64 }

// averages are found once for all claims on them.
func (c *claims) averages(underlying, schedule uint32) *averages {
	key := averageKey{underlying, schedule, true}
	found, known := c.averaged[key]
	if !known {
		found = newAverages(c.quantities, underlying, c.steps(schedule))
		c.averaged[key] = found
	}
	return found
}

// newAverages: of n prices, the logarithm of the one at t has the covariance spread^2 m(t) with that of the geometric
// average, m(t) the mean over the dates u of min(t, u); the variance of the latter is the mean of those.
func newAverages(q *quantities, underlying uint32, steps []uint32) *averages {
	dynamics, spread, count := q.dynamics[underlying], q.spread(underlying), float64(len(steps))
	variance := float64(spread * spread)
	times, shared := make([]float64, len(steps)), make([]float64, len(steps))
	sum, common := 0.0, 0.0
	for i, step := range steps {
		if step != 0 {
			times[i] = q.time(step)
		}
		sum += times[i]
		shared[i] = math.FMA(times[i], float64(len(steps)-1-i), sum) / count
		common += shared[i]
	}
	a := &averages{law: lognormal{dynamics.centre(sum / count), math.Sqrt(float64(variance*common) / count)}}
	for i, time := range times {
		slope := float64(variance*shared[i]) / a.law.deviation
		mean := math.FMA(0.5*variance, time, dynamics.centre(time))
		a.prices = append(a.prices, averaged{math.FMA(-0.5*slope, slope, mean), slope})
	}
	return a
}

// slope is the coefficient of an option on the arithmetic average by the same on the geometric one: the regression, at
// the points, of what the former would pay if each price were what it is on average given Z. 0: nothing is to be
// corrected.
func (a *averages) slope(of Expiring, mirrored bool) float64 {
	if a.arithmetic == nil {
		a.arithmetic = a.atPoints()
	}
	var paid, control [points]float64
	for k := range points {
		paid[k] = of.pays(a.arithmetic[k])
		control[k] = of.pays(lanes.Exp(math.FMA(a.law.deviation, point(k), a.law.centre)))
	}
	if mirrored {
		paid, control = folded(&paid), folded(&control)
	}
	found := regression(&paid, &control)
	if found < flattest {
		return 0
	}
	return min(found, steepest)
}

// regression is the covariance of both over the variance of the second, weighted as the points are; 0 where that does
// not vary.
func regression(paid, control *[points]float64) float64 {
	var weights [points]float64
	meanPaid, meanControl := 0.0, 0.0
	for k := range weights {
		z := point(k)
		weights[k] = lanes.Exp(-0.5*float64(z*z)) * (spacing / rootOfTurn)
		meanPaid = math.FMA(weights[k], paid[k], meanPaid)
		meanControl = math.FMA(weights[k], control[k], meanControl)
	}
	covariance, variance := 0.0, 0.0
	for k, weight := range &weights {
		distance := control[k] - meanControl
		covariance = math.FMA(weight*distance, paid[k]-meanPaid, covariance)
		variance = math.FMA(weight*distance, distance, variance)
	}
	if !(variance > 0) {
		return 0
	}
	return covariance / variance
}

// atPoints is what the arithmetic average is on average at each point.
func (a *averages) atPoints() *[points]float64 {
	var list [points]float64
	for k := range list {
		sum := 0.0
		for _, price := range a.prices {
			sum += lanes.Exp(math.FMA(price.slope, point(k), price.level))
		}
		list[k] = sum / float64(len(a.prices))
	}
	return &list
}

func point(k int) float64 { return (float64(k) - 0.5*(points-1)) * spacing }

// folded is the means of each point and of its mirror image.
func folded(x *[points]float64) [points]float64 {
	var list [points]float64
	for k := range list {
		list[k] = 0.5 * (x[k] + x[points-1-k])
	}
	return list
}

// pays is what an option that pays a difference pays on this price.
func (e *Expiring) pays(price float64) float64 {
	if difference := e.Sign * (price - e.Strike); difference > 0 {
		return difference
	}
	return 0
}
