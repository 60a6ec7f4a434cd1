package lanes

import "math"

// The loops that value positions at a horizon and sum up their losses in a tail.

func multiply(x, y Chunk) {
	y = y[:len(x)]
	for g := range x {
		x, y := &x[g], &y[g]
		for lane := range x {
			x[lane] *= y[lane]
		}
	}
}

func weigh(out, losses Chunk, threshold, weight float64) {
	losses = losses[:len(out)]
	for g := range out {
		out, losses := &out[g], &losses[g]
		for lane := range out {
			switch {
			case losses[lane] > threshold:
				out[lane] = 1
			case losses[lane] < threshold:
				out[lane] = 0
			default:
				out[lane] = weight
			}
		}
	}
}

func addParts(x, weights Chunk, sums *Sums) {
	weights = weights[:len(x)]
	for g := range x {
		x, weights := &x[g], &weights[g]
		for lane := range x {
			part := float64(weights[lane] * x[lane])
			sums.Values[lane] += part
			sums.Squares[lane] = math.FMA(part, x[lane], sums.Squares[lane])
		}
	}
}
