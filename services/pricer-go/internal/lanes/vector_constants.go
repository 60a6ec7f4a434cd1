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

// constants are what the vector code loads, so long that the allocator begins it at a page: no vector crosses a line of
// the cache then, which variables of the package would.
type constants struct {
	zero, half, one, two, sign, iota wide

	mantissa, oneAndAHalfth, oneAndAHalf wide

	radius, radiusSquared, tailStart wide
	centreOver, centreUnder          [11]wide
	tailOver, tailUnder              [8]wide

	// A number in the low bits of 2^52 becomes that many, without a conversion that vector units lack.
	two52, two52AndBias, sqrtHalf, toOne, ln2High, ln2Low wide
	logSeries                                             [10]wide

	highest, lowest, log2E, rounder, minusLn2High, minusLn2Low, fields wide
	expEven, expOdd                                                    [5]wide

	farthest    wide
	normalOver  [11]wide
	normalUnder [12]wide

	_ [21]wide
}

var table = newConstants()

// newConstants is a function, so that they are allocated.
func newConstants() *constants {
	return &constants{
		zero:          spread(0),
		half:          spread(0.5),
		one:           spread(1),
		two:           spread(2),
		sign:          spreadBits(1 << 63),
		iota:          iota8(),
		mantissa:      spreadBits(mantissa),
		oneAndAHalfth: spreadBits(oneAndAHalfth),
		oneAndAHalf:   spread(1.5),
		radius:        spread(centreRadius),
		radiusSquared: spread(centreRadiusSquared),
		centreOver:    [11]wide(spreadAll(centreOver[:])),
		centreUnder:   [11]wide(spreadAll(centreUnder[:])),
		tailStart:     spread(tailStart),
		tailOver:      [8]wide(spreadAll(tailOver[:])),
		tailUnder:     [8]wide(spreadAll(tailUnder[:])),
		two52:         spread(0x1p52),
		two52AndBias:  spread(0x1p52 + bias),
		sqrtHalf:      spreadBits(sqrtHalf),
		toOne:         spreadBits(one - sqrtHalf),
		ln2High:       spread(ln2High),
		ln2Low:        spread(ln2Low),
		logSeries:     [10]wide(spreadAll(logSeries[:])),
		highest:       spread(highest),
		lowest:        spread(lowest),
		log2E:         spread(math.Log2E),
		rounder:       spread(rounder),
		minusLn2High:  spread(-ln2High),
		minusLn2Low:   spread(-ln2Low),
		expEven:       [5]wide(spreadAll(expEven[:])),
		expOdd:        [5]wide(spreadAll(expOdd[:])),
		fields:        spreadBits(rounderBits - 2*bias),
		farthest:      spread(farthest),
		normalOver:    [11]wide(spreadAll(normalOver[:])),
		normalUnder:   [12]wide(spreadAll(normalUnder[:])),
	}
}

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
