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
