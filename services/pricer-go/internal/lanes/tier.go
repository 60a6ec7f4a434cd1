package lanes

import (
	"fmt"
	"slices"
)

// Tier is the loops over chunks, compiled for the instructions that it names. All tiers give the same bits. Chunks of
// one call have the same length; none overlap, but that a result may be written over its argument.
type Tier struct {
	// Name is what KERNEL_TIER calls it.
	Name string

	// Normals draws standard normals: of the groups from the first on, for one step and factor.
	Normals func(out Chunk, group uint64, step, factor uint32, key Key)
	// Centred draws the uniform numbers less a half that Normals makes normals of, by Quantiles.
	Centred   func(out Chunk, group uint64, step, factor uint32, key Key)
	Quantiles func(x Chunk)
	// Scaled is weight * x, never -0.
	Scaled func(out, x Chunk, weight float64)
	// AddScaled adds weight * x to the sum, fused.
	AddScaled func(sum, x Chunk, weight float64)
	// Add adds x to the sum.
	Add func(sum, x Chunk)
	// Scale is x * factor.
	Scale func(out, x Chunk, factor float64)
	// Price is exp(volatility motion + centre).
	Price func(out, motion Chunk, volatility, centre float64)
	// AddVega adds price * (motion - centre) to the sum, fused.
	AddVega func(sum, price, motion Chunk, centre float64)
	// Vega is price * (motion - centre).
	Vega func(out, price, motion Chunk, centre float64)
	// Pay adds up what a claim pays: slope (long - strike), or against floating where that is not nil, and 0 instead of
	// less. Its weight of that goes to the totals. Where distance is not nil, it gets sign (long - strike).
	Pay func(claim Payoff, long, floating, distance, totals Chunk, sums *Sums)
	// Slope adds up a greek: scale * (long - floating) + decay * distance, the latter fused, where the distance is
	// positive.
	Slope func(scale, decay float64, long, floating, distance Chunk, sums *Sums)
	// AddUp adds up the values as they are.
	AddUp func(values Chunk, sums *Sums)

	// Heston moves a price and its variance. The motion is the logarithm of the price over its forward; the normals are
	// the price's own, shocks and uniforms the normals and the uniform numbers less a half of the variance.
	Heston func(motion, variances, normals, shocks, uniforms Chunk, step *VarianceStep)

	// Negate is 0 - x.
	Negate func(out, x Chunk)
	// Average is half of first + second.
	Average func(out, first, second Chunk)
	// Subtract is x - y.
	Subtract func(out, x, y Chunk)
	// Shift is x - by.
	Shift func(out, x Chunk, by float64)
	// Keep makes the values 0 unless the distance is positive.
	Keep func(values, distance Chunk)
	// KeepAt makes the values 0 unless the index is that.
	KeepAt func(values, indices Chunk, index float64)
	// Replace replaces what is in out by x where the distance is positive.
	Replace func(out, x, distance Chunk)
	// Score is (c0 + c1 motion + c2 motion^2) * paid, the former by Horner's rule, fused.
	Score func(out, paid, motion Chunk, c [3]float64)
	// Gain is what exercising the right gives where that is done, and 0 where it is not, or where something positive
	// has been paid already.
	Gain func(out, price, paid Chunk, right Right)
	// GainByVariance is the same where the variance moves.
	GainByVariance func(out, price, variance, paid Chunk, right Right)

	// NormalDistribution is the probability of a standard normal number below x. Here out must not be x.
	NormalDistribution func(out, x Chunk)

	// Multiply multiplies x by y.
	Multiply func(x, y Chunk)
	// Weigh is how much a loss counts in a tail: 1 above the threshold, the weight where it is neither above nor below,
	// else 0.
	Weigh func(out, losses Chunk, threshold, weight float64)
	// AddParts adds up weight * x and weight * x^2, of an x that is 0 where its weight is.
	AddParts func(x, weights Chunk, sums *Sums)

	// Uniforms are the uniform numbers less a half of points, as Centred makes them: of the groups from the first on.
	Uniforms func(out Chunk, points *Points, first int)
	// Bridge is left * the weight of that, plus right * its weight, plus normals * spread: the last first, and fused.
	Bridge func(out, normals, left, right Chunk, weights Between)
	// Mix is ofX x + ofY y, fused, of x first.
	Mix func(out, x, y Chunk, ofX, ofY float64)

	// Watch makes what survives 0 where the distance side * motion + shift from a barrier is not positive; what it was
	// there is met, and that is 0 elsewhere. The side is 1 or -1.
	Watch func(survival, met, motion Chunk, side, shift float64)
	// Approach sets end to the distance, or to 0 where it is not positive, and between to that times the one at the
	// start.
	Approach func(end, between, start, motion Chunk, side, shift float64)
	// Fade has the derivative of what survives lose change: meets * (survival * exponent + the derivative), with the
	// exponent, which is the derivative of a logarithm, where between is positive and 0 elsewhere.
	Fade func(derivative, change, survival, exponent, between, meets Chunk)
	// Pace sets pace to one over the variance per time that paths have on their way to a barrier and back, and bend to
	// what that changes with by how much less it is there than on average of both ends: distances times skew. It sets
	// the variance at the start to that at the end, for the next step.
	Pace func(pace, bend, distances, start, end Chunk, skew float64)

	// AddNoise adds, over a step of a price whose variance moves, what moves its logarithm and is independent of the
	// variance to the noise, and the variance of that to the spread. It is as the step after Heston has it.
	AddNoise func(noise, spread, normals, start, end Chunk, share float64)
	// Densities sets score to n = noise / spread, and bend to n^2 - 1 / spread - n: the first and the second
	// derivative, by the logarithm of the spot, of the density of a price given its variance, as parts of that, the
	// second less the first.
	Densities func(score, bend, noise, spread Chunk)
}

// Right is that to receive a price for a strike, or the strike for the price. What it gains is sign (price - strike).
// It is exercised where that is above 0, above the polynomial of price / strike - 1 whose coefficients are
// Continuation, and above that of the price whose coefficients are Waiting. Where the variance v moves, the first
// polynomial has v times another, whose coefficients are ByVariance, besides; see GainByVariance.
type Right struct {
	Sign, Strike, PerStrike float64
	Continuation            [4]float64
	ByVariance              [3]float64
	Waiting                 [2]float64
}

// Payoff is what Pay needs of a claim.
type Payoff struct{ Sign, Slope, Strike, Quantity float64 }

// Sums are those of the values and of their squares, lane by lane.
type Sums struct{ Values, Squares Lanes }

// Scalar is the tier of every processor.
func Scalar() *Tier { return &scalar }

// Tiers are those that this program was built with and that this processor has, the slowest first.
func Tiers() []*Tier { return append([]*Tier{&scalar}, vectors()...) }

// Fastest is the last of Tiers.
func Fastest() *Tier {
	tiers := Tiers()
	return tiers[len(tiers)-1]
}

// Choose is the tier of that name; "auto" is the fastest. The error says what there is.
func Choose(name string) (*Tier, error) {
	if name == "auto" {
		return Fastest(), nil
	}
	names := []string{"auto"}
	for _, tier := range Tiers() {
		if tier.Name == name {
			return tier, nil
		}
		names = append(names, tier.Name)
	}
	if slices.Contains([]string{"avx2", "avx512"}, name) {
		return nil, fmt.Errorf("is %s, which this processor lacks or the program was built without; there are %v",
			name, names)
	}
	return nil, fmt.Errorf("must be one of %v, not %q", names, name)
}
