//go:build amd64 && goexperiment.simd

// Code generated from vector.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

// tierAVX512 computes 8 paths at a time.
var tierAVX512 = Tier{
	Name:      "avx512",
	Normals:   normalsAVX512,
	Centred:   vectorCentred,
	Quantiles: allQuantilesAVX512,
	Heston:    hestonAVX512,
	Scaled:    scaledAVX512,
	AddScaled: addScaledAVX512,
	Add:       addAVX512,
	Scale:     scaleAVX512,
	Price:     priceAVX512,
	AddVega:   addVegaAVX512,
	Vega:      vegaAVX512,
	Pay:       payAVX512,
	Slope:     slopeAVX512,
	AddUp:     addUpAVX512,
	Negate:    negateAVX512,
	Average:   averageAVX512,
	Subtract:  subtractAVX512,
	Shift:     shiftAVX512,
	Keep:      keepAVX512,
	KeepAt:    keepAtAVX512,
	Replace:   replaceAVX512,
	Score:     scoreAVX512,
	Gain:      gainAVX512,

	GainByVariance: gainByVarianceAVX512,

	NormalDistribution: normalDistributionAVX512,
	Multiply:           multiplyAVX512,
	Weigh:              weighAVX512,
	AddParts:           addPartsAVX512,

	Uniforms: uniformsAVX512,
	Bridge:   bridgeAVX512,
	Mix:      mixAVX512,

	Watch:     watchAVX512,
	Approach:  approachAVX512,
	Fade:      fadeAVX512,
	Pace:      paceAVX512,
	AddNoise:  addNoiseAVX512,
	Densities: densitiesAVX512,
}

type (
	vectorAVX512 = archsimd.Float64x8
	bitsAVX512   = archsimd.Uint64x8
	partAVX512   = [8]float64
)

// ofAVX512 is the beginning of a constant, bitsOfAVX512 that of its bits.
func ofAVX512(c *wide) vectorAVX512 { return archsimd.LoadFloat64x8((*partAVX512)(c[:])) }

func bitsOfAVX512(c *wide) bitsAVX512 { return ofAVX512(c).AsUint64x8() }

func normalsAVX512(out Chunk, first uint64, step, factor uint32, key Key) {
	vectorCentred(out, first, step, factor, key)
	allQuantilesAVX512(out)
}

func allQuantilesAVX512(x Chunk) {
	for g := 0; g < len(x); g += pieceGroups {
		quantilesAVX512(x[g:min(g+pieceGroups, len(x))])
	}
	archsimd.ClearAVXUpperBits()
}

// quantilesAVX512 turns the q of a piece into quantiles: all as in the centre, then those in a tail, which are kept as
// they are until then, apart. A branch for each vector would be mispredicted too often.
func quantilesAVX512(piece Chunk) {
	t := table
	var tails tailList
	for g := range piece {
		group := &piece[g]
		outside := uint(0)
		{
			q0, q1 := archsimd.LoadFloat64x8((*partAVX512)(group[0:])), archsimd.LoadFloat64x8((*partAVX512)(group[8:]))
			zero, radius := ofAVX512(&t.zero), ofAVX512(&t.radiusSquared)
			r0, r1 := q0.MulAdd(zero.Sub(q0), radius), q1.MulAdd(zero.Sub(q1), radius)
			c, d := ofAVX512(&t.centreOver[10]), ofAVX512(&t.centreUnder[10])
			over0, under0, over1, under1 := c, d, c, d
			c, d = ofAVX512(&t.centreOver[9]), ofAVX512(&t.centreUnder[9])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[8]), ofAVX512(&t.centreUnder[8])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[7]), ofAVX512(&t.centreUnder[7])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[6]), ofAVX512(&t.centreUnder[6])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[5]), ofAVX512(&t.centreUnder[5])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[4]), ofAVX512(&t.centreUnder[4])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[3]), ofAVX512(&t.centreUnder[3])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[2]), ofAVX512(&t.centreUnder[2])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[1]), ofAVX512(&t.centreUnder[1])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX512(&t.centreOver[0]), ofAVX512(&t.centreUnder[0])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			sign, centre := bitsOfAVX512(&t.sign), ofAVX512(&t.radius)
			inside0 := q0.AsUint64x8().AndNot(sign).AsFloat64x8().LessEqual(centre)
			inside1 := q1.AsUint64x8().AndNot(sign).AsFloat64x8().LessEqual(centre)
			q0.Mul(over0).Div(under0).Merge(q0, inside0).Store((*partAVX512)(group[0:]))
			q1.Mul(over1).Div(under1).Merge(q1, inside1).Store((*partAVX512)(group[8:]))
			outside |= uint(inside0.ToBits()^(1<<8-1))<<0 | uint(inside1.ToBits()^(1<<8-1))<<8
		}
		tails.add(group, g, outside)
		if tails.count >= manyTails {
			tails.finishAVX512(piece)
		}
	}
	tails.finishAVX512(piece)
}

// finishAVX512 computes the quantiles of the numbers.
func (l *tailList) finishAVX512(piece Chunk) {
	t := table
	for at := 0; at < l.count; at += 8 {
		part := (*partAVX512)(l.q[at:])
		q := archsimd.LoadFloat64x8(part)
		sign := q.AsUint64x8().And(bitsOfAVX512(&t.sign))
		magnitude := q.AsUint64x8().AndNot(bitsOfAVX512(&t.sign)).AsFloat64x8()
		tailAVX512(ofAVX512(&t.half).Sub(magnitude)).AsUint64x8().Or(sign).AsFloat64x8().Store(part)
	}
	l.putBack(piece)
}

// tailAVX512 is the magnitude of the quantile so near to an end of the interval.
func tailAVX512(distance vectorAVX512) vectorAVX512 {
	t := table
	number := distance
	bits := number.AsUint64x8().Add(bitsOfAVX512(&t.toOne))
	k := bits.ShiftAllRight(52).Or(bitsOfAVX512(&t.two52)).AsFloat64x8().Sub(ofAVX512(&t.two52AndBias))
	f := bits.And(bitsOfAVX512(&t.mantissa)).Add(bitsOfAVX512(&t.sqrtHalf)).AsFloat64x8().Sub(ofAVX512(&t.one))
	s := f.Div(f.Add(ofAVX512(&t.two)))
	square := s.Mul(s)
	r := ofAVX512(&t.logSeries[9])
	r = r.MulAdd(square, ofAVX512(&t.logSeries[8]))
	r = r.MulAdd(square, ofAVX512(&t.logSeries[7]))
	r = r.MulAdd(square, ofAVX512(&t.logSeries[6]))
	r = r.MulAdd(square, ofAVX512(&t.logSeries[5]))
	r = r.MulAdd(square, ofAVX512(&t.logSeries[4]))
	r = r.MulAdd(square, ofAVX512(&t.logSeries[3]))
	r = r.MulAdd(square, ofAVX512(&t.logSeries[2]))
	r = r.MulAdd(square, ofAVX512(&t.logSeries[1]))
	r = r.MulAdd(square, ofAVX512(&t.logSeries[0]))
	r = r.Mul(square)
	h := f.Mul(ofAVX512(&t.half)).Mul(f)
	small := s.MulAdd(h.Add(r), k.Mul(ofAVX512(&t.ln2Low)))
	log := k.MulAdd(ofAVX512(&t.ln2High), f.Sub(h.Sub(small)))
	x := ofAVX512(&t.zero).Sub(log).Sqrt().Sub(ofAVX512(&t.tailStart))
	over, under := ofAVX512(&t.tailOver[7]), ofAVX512(&t.tailUnder[7])
	over, under = over.MulAdd(x, ofAVX512(&t.tailOver[6])), under.MulAdd(x, ofAVX512(&t.tailUnder[6]))
	over, under = over.MulAdd(x, ofAVX512(&t.tailOver[5])), under.MulAdd(x, ofAVX512(&t.tailUnder[5]))
	over, under = over.MulAdd(x, ofAVX512(&t.tailOver[4])), under.MulAdd(x, ofAVX512(&t.tailUnder[4]))
	over, under = over.MulAdd(x, ofAVX512(&t.tailOver[3])), under.MulAdd(x, ofAVX512(&t.tailUnder[3]))
	over, under = over.MulAdd(x, ofAVX512(&t.tailOver[2])), under.MulAdd(x, ofAVX512(&t.tailUnder[2]))
	over, under = over.MulAdd(x, ofAVX512(&t.tailOver[1])), under.MulAdd(x, ofAVX512(&t.tailUnder[1]))
	over, under = over.MulAdd(x, ofAVX512(&t.tailOver[0])), under.MulAdd(x, ofAVX512(&t.tailUnder[0]))
	return over.Div(under)
}

func priceAVX512(out, motion Chunk, volatility, centre float64) {
	t := table
	motion = motion[:len(out)]
	slope, shift := archsimd.BroadcastFloat64x8(volatility), archsimd.BroadcastFloat64x8(centre)
	for g := range out {
		out, motion := &out[g], &motion[g]
		{
			lowest, highest := ofAVX512(&t.lowest), ofAVX512(&t.highest)
			x0 := slope.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[0:])), shift).Min(highest).Max(lowest)
			x1 := slope.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[8:])), shift).Min(highest).Max(lowest)
			log2E, rounder := ofAVX512(&t.log2E), ofAVX512(&t.rounder)
			rounded0, rounded1 := x0.MulAdd(log2E, rounder), x1.MulAdd(log2E, rounder)
			k0, k1 := rounded0.Sub(rounder), rounded1.Sub(rounder)
			ln2High, ln2Low := ofAVX512(&t.minusLn2High), ofAVX512(&t.minusLn2Low)
			r0, r1 := k0.MulAdd(ln2Low, k0.MulAdd(ln2High, x0)), k1.MulAdd(ln2Low, k1.MulAdd(ln2High, x1))
			square0, square1 := r0.Mul(r0), r1.Mul(r1)
			c, d := ofAVX512(&t.expEven[4]), ofAVX512(&t.expOdd[4])
			even0, odd0, even1, odd1 := c, d, c, d
			c, d = ofAVX512(&t.expEven[3]), ofAVX512(&t.expOdd[3])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX512(&t.expEven[2]), ofAVX512(&t.expOdd[2])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX512(&t.expEven[1]), ofAVX512(&t.expOdd[1])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX512(&t.expEven[0]), ofAVX512(&t.expOdd[0])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			one := ofAVX512(&t.one)
			power0 := odd0.MulAdd(r0, even0).MulAdd(r0, one).MulAdd(r0, one)
			power1 := odd1.MulAdd(r1, even1).MulAdd(r1, one).MulAdd(r1, one)
			// The instruction that scales by a power of two rounds as the product of the halves does.
			power0.Scale(k0).Store((*partAVX512)(out[0:]))
			power1.Scale(k1).Store((*partAVX512)(out[8:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func scaledAVX512(out, x Chunk, weight float64) {
	x = x[:len(out)]
	scale, zero := archsimd.BroadcastFloat64x8(weight), ofAVX512(&table.zero)
	for g := range out {
		out, x := &out[g], &x[g]
		scale.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(x[0:])), zero).Store((*partAVX512)(out[0:]))
		scale.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(x[8:])), zero).Store((*partAVX512)(out[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func addScaledAVX512(sum, x Chunk, weight float64) {
	x = x[:len(sum)]
	scale := archsimd.BroadcastFloat64x8(weight)
	for g := range sum {
		sum, x := &sum[g], &x[g]
		scale.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(x[0:])), archsimd.LoadFloat64x8((*partAVX512)(sum[0:]))).Store((*partAVX512)(sum[0:]))
		scale.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(x[8:])), archsimd.LoadFloat64x8((*partAVX512)(sum[8:]))).Store((*partAVX512)(sum[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func addAVX512(sum, x Chunk) {
	x = x[:len(sum)]
	for g := range sum {
		sum, x := &sum[g], &x[g]
		archsimd.LoadFloat64x8((*partAVX512)(sum[0:])).Add(archsimd.LoadFloat64x8((*partAVX512)(x[0:]))).Store((*partAVX512)(sum[0:]))
		archsimd.LoadFloat64x8((*partAVX512)(sum[8:])).Add(archsimd.LoadFloat64x8((*partAVX512)(x[8:]))).Store((*partAVX512)(sum[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func scaleAVX512(out, x Chunk, factor float64) {
	x = x[:len(out)]
	scale := archsimd.BroadcastFloat64x8(factor)
	for g := range out {
		out, x := &out[g], &x[g]
		archsimd.LoadFloat64x8((*partAVX512)(x[0:])).Mul(scale).Store((*partAVX512)(out[0:]))
		archsimd.LoadFloat64x8((*partAVX512)(x[8:])).Mul(scale).Store((*partAVX512)(out[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func addVegaAVX512(sum, price, motion Chunk, centre float64) {
	price, motion = price[:len(sum)], motion[:len(sum)]
	shift := archsimd.BroadcastFloat64x8(centre)
	for g := range sum {
		sum, price, motion := &sum[g], &price[g], &motion[g]
		archsimd.LoadFloat64x8((*partAVX512)(price[0:])).MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[0:])).Sub(shift), archsimd.LoadFloat64x8((*partAVX512)(sum[0:]))).Store((*partAVX512)(sum[0:]))
		archsimd.LoadFloat64x8((*partAVX512)(price[8:])).MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[8:])).Sub(shift), archsimd.LoadFloat64x8((*partAVX512)(sum[8:]))).Store((*partAVX512)(sum[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func vegaAVX512(out, price, motion Chunk, centre float64) {
	price, motion = price[:len(out)], motion[:len(out)]
	shift := archsimd.BroadcastFloat64x8(centre)
	for g := range out {
		out, price, motion := &out[g], &price[g], &motion[g]
		archsimd.LoadFloat64x8((*partAVX512)(price[0:])).Mul(archsimd.LoadFloat64x8((*partAVX512)(motion[0:])).Sub(shift)).Store((*partAVX512)(out[0:]))
		archsimd.LoadFloat64x8((*partAVX512)(price[8:])).Mul(archsimd.LoadFloat64x8((*partAVX512)(motion[8:])).Sub(shift)).Store((*partAVX512)(out[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func payAVX512(claim Payoff, long, floating, distance, totals Chunk, sums *Sums) {
	totals = totals[:len(long)]
	sign, strike := archsimd.BroadcastFloat64x8(claim.Sign), archsimd.BroadcastFloat64x8(claim.Strike)
	slope, quantity := archsimd.BroadcastFloat64x8(claim.Slope), archsimd.BroadcastFloat64x8(claim.Quantity)
	zero := ofAVX512(&table.zero)
	{
		value0, square0 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[0:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[0:]))
		value1, square1 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[8:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[8:]))
		for g := range long {
			long, totals := &long[g], &totals[g]
			x0, x1 := archsimd.LoadFloat64x8((*partAVX512)(long[0:])), archsimd.LoadFloat64x8((*partAVX512)(long[8:]))
			if floating == nil {
				x0, x1 = x0.Sub(strike), x1.Sub(strike)
			} else {
				floating := &floating[g]
				x0, x1 = x0.Sub(archsimd.LoadFloat64x8((*partAVX512)(floating[0:]))), x1.Sub(archsimd.LoadFloat64x8((*partAVX512)(floating[8:])))
			}
			if distance != nil {
				distance := &distance[g]
				x0.Mul(sign).Store((*partAVX512)(distance[0:]))
				x1.Mul(sign).Store((*partAVX512)(distance[8:]))
			}
			x0, x1 = slope.Mul(x0), slope.Mul(x1)
			x0, x1 = x0.Masked(x0.Greater(zero)), x1.Masked(x1.Greater(zero))
			quantity.MulAdd(x0, archsimd.LoadFloat64x8((*partAVX512)(totals[0:]))).Store((*partAVX512)(totals[0:]))
			quantity.MulAdd(x1, archsimd.LoadFloat64x8((*partAVX512)(totals[8:]))).Store((*partAVX512)(totals[8:]))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX512)(sums.Values[0:]))
		square0.Store((*partAVX512)(sums.Squares[0:]))
		value1.Store((*partAVX512)(sums.Values[8:]))
		square1.Store((*partAVX512)(sums.Squares[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func slopeAVX512(scale, decay float64, long, floating, distance Chunk, sums *Sums) {
	distance = distance[:len(long)]
	factor, fall := archsimd.BroadcastFloat64x8(scale), archsimd.BroadcastFloat64x8(decay)
	zero := ofAVX512(&table.zero)
	{
		value0, square0 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[0:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[0:]))
		value1, square1 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[8:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[8:]))
		for g := range long {
			long, distance := &long[g], &distance[g]
			x0, x1 := archsimd.LoadFloat64x8((*partAVX512)(long[0:])), archsimd.LoadFloat64x8((*partAVX512)(long[8:]))
			if floating != nil {
				floating := &floating[g]
				x0, x1 = x0.Sub(archsimd.LoadFloat64x8((*partAVX512)(floating[0:]))), x1.Sub(archsimd.LoadFloat64x8((*partAVX512)(floating[8:])))
			}
			x0, x1 = x0.Mul(factor), x1.Mul(factor)
			d0, d1 := archsimd.LoadFloat64x8((*partAVX512)(distance[0:])), archsimd.LoadFloat64x8((*partAVX512)(distance[8:]))
			if decay != 0 {
				x0, x1 = fall.MulAdd(d0, x0), fall.MulAdd(d1, x1)
			}
			x0, x1 = x0.Masked(d0.Greater(zero)), x1.Masked(d1.Greater(zero))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX512)(sums.Values[0:]))
		square0.Store((*partAVX512)(sums.Squares[0:]))
		value1.Store((*partAVX512)(sums.Values[8:]))
		square1.Store((*partAVX512)(sums.Squares[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func addUpAVX512(values Chunk, sums *Sums) {
	{
		value0, square0 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[0:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[0:]))
		value1, square1 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[8:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[8:]))
		for g := range values {
			values := &values[g]
			x0, x1 := archsimd.LoadFloat64x8((*partAVX512)(values[0:])), archsimd.LoadFloat64x8((*partAVX512)(values[8:]))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX512)(sums.Values[0:]))
		square0.Store((*partAVX512)(sums.Squares[0:]))
		value1.Store((*partAVX512)(sums.Values[8:]))
		square1.Store((*partAVX512)(sums.Squares[8:]))
	}
	archsimd.ClearAVXUpperBits()
}
