package lanes

import "math"

// The exponential function: k = x / log 2, rounded; r = x - k log 2, in two parts of log 2; |r| <= 0.3466. e^r is 1 +
// (r + r^2 g(r)); the even and the odd part of g are summed apart, each in powers of r^2, so that a processor can work
// on both at once. 2^k is multiplied in two halves, so that the result overflows to infinity and underflows through the
// subnormal numbers to 0 as it should. The error is below 0.85 units in the last place, and below 1.5 where the result
// is subnormal.
const (
	// Beyond these the result is infinity or 0 anyway.
	highest = 710.0
	lowest  = -746.0
	// rounder is 1.5 * 2^52: added to a small number, it leaves the nearest integer in the low bits.
	rounder     = 0x1.8p52
	rounderBits = 0x4338000000000000
	bias        = 1023
)

// Exp is e to the power of x, for any x that is not NaN.
func Exp(x float64) float64 {
	if x > highest {
		x = highest
	}
	if x < lowest {
		x = lowest
	}
	rounded := math.FMA(x, math.Log2E, rounder)
	k := rounded - rounder
	r := math.FMA(k, -ln2Low, math.FMA(k, -ln2High, x))
	// k + 2 * bias, in halves of which each is the exponent field of a normal number.
	fields := math.Float64bits(rounded) - rounderBits + 2*bias
	first := fields >> 1
	second := fields - first
	square := float64(r * r)
	even := expEven[4]
	even = math.FMA(even, square, expEven[3])
	even = math.FMA(even, square, expEven[2])
	even = math.FMA(even, square, expEven[1])
	even = math.FMA(even, square, expEven[0])
	odd := expOdd[4]
	odd = math.FMA(odd, square, expOdd[3])
	odd = math.FMA(odd, square, expOdd[2])
	odd = math.FMA(odd, square, expOdd[1])
	odd = math.FMA(odd, square, expOdd[0])
	e := math.FMA(math.FMA(math.FMA(odd, r, even), r, 1), r, 1)
	return float64(float64(e*math.Float64frombits(first<<52)) * math.Float64frombits(second<<52))
}
