package job

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// Variance is how the variance of an underlying moves.
type Variance struct {
	// Row is which of the variances it is.
	Row int
	// Factor is that of its random numbers.
	Factor int
	// Initial is today's.
	Initial float64
	// Steps are within Walk.VarianceSteps; step 1 is the first.
	Steps Span
	// Noise is the row of what a Density reads; none where nobody reads it.
	Noise int
}

// leastFall is the distance of 1 from the next number below.
const leastFall = 0x1p-53

// varianceStep is a step of that length in years.
func varianceStep(heston *pricerv1.Heston, length float64) lanes.VarianceStep {
	kappa, theta := heston.GetMeanReversion(), heston.GetLongRunVariance()
	xi, rho := heston.GetVolatilityOfVariance(), heston.GetCorrelation()
	decay := lanes.Exp(-float64(kappa * length))
	// Not 0, however short the step: no variance stands still, and no quotient is 0 / 0.
	fall := max(1-decay, leastFall)
	square := float64(xi * xi)
	slant := rho / xi
	halfLength := float64(0.5 * length)
	tilt := float64(halfLength*(float64(kappa*slant)-0.5)) + slant
	share := float64(halfLength * (1 - float64(rho*rho)))
	return lanes.VarianceStep{
		Decay:  decay,
		Level:  float64(theta * fall),
		Slope:  float64(float64(square*decay)*fall) / kappa,
		Rest:   float64(float64(float64(0.5*theta)*square)*float64(fall*fall)) / kappa,
		Tilt:   tilt,
		Share:  share,
		Growth: float64(0.5*share) + tilt,
	}
}

// varianceSteps are those of a grid that ends at these times.
func varianceSteps(heston *pricerv1.Heston, times []float64) []lanes.VarianceStep {
	steps := make([]lanes.VarianceStep, 0, len(times))
	start := 0.0
	for _, end := range times {
		steps = append(steps, varianceStep(heston, end-start))
		start = end
	}
	return steps
}

// shortEnough says whether the scheme's expected price is finite whatever the variance v was. It is the mean of
// exp(growth v), infinite from growth = 1 / (2 a) on where v is a (b + Z)^2, and from beta on where it is exponential.
// With s^2 / m at most xi^2 (1 - decay) / kappa, 2 a is at most 2/3 of that (where psi <= 3/2), and 1 / beta =
// (m + s^2 / m) / 2 at most 5/6 (where psi > 3/2).
func shortEnough(heston *pricerv1.Heston, length float64) bool {
	step, xi := varianceStep(heston, length), heston.GetVolatilityOfVariance()
	most := float64(float64(xi*xi)*(1-step.Decay)) / heston.GetMeanReversion()
	return float64(step.Growth*most) < 1
}
