package lanes

import "math"

// The loops that work on values rather than on sums: for payoffs that more than one exchange is made of.

func negate(out, x Chunk) {
	x = x[:len(out)]
	for g := range out {
		out, x := &out[g], &x[g]
		for lane := range out {
			out[lane] = 0 - x[lane]
		}
	}
}

func average(out, first, second Chunk) {
	first, second = first[:len(out)], second[:len(out)]
	for g := range out {
		out, first, second := &out[g], &first[g], &second[g]
		for lane := range out {
			out[lane] = (first[lane] + second[lane]) * 0.5
		}
	}
}

func subtract(out, x, y Chunk) {
	x, y = x[:len(out)], y[:len(out)]
	for g := range out {
		out, x, y := &out[g], &x[g], &y[g]
		for lane := range out {
			out[lane] = x[lane] - y[lane]
		}
	}
}

func shift(out, x Chunk, by float64) {
	x = x[:len(out)]
	for g := range out {
		out, x := &out[g], &x[g]
		for lane := range out {
			out[lane] = x[lane] - by
		}
	}
}

func keep(values, distance Chunk) {
	distance = distance[:len(values)]
	for g := range values {
		values, distance := &values[g], &distance[g]
		for lane := range values {
			values[lane] = positive(distance[lane], values[lane])
		}
	}
}

func keepAt(values, indices Chunk, index float64) {
	indices = indices[:len(values)]
	for g := range values {
		values, indices := &values[g], &indices[g]
		for lane := range values {
			if indices[lane] != index {
				values[lane] = 0
			}
		}
	}
}

func replace(out, x, distance Chunk) {
	x, distance = x[:len(out)], distance[:len(out)]
	for g := range out {
		out, x, distance := &out[g], &x[g], &distance[g]
		for lane := range out {
			if distance[lane] > 0 {
				out[lane] = x[lane]
			}
		}
	}
}

func score(out, paid, motion Chunk, c [3]float64) {
	paid, motion = paid[:len(out)], motion[:len(out)]
	for g := range out {
		out, paid, motion := &out[g], &paid[g], &motion[g]
		for lane := range out {
			out[lane] = math.FMA(math.FMA(c[2], motion[lane], c[1]), motion[lane], c[0]) * paid[lane]
		}
	}
}

func gain(out, price, paid Chunk, right Right) {
	price, paid = price[:len(out)], paid[:len(out)]
	c, w := right.Continuation, right.Waiting
	for g := range out {
		out, price, paid := &out[g], &price[g], &paid[g]
		for lane := range out {
			s := price[lane]
			x := math.FMA(s, right.PerStrike, -1)
			holding := math.FMA(math.FMA(math.FMA(c[3], x, c[2]), x, c[1]), x, c[0])
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

func gainByVariance(out, price, variance, paid Chunk, right Right) {
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
