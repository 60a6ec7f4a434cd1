package lanes

import "math"

// The loops that watch barriers.

func watch(survival, met, motion Chunk, side, shift float64) {
	met, motion = met[:len(survival)], motion[:len(survival)]
	for g := range survival {
		survival, met, motion := &survival[g], &met[g], &motion[g]
		for lane := range survival {
			rest := positive(math.FMA(side, motion[lane], shift), survival[lane])
			met[lane] = survival[lane] - rest
			survival[lane] = rest
		}
	}
}

func approach(end, between, start, motion Chunk, side, shift float64) {
	between, start, motion = between[:len(end)], start[:len(end)], motion[:len(end)]
	for g := range end {
		end, between, start, motion := &end[g], &between[g], &start[g], &motion[g]
		for lane := range end {
			distance := math.FMA(side, motion[lane], shift)
			distance = positive(distance, distance)
			end[lane] = distance
			between[lane] = start[lane] * distance
		}
	}
}

func fade(derivative, change, survival, exponent, between, meets Chunk) {
	change, survival, exponent = change[:len(derivative)], survival[:len(derivative)], exponent[:len(derivative)]
	between, meets = between[:len(derivative)], meets[:len(derivative)]
	for g := range derivative {
		derivative, change, survival := &derivative[g], &change[g], &survival[g]
		exponent, between, meets := &exponent[g], &between[g], &meets[g]
		for lane := range derivative {
			grown := math.FMA(survival[lane], positive(between[lane], exponent[lane]), derivative[lane])
			lost := float64(meets[lane] * grown)
			change[lane] = lost
			derivative[lane] -= lost
		}
	}
}

// leastVariance is below what any price could tell, and keeps quotients finite.
const leastVariance = 0x1p-128

func pace(pace, bend, distances, start, end Chunk, skew float64) {
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
