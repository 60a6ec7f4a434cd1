//go:build amd64 && goexperiment.simd

package lanes

import (
	"math"
	"simd/archsimd"
)

// wide is a constant of the vector code, as often as the widest vector needs: loaded, it costs one operand.
type wide [8]float64

func spread(x float64) wide { return wide{x, x, x, x, x, x, x, x} }

func spreadBits(x uint64) wide { return spread(math.Float64frombits(x)) }

func spreadAll(coefficients []float64) []wide {
	all := make([]wide, len(coefficients))
	for i, c := range coefficients {
		all[i] = spread(c)
	}
	return all
}

var (
	wideZero = spread(0)
	wideHalf = spread(0.5)
	wideOne  = spread(1)
	wideTwo  = spread(2)
	wideSign = spreadBits(1 << 63)
	wideIota = iota8()

	wideMantissa      = spreadBits(mantissa)
	wideOneAndAHalfth = spreadBits(oneAndAHalfth)
	wideOneAndAHalf   = spread(1.5)

	wideRadius        = spread(centreRadius)
	wideRadiusSquared = spread(centreRadiusSquared)
	wideCentreOver    = [11]wide(spreadAll(centreOver[:]))
	wideCentreUnder   = [11]wide(spreadAll(centreUnder[:]))
	wideTailStart     = spread(tailStart)
	wideTailOver      = [8]wide(spreadAll(tailOver[:]))
	wideTailUnder     = [8]wide(spreadAll(tailUnder[:]))

	// A number in the low bits of 2^52 becomes that many, without a conversion that vector units lack.
	wideTwo52        = spread(0x1p52)
	wideTwo52AndBias = spread(0x1p52 + bias)
	wideSqrtHalf     = spreadBits(sqrtHalf)
	wideToOne        = spreadBits(one - sqrtHalf)
	wideLn2High      = spread(ln2High)
	wideLn2Low       = spread(ln2Low)
	wideLogSeries    = [10]wide(spreadAll(logSeries[:]))

	wideHighest      = spread(highest)
	wideLowest       = spread(lowest)
	wideLog2E        = spread(math.Log2E)
	wideRounder      = spread(rounder)
	wideMinusLn2High = spread(-ln2High)
	wideMinusLn2Low  = spread(-ln2Low)
	wideExpEven      = [5]wide(spreadAll(expEven[:]))
	wideExpOdd       = [5]wide(spreadAll(expOdd[:]))
	wideFields       = spreadBits(rounderBits - 2*bias)
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
