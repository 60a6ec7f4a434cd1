package lanes

import "math"

// AddNoise adds, over a step of a price whose variance moves, what moves its logarithm and is independent of the
// variance to the noise, and the variance of that to the spread. It is as the step after Heston has it.
func AddNoise(noise, spread, normals, start, end Chunk, share float64) {
	spread, normals = spread[:len(noise)], normals[:len(noise)]
	start, end = start[:len(noise)], end[:len(noise)]
	for g := range noise {
		noise, spread, normals := &noise[g], &spread[g], &normals[g]
		start, end := &start[g], &end[g]
		for lane := range noise {
			variance := float64(share * (start[lane] + end[lane]))
			noise[lane] = math.FMA(math.Sqrt(variance), normals[lane], noise[lane])
			spread[lane] += variance
		}
	}
}

// Densities sets score to n = noise / spread, and bend to n^2 - 1 / spread - n: the first and the second derivative, by
// the logarithm of the spot, of the density of a price given its variance, as parts of that, the second less the first.
func Densities(score, bend, noise, spread Chunk) {
	bend, noise, spread = bend[:len(score)], noise[:len(score)], spread[:len(score)]
	for g := range score {
		score, bend, noise, spread := &score[g], &bend[g], &noise[g], &spread[g]
		for lane := range score {
			inverse := 1 / spread[lane]
			n := float64(noise[lane] * inverse)
			score[lane] = n
			bend[lane] = math.FMA(n, n, -inverse) - n
		}
	}
}

// GainByVariance is Tier.Gain where the variance moves.
func GainByVariance(out, price, variance, paid Chunk, right Right) {
	price, variance, paid = price[:len(out)], variance[:len(out)], paid[:len(out)]
	c, v, w := right.Continuation, right.ByVariance, right.Waiting
	for g := range out {
		out, price, variance, paid := &out[g], &price[g], &variance[g], &paid[g]
		for lane := range out {
			s := price[lane]
			x := math.FMA(s, right.PerStrike, -1)
			holding := math.FMA(math.FMA(math.FMA(c[3], x, c[2]), x, c[1]), x, c[0])
			holding = math.FMA(variance[lane], math.FMA(math.FMA(v[2], x, v[1]), x, v[0]), holding)
			holding = positive(holding, holding)
			if waiting := math.FMA(w[1], s, w[0]); !(holding > waiting) {
				holding = waiting
			}
			gains := right.Sign * (s - right.Strike)
			if !(gains > holding) || paid[lane] > 0 {
				gains = 0
			}
			out[lane] = gains
		}
	}
}

// leastVariance is below what any price could tell, and keeps quotients finite.
const leastVariance = 0x1p-128

// Pace sets pace to one over the variance per time that paths have on their way to a barrier and back, and bend to what
// that changes with by how much less it is there than on average of both ends: distances times skew. It sets the
// variance at the start to that at the end, for the next step.
func Pace(pace, bend, distances, start, end Chunk, skew float64) {
	bend, distances, start, end = bend[:len(pace)], distances[:len(pace)], start[:len(pace)], end[:len(pace)]
	for g := range pace {
		pace, bend, distances, start, end := &pace[g], &bend[g], &distances[g], &start[g], &end[g]
		for lane := range pace {
			mean, less := float64(0.5*(start[lane]+end[lane])), float64(distances[lane]*skew)
			if less < 0 {
				mean, less = mean-less, 0
			}
			if !(mean > leastVariance) {
				mean = leastVariance
			}
			inverse := 1 / mean
			pace[lane] = math.FMA(float64(less*inverse), inverse, inverse)
			bend[lane] = float64(inverse * inverse)
			start[lane] = end[lane]
		}
	}
}
