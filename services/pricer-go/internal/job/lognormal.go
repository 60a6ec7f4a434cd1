package job

import (
	"math"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// lognormal is a quantity whose logarithm is normal: centre is its mean, the logarithm of the median, and deviation its
// standard deviation.
type lognormal struct{ centre, deviation float64 }

// Beyond these deviations nothing is corrected: below, because a quantity hardly varies and differences are made of
// rounding; above, because its moments are of paths so rare that no run has them.
const leastDeviation, mostDeviation = 0x1p-16, 2.0

// varies says whether a regression on it is worth something.
func (l lognormal) varies() bool {
	return l.deviation >= leastDeviation && l.deviation <= mostDeviation
}

// mean is its expectation if its median were e^shift times what it is.
func (l lognormal) mean(shift float64) float64 {
	return lanes.Exp(math.FMA(0.5*l.deviation, l.deviation, l.centre+shift))
}

// pays is what a payoff on it pays on average if its median were e^shift times what it is: the formula of F. Black,
// "The pricing of commodity contracts", 1976, without the discount.
func (l lognormal) pays(of Expiring, shift float64) float64 {
	near := ((l.centre + shift) - lanes.Log(of.Strike)) / l.deviation
	asset := float64(l.mean(shift) * lanes.NormalDistribution(of.Sign*(near+l.deviation)))
	chance := lanes.NormalDistribution(of.Sign * near)
	switch of.Pays {
	case Asset:
		return asset
	case Cash:
		return float64(of.Cash * chance)
	default:
		return of.Sign * math.FMA(-of.Strike, chance, asset)
	}
}

// slope is the coefficient of the best linear approximation of a payoff by the quantity Q, its covariance with Q over
// the variance of Q. With F the mean of Q, v the deviation and P(x) the payoff's mean where the median is e^x times
// what it is, E(payoff Q) = F P(v^2), for weighting by Q moves the mean of its logarithm by v^2. So the coefficient is
// that of the chord of P over F from 0 to v^2,
//
//	(P(v^2) - P(0)) / (F (e^(v^2) - 1))
//
// and, where both are means over a path and the mirrored one, of which the latter's Q is proportional to 1 / Q,
//
//	(P(v^2) - 2 P(0) + P(-v^2)) / (F (e^(v^2 / 2) - e^(-v^2 / 2))^2)
//
// As v goes to 0 these become derivatives; a chord of v / 64 is short enough for them, and not lost in rounding.
func (l lognormal) slope(of Expiring, mirrored bool) float64 {
	square := float64(l.deviation * l.deviation)
	length := max(square, l.deviation/64)
	half := 0.5 * length
	if mirrored {
		here := l.pays(of, 0)
		bend := (l.pays(of, length) - here) + (l.pays(of, -length) - here)
		width := lanes.Exp(half) - lanes.Exp(-half)
		return bend / (l.mean(0) * float64(width*width))
	}
	low, high := float64(0.5*square)-half, float64(0.5*square)+half
	return (l.pays(of, high) - l.pays(of, low)) / (l.mean(high) - l.mean(low))
}
