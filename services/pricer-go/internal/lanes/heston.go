package lanes

import "math"

// VarianceStep is a step of a variance v, after Heston, and of the price that has it, of length dt in years. The
// parameters of the contract's Heston go by their Greek letters: kappa, theta, xi, rho.
type VarianceStep struct {
	// Decay is exp(-kappa dt) and Level theta (1 - decay): the mean of v at the end is decay v + level.
	Decay, Level float64
	// Slope is xi^2 decay (1 - decay) / kappa and Rest theta xi^2 (1 - decay)^2 / (2 kappa): the variance of v at the
	// end is slope v + rest.
	Slope, Rest float64
	// Tilt is how much of v at the end is in the logarithm of the price: Andersen's K2,
	// dt (kappa rho / xi - 1/2) / 2 + rho / xi.
	Tilt float64
	// Share is how much of v at both ends is in the variance of what else moves the logarithm: K3 = K4,
	// dt (1 - rho^2) / 2.
	Share float64
	// Growth is tilt + share / 2, A: the price is expected to grow by the mean of exp(growth v) of v at the end.
	Growth float64
}

// leastQuadratic is 2 / psi_c.
const leastQuadratic = 4.0 / 3.0

// heston is one path after the other. The order of the operations, and what they are, is in kernel/heston.rs of the
// engine in Rust. A branch takes the place of masks here: half of each step is not needed.
func heston(motion, variances, normals, shocks, uniforms Chunk, step *VarianceStep) {
	variances, normals = variances[:len(motion)], normals[:len(motion)]
	shocks, uniforms = shocks[:len(motion)], uniforms[:len(motion)]
	for g := range motion {
		motion, variances, normals := &motion[g], &variances[g], &normals[g]
		shocks, uniforms := &shocks[g], &uniforms[g]
		for lane := range motion {
			start := variances[lane]
			end, correction := step.varianceAtTheEnd(start, shocks[lane], uniforms[lane])
			spread := math.Sqrt(float64(step.Share * (start + end)))
			tilted := math.FMA(step.Tilt, end, correction)
			drift := math.FMA(-float64(0.5*step.Share), start, tilted)
			motion[lane] = math.FMA(spread, normals[lane], motion[lane]+drift)
			variances[lane] = end
		}
	}
}

// varianceAtTheEnd is the variance at the end of a step, and what keeps the price a martingale.
func (v *VarianceStep) varianceAtTheEnd(start, shock, uniform float64) (end, correction float64) {
	mean := math.FMA(v.Decay, start, v.Level)
	square := math.FMA(v.Slope, start, v.Rest)
	w := float64((mean+mean)*mean) / square
	if w < leastQuadratic {
		over := 1 / (2 + w)
		none := float64((2 - w) * over)
		some := float64((w + w) * over)
		scale := mean / some
		if drawn := logScaled(some/(0.5-uniform), 0); drawn > 0 {
			end = float64(scale * drawn)
		}
		return end, 0 - logScaled(none+some/(1-float64(v.Growth*scale)), 0)
	}
	k := w - 1
	bSquare := k + math.Sqrt(float64(w*k))
	a := mean / (1 + bSquare)
	root := math.Sqrt(bSquare) + shock
	f := float64(v.Growth * a)
	d := 1 - (f + f)
	return float64(a * float64(root*root)), float64(0.5*logScaled(d, 0)) - float64(f*bSquare)/d
}
