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
