package lanes

import "math"

func addNoise(noise, spread, normals, start, end Chunk, share float64) {
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

func densities(score, bend, noise, spread Chunk) {
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
