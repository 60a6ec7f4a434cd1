package lanes

import "math"

// The natural logarithm: x = 2^k m with m in [sqrt(1/2), sqrt(2)), f = m - 1 (exact), s = f / (2 + f), and
//
//	log m = log((1 + s) / (1 - s)) = 2 s + s R,   R = 2 (s^2 / 3 + s^4 / 5 + s^6 / 7 + ...)
//
// cut after s^20 / 21, below 2^-60 of the result. As 2 s = f - s f, the leading term is the exact f:
// log m = f - (h - s (h + R)) with h = f^2 / 2. k log 2 is added in two parts. The error is below 0.8 units in the last
// place.
const (
	// ln2High is the leading 32 bits of log 2: products with an exponent are exact.
	ln2High = 0x1.62e42feep-1
	// ln2Low is log 2 - ln2High.
	ln2Low = 0x1.a39ef35793c76p-33
	// sqrtHalf is the bits of sqrt(1/2), cut after the leading 32.
	sqrtHalf = 0x3FE6A09E00000000
	one      = 0x3FF0000000000000
	mantissa = 0x000FFFFFFFFFFFFF
	// leastNormal is the least number that is not subnormal.
	leastNormal = 0x1p-1022
)

// Log is log x for positive finite x, subnormal numbers included. Anything else gives a number without meaning.
func Log(x float64) float64 {
	if x < leastNormal {
		return logScaled(x*0x1p54, 54)
	}
	return logScaled(x, 0)
}

// logScaled is log(x / 2^shift) for a normal x.
func logScaled(x, shift float64) float64 {
	// Adding 1 - sqrt(1/2) in bits makes the exponent field step at 2^k sqrt(1/2) rather than at 2^k.
	bits := math.Float64bits(x) + (one - sqrtHalf)
	k := float64(int64(bits>>52)-1023) - shift
	f := math.Float64frombits(bits&mantissa+sqrtHalf) - 1
	s := f / (2 + f)
	z := float64(s * s)
	r := logSeries[9]
	r = math.FMA(r, z, logSeries[8])
	r = math.FMA(r, z, logSeries[7])
	r = math.FMA(r, z, logSeries[6])
	r = math.FMA(r, z, logSeries[5])
	r = math.FMA(r, z, logSeries[4])
	r = math.FMA(r, z, logSeries[3])
	r = math.FMA(r, z, logSeries[2])
	r = math.FMA(r, z, logSeries[1])
	r = math.FMA(r, z, logSeries[0])
	r = float64(z * r)
	h := float64(float64(0.5*f) * f)
	small := math.FMA(s, h+r, float64(k*ln2Low))
	return math.FMA(k, ln2High, f-(h-small))
}
