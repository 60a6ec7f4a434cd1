package lanes

import "math"

// The inverse of the standard normal distribution function, of a p near to 0.5 + q: in the centre, |q| <= 0.48, q times
// a rational function of 0.2304 - q^2; in the tails one of sqrt(-log) of the distance to the nearer end of the
// interval, about 4e-16 exact. The published far tail, nearer to an end than e^-25, is not needed: what Centred makes
// is 2^-33 away from it and more. Only one number in 25 is in a tail, so all code computes them apart.
const (
	centreRadius        = 0.48
	centreRadiusSquared = 0.2304
	tailStart           = 1.6
)

// Centred is a number in (-0.5, 0.5) of a random word: (word + 0.5) / 2^32 - 0.5. It is exact, symmetric about 0, and
// never 0; the ends are 2^-33 away and more. The bits of the word are set into those of a number from 1 to 2.
func Centred(word uint32) float64 {
	return math.Float64frombits(uint64(word)<<20|oneAndAHalfth) - 1.5
}

// oneAndAHalfth is 1 + 2^-33.
const oneAndAHalfth = one | 1<<19

// InverseNormal is the standard normal quantile of 0.5 + q for a q that Centred makes. Anything else gives a number
// without meaning.
func InverseNormal(q float64) float64 {
	if math.Abs(q) > centreRadius {
		return tailNormal(q)
	}
	r := math.FMA(q, -q, centreRadiusSquared)
	over := centreOver[10]
	over = math.FMA(over, r, centreOver[9])
	over = math.FMA(over, r, centreOver[8])
	over = math.FMA(over, r, centreOver[7])
	over = math.FMA(over, r, centreOver[6])
	over = math.FMA(over, r, centreOver[5])
	over = math.FMA(over, r, centreOver[4])
	over = math.FMA(over, r, centreOver[3])
	over = math.FMA(over, r, centreOver[2])
	over = math.FMA(over, r, centreOver[1])
	over = math.FMA(over, r, centreOver[0])
	under := centreUnder[10]
	under = math.FMA(under, r, centreUnder[9])
	under = math.FMA(under, r, centreUnder[8])
	under = math.FMA(under, r, centreUnder[7])
	under = math.FMA(under, r, centreUnder[6])
	under = math.FMA(under, r, centreUnder[5])
	under = math.FMA(under, r, centreUnder[4])
	under = math.FMA(under, r, centreUnder[3])
	under = math.FMA(under, r, centreUnder[2])
	under = math.FMA(under, r, centreUnder[1])
	under = math.FMA(under, r, centreUnder[0])
	return float64(q*over) / under
}

func tailNormal(q float64) float64 {
	r := math.Sqrt(-logScaled(0.5-math.Abs(q), 0)) - tailStart
	over := tailOver[7]
	over = math.FMA(over, r, tailOver[6])
	over = math.FMA(over, r, tailOver[5])
	over = math.FMA(over, r, tailOver[4])
	over = math.FMA(over, r, tailOver[3])
	over = math.FMA(over, r, tailOver[2])
	over = math.FMA(over, r, tailOver[1])
	over = math.FMA(over, r, tailOver[0])
	under := tailUnder[7]
	under = math.FMA(under, r, tailUnder[6])
	under = math.FMA(under, r, tailUnder[5])
	under = math.FMA(under, r, tailUnder[4])
	under = math.FMA(under, r, tailUnder[3])
	under = math.FMA(under, r, tailUnder[2])
	under = math.FMA(under, r, tailUnder[1])
	under = math.FMA(under, r, tailUnder[0])
	return math.Copysign(over, q) / under
}
