//go:build amd64 && goexperiment.simd

package lanes

import (
	"math"
	"simd/archsimd"
)

// wide is a constant of the vector code, as often as the widest vector needs: loaded, it costs one operand.
type wide [8]float64

// series is the coefficients of a polynomial, the lowest power first.
type series [16]wide

func spread(x float64) wide { return wide{x, x, x, x, x, x, x, x} }

func spreadBits(x uint64) wide { return spread(math.Float64frombits(x)) }

func spreadSeries(coefficients ...float64) series {
	var s series
	for i, c := range coefficients {
		s[i] = spread(c)
	}
	return s
}

var (
	wideZero    = spread(0)
	wideHalf    = spread(0.5)
	wideOne     = spread(1)
	wideTwo     = spread(2)
	wideSign    = spreadBits(1 << 63)
	wideLowWord = spreadBits(1<<32 - 1)
	wideTwo52   = spread(0x1p52)
	wideTwoM32  = spread(0x1p-32)
	wideIota    = iota8()

	wideRadius        = spread(centreRadius)
	wideRadiusSquared = spread(centreRadiusSquared)
	wideTailStart     = spread(tailStart)

	wideBits         = spread(0x1p52 + bias)
	wideMantissa     = spreadBits(mantissa)
	wideSqrtHalf     = spreadBits(sqrtHalf)
	wideToOne        = spreadBits(one - sqrtHalf)
	wideLn2High      = spread(ln2High)
	wideLn2Low       = spread(ln2Low)
	wideMinusLn2High = spread(-ln2High)
	wideMinusLn2Low  = spread(-ln2Low)
	wideHighest      = spread(highest)
	wideLowest       = spread(lowest)
	wideLog2E        = spread(math.Log2E)
	wideRounder      = spread(rounder)
	wideFields       = spreadBits(rounderBits - 2*bias)

	centreOver = spreadSeries(3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
		1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4,
		2.5090809287301226727e3)
	centreUnder = spreadSeries(1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
		2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3)
	tailOver = spreadSeries(1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
		3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
		7.74545014278341407640e-4)
	tailUnder = spreadSeries(1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9)
	logSeries = spreadSeries(2.0/3, 2.0/5, 2.0/7, 2.0/9, 2.0/11, 2.0/13, 2.0/15, 2.0/17, 2.0/19, 2.0/21)
	expSeries = spreadSeries(1, 1, 1.0/2, 1.0/6, 1.0/24, 1.0/120, 1.0/720, 1.0/5040, 1.0/40320, 1.0/362880,
		1.0/3628800, 1.0/39916800, 1.0/479001600, 1.0/6227020800)
)

// iota8 is 0 to 7 as integers.
func iota8() wide {
	var w wide
	for i := range w {
		w[i] = math.Float64frombits(uint64(i))
	}
	return w
}

// vectors are the tiers beside the scalar one that this processor has. Both need fused multiply-add too, which every
// processor with AVX2 but a few of one maker has.
func vectors() []*Tier {
	var tiers []*Tier
	if archsimd.X86.AVX2() && archsimd.X86.FMA() {
		tiers = append(tiers, &tierAVX2)
	}
	if archsimd.X86.AVX512() && archsimd.X86.FMA() {
		tiers = append(tiers, &tierAVX512)
	}
	return tiers
}
