package lanes

import "math"

// scalar computes one path at a time.
var scalar = Tier{
	Name:      "scalar",
	Normals:   normals,
	Centred:   centred,
	Quantiles: quantiles,
	Heston:    heston,
	Scaled:    scaled,
	AddScaled: addScaled,
	Add:       add,
	Scale:     scale,
	Price:     price,
	AddVega:   addVega,
	Vega:      vega,
	Pay:       pay,
	Slope:     slope,
	AddUp:     addUp,
	Negate:    negate,
	Average:   average,
	Subtract:  subtract,
	Shift:     shift,
	Keep:      keep,
	KeepAt:    keepAt,
	Replace:   replace,
	Score:     score,
	Gain:      gain,

	GainByVariance: gainByVariance,

	NormalDistribution: normalDistribution,
	Multiply:           multiply,
	Weigh:              weigh,
	AddParts:           addParts,

	Uniforms: uniforms,
	Bridge:   bridge,
	Mix:      mix,

	Watch:     watch,
	Approach:  approach,
	Fade:      fade,
	Pace:      pace,
	AddNoise:  addNoise,
	Densities: densities,
}

func normals(out Chunk, first uint64, step, factor uint32, key Key) {
	centred(out, first, step, factor, key)
	quantiles(out)
}

func centred(out Chunk, first uint64, step, factor uint32, key Key) {
	for g := range out {
		group := &out[g]
		for i := range uint64(4) {
			counter := 4*(first+uint64(g)) + i
			words := Philox([4]uint32{uint32(counter), uint32(counter >> 32), step, factor}, key)
			for word := range words {
				group[4*uint64(word)+i] = Centred(words[word])
			}
		}
	}
}

func quantiles(x Chunk) {
	for g := range x {
		x := &x[g]
		for lane := range x {
			x[lane] = InverseNormal(x[lane])
		}
	}
}

func scaled(out, x Chunk, weight float64) {
	x = x[:len(out)]
	for g := range out {
		out, x := &out[g], &x[g]
		for lane := range out {
			out[lane] = math.FMA(weight, x[lane], 0)
		}
	}
}

func addScaled(sum, x Chunk, weight float64) {
	x = x[:len(sum)]
	for g := range sum {
		sum, x := &sum[g], &x[g]
		for lane := range sum {
			sum[lane] = math.FMA(weight, x[lane], sum[lane])
		}
	}
}

func add(sum, x Chunk) {
	x = x[:len(sum)]
	for g := range sum {
		sum, x := &sum[g], &x[g]
		for lane := range sum {
			sum[lane] += x[lane]
		}
	}
}

func scale(out, x Chunk, factor float64) {
	x = x[:len(out)]
	for g := range out {
		out, x := &out[g], &x[g]
		for lane := range out {
			out[lane] = x[lane] * factor
		}
	}
}

func price(out, motion Chunk, volatility, centre float64) {
	motion = motion[:len(out)]
	for g := range out {
		out, motion := &out[g], &motion[g]
		for lane := range out {
			out[lane] = Exp(math.FMA(volatility, motion[lane], centre))
		}
	}
}

func addVega(sum, price, motion Chunk, centre float64) {
	price, motion = price[:len(sum)], motion[:len(sum)]
	for g := range sum {
		sum, price, motion := &sum[g], &price[g], &motion[g]
		for lane := range sum {
			sum[lane] = math.FMA(price[lane], motion[lane]-centre, sum[lane])
		}
	}
}

func vega(out, price, motion Chunk, centre float64) {
	price, motion = price[:len(out)], motion[:len(out)]
	for g := range out {
		out, price, motion := &out[g], &price[g], &motion[g]
		for lane := range out {
			out[lane] = price[lane] * (motion[lane] - centre)
		}
	}
}

func pay(claim Payoff, long, floating, distance, totals Chunk, sums *Sums) {
	totals = totals[:len(long)]
	for g := range long {
		differences, totals := long[g], &totals[g]
		for lane := range differences {
			against := claim.Strike
			if floating != nil {
				against = floating[g][lane]
			}
			differences[lane] -= against
		}
		if distance != nil {
			distance := &distance[g]
			for lane := range distance {
				distance[lane] = claim.Sign * differences[lane]
			}
		}
		for lane := range totals {
			paid := float64(claim.Slope * differences[lane])
			value := positive(paid, paid)
			totals[lane] = math.FMA(claim.Quantity, value, totals[lane])
			sums.add(lane, value)
		}
	}
}

func slope(scale, decay float64, long, floating, distance Chunk, sums *Sums) {
	distance = distance[:len(long)]
	for g := range long {
		long, distance := &long[g], &distance[g]
		for lane := range long {
			difference := long[lane]
			if floating != nil {
				difference -= floating[g][lane]
			}
			value := float64(scale * difference)
			if decay != 0 {
				value = math.FMA(decay, distance[lane], value)
			}
			sums.add(lane, positive(distance[lane], value))
		}
	}
}

func addUp(values Chunk, sums *Sums) {
	for g := range values {
		values := &values[g]
		for lane := range values {
			sums.add(lane, values[lane])
		}
	}
}

func (s *Sums) add(lane int, value float64) {
	s.Values[lane] += value
	s.Squares[lane] = math.FMA(value, value, s.Squares[lane])
}

// positive is the value where the distance is positive, and otherwise 0, which a distance that is no number gives too.
// Selected as integers, it is no branch, which would be mispredicted half of the time.
func positive(distance, value float64) float64 {
	bits := math.Float64bits(value)
	if !(distance > 0) {
		bits = 0
	}
	return math.Float64frombits(bits)
}
