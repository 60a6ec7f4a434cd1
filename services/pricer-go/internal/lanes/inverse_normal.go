package lanes

import "math"

// The inverse of the standard normal distribution function: the rational approximations PPND16 of M. J. Wichura,
// "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988), 477-484, about
// 1e-16 exact, with the published coefficients, digit for digit.
//
// The centre, |p - 0.5| <= 0.425, is a rational function of (p - 0.5)^2, and the tail one of sqrt(-log) of the distance to
// the nearer end of the interval. The published far tail, nearer to an end than e^-25, is not needed: what Uniform makes
// is 2^-33 away from it and more. Scalar code branches, vector code computes both and selects; the bits are the same.
const (
	centreRadius        = 0.425
	centreRadiusSquared = 0.180625
	tailStart           = 1.6
)

// InverseNormal is the standard normal quantile of a p that Uniform makes. Anything else gives a number without meaning.
func InverseNormal(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= centreRadius {
		r := math.FMA(q, -q, centreRadiusSquared)
		over := float64(2.5090809287301226727e3)
		over = math.FMA(over, r, 3.3430575583588128105e4)
		over = math.FMA(over, r, 6.7265770927008700853e4)
		over = math.FMA(over, r, 4.5921953931549871457e4)
		over = math.FMA(over, r, 1.3731693765509461125e4)
		over = math.FMA(over, r, 1.9715909503065514427e3)
		over = math.FMA(over, r, 1.3314166789178437745e2)
		over = math.FMA(over, r, 3.3871328727963666080e0)
		under := float64(5.2264952788528545610e3)
		under = math.FMA(under, r, 2.8729085735721942674e4)
		under = math.FMA(under, r, 3.9307895800092710610e4)
		under = math.FMA(under, r, 2.1213794301586595867e4)
		under = math.FMA(under, r, 5.3941960214247511077e3)
		under = math.FMA(under, r, 6.8718700749205790830e2)
		under = math.FMA(under, r, 4.2313330701600911252e1)
		under = math.FMA(under, r, 1)
		return float64(q*over) / under
	}
	distance := p
	if p >= 0.5 {
		distance = 1 - p
	}
	r := math.Sqrt(-logScaled(distance, 0)) - tailStart
	over := float64(7.74545014278341407640e-4)
	over = math.FMA(over, r, 2.27238449892691845833e-2)
	over = math.FMA(over, r, 2.41780725177450611770e-1)
	over = math.FMA(over, r, 1.27045825245236838258e0)
	over = math.FMA(over, r, 3.64784832476320460504e0)
	over = math.FMA(over, r, 5.76949722146069140550e0)
	over = math.FMA(over, r, 4.63033784615654529590e0)
	over = math.FMA(over, r, 1.42343711074968357734e0)
	under := float64(1.05075007164441684324e-9)
	under = math.FMA(under, r, 5.47593808499534494600e-4)
	under = math.FMA(under, r, 1.51986665636164571966e-2)
	under = math.FMA(under, r, 1.48103976427480074590e-1)
	under = math.FMA(under, r, 6.89767334985100004550e-1)
	under = math.FMA(under, r, 1.67638483018380384940e0)
	under = math.FMA(under, r, 2.05319162663775882187e0)
	under = math.FMA(under, r, 1)
	return math.Copysign(over, q) / under
}
