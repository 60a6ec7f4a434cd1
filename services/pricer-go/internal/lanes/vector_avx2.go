//go:build amd64 && goexperiment.simd

// Code generated from vector.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

// tierAVX2 computes 4 paths at a time.
var tierAVX2 = Tier{
	Name:      "avx2",
	Normals:   normalsAVX2,
	Centred:   vectorCentred,
	Quantiles: allQuantilesAVX2,
	Heston:    hestonAVX2,
	Scaled:    scaledAVX2,
	AddScaled: addScaledAVX2,
	Add:       addAVX2,
	Scale:     scaleAVX2,
	Price:     priceAVX2,
	AddVega:   addVegaAVX2,
	Vega:      vegaAVX2,
	Pay:       payAVX2,
	Slope:     slopeAVX2,
	AddUp:     addUpAVX2,
	Negate:    negateAVX2,
	Average:   averageAVX2,
	Subtract:  subtractAVX2,
	Shift:     shiftAVX2,
	Keep:      keepAVX2,
	KeepAt:    keepAtAVX2,
	Replace:   replaceAVX2,
	Score:     scoreAVX2,
	Gain:      gainAVX2,

	GainByVariance: gainByVarianceAVX2,

	NormalDistribution: normalDistributionAVX2,
	Multiply:           multiplyAVX2,
	Weigh:              weighAVX2,
	AddParts:           addPartsAVX2,

	Uniforms: uniformsAVX2,
	Bridge:   bridgeAVX2,
	Mix:      mixAVX2,

	Watch:     watchAVX2,
	Approach:  approachAVX2,
	Fade:      fadeAVX2,
	Pace:      paceAVX2,
	AddNoise:  addNoiseAVX2,
	Densities: densitiesAVX2,
}

type (
	vectorAVX2 = archsimd.Float64x4
	bitsAVX2   = archsimd.Uint64x4
	partAVX2   = [4]float64
)

// ofAVX2 is the beginning of a constant, bitsOfAVX2 that of its bits.
func ofAVX2(c *wide) vectorAVX2 { return archsimd.LoadFloat64x4((*partAVX2)(c[:])) }

func bitsOfAVX2(c *wide) bitsAVX2 { return ofAVX2(c).AsUint64x4() }

func normalsAVX2(out Chunk, first uint64, step, factor uint32, key Key) {
	vectorCentred(out, first, step, factor, key)
	allQuantilesAVX2(out)
}

func allQuantilesAVX2(x Chunk) {
	for g := 0; g < len(x); g += pieceGroups {
		quantilesAVX2(x[g:min(g+pieceGroups, len(x))])
	}
	archsimd.ClearAVXUpperBits()
}

// quantilesAVX2 turns the q of a piece into quantiles: all as in the centre, then those in a tail, which are kept as
// they are until then, apart. A branch for each vector would be mispredicted too often.
func quantilesAVX2(piece Chunk) {
	t := table
	var tails tailList
	for g := range piece {
		group := &piece[g]
		outside := uint(0)
		{
			q0, q1 := archsimd.LoadFloat64x4((*partAVX2)(group[0:])), archsimd.LoadFloat64x4((*partAVX2)(group[4:]))
			zero, radius := ofAVX2(&t.zero), ofAVX2(&t.radiusSquared)
			r0, r1 := q0.MulAdd(zero.Sub(q0), radius), q1.MulAdd(zero.Sub(q1), radius)
			c, d := ofAVX2(&t.centreOver[10]), ofAVX2(&t.centreUnder[10])
			over0, under0, over1, under1 := c, d, c, d
			c, d = ofAVX2(&t.centreOver[9]), ofAVX2(&t.centreUnder[9])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[8]), ofAVX2(&t.centreUnder[8])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[7]), ofAVX2(&t.centreUnder[7])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[6]), ofAVX2(&t.centreUnder[6])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[5]), ofAVX2(&t.centreUnder[5])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[4]), ofAVX2(&t.centreUnder[4])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[3]), ofAVX2(&t.centreUnder[3])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[2]), ofAVX2(&t.centreUnder[2])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[1]), ofAVX2(&t.centreUnder[1])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[0]), ofAVX2(&t.centreUnder[0])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			sign, centre := bitsOfAVX2(&t.sign), ofAVX2(&t.radius)
			inside0 := q0.AsUint64x4().AndNot(sign).AsFloat64x4().LessEqual(centre)
			inside1 := q1.AsUint64x4().AndNot(sign).AsFloat64x4().LessEqual(centre)
			q0.Mul(over0).Div(under0).Merge(q0, inside0).Store((*partAVX2)(group[0:]))
			q1.Mul(over1).Div(under1).Merge(q1, inside1).Store((*partAVX2)(group[4:]))
			outside |= uint(inside0.ToBits()^(1<<4-1))<<0 | uint(inside1.ToBits()^(1<<4-1))<<4
		}
		{
			q0, q1 := archsimd.LoadFloat64x4((*partAVX2)(group[8:])), archsimd.LoadFloat64x4((*partAVX2)(group[12:]))
			zero, radius := ofAVX2(&t.zero), ofAVX2(&t.radiusSquared)
			r0, r1 := q0.MulAdd(zero.Sub(q0), radius), q1.MulAdd(zero.Sub(q1), radius)
			c, d := ofAVX2(&t.centreOver[10]), ofAVX2(&t.centreUnder[10])
			over0, under0, over1, under1 := c, d, c, d
			c, d = ofAVX2(&t.centreOver[9]), ofAVX2(&t.centreUnder[9])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[8]), ofAVX2(&t.centreUnder[8])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[7]), ofAVX2(&t.centreUnder[7])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[6]), ofAVX2(&t.centreUnder[6])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[5]), ofAVX2(&t.centreUnder[5])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[4]), ofAVX2(&t.centreUnder[4])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[3]), ofAVX2(&t.centreUnder[3])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[2]), ofAVX2(&t.centreUnder[2])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[1]), ofAVX2(&t.centreUnder[1])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&t.centreOver[0]), ofAVX2(&t.centreUnder[0])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			sign, centre := bitsOfAVX2(&t.sign), ofAVX2(&t.radius)
			inside0 := q0.AsUint64x4().AndNot(sign).AsFloat64x4().LessEqual(centre)
			inside1 := q1.AsUint64x4().AndNot(sign).AsFloat64x4().LessEqual(centre)
			q0.Mul(over0).Div(under0).Merge(q0, inside0).Store((*partAVX2)(group[8:]))
			q1.Mul(over1).Div(under1).Merge(q1, inside1).Store((*partAVX2)(group[12:]))
			outside |= uint(inside0.ToBits()^(1<<4-1))<<8 | uint(inside1.ToBits()^(1<<4-1))<<12
		}
		tails.add(group, g, outside)
		if tails.count >= manyTails {
			tails.finishAVX2(piece)
		}
	}
	tails.finishAVX2(piece)
}

// finishAVX2 computes the quantiles of the numbers.
func (l *tailList) finishAVX2(piece Chunk) {
	t := table
	for at := 0; at < l.count; at += 4 {
		part := (*partAVX2)(l.q[at:])
		q := archsimd.LoadFloat64x4(part)
		sign := q.AsUint64x4().And(bitsOfAVX2(&t.sign))
		magnitude := q.AsUint64x4().AndNot(bitsOfAVX2(&t.sign)).AsFloat64x4()
		tailAVX2(ofAVX2(&t.half).Sub(magnitude)).AsUint64x4().Or(sign).AsFloat64x4().Store(part)
	}
	l.putBack(piece)
}

// tailAVX2 is the magnitude of the quantile so near to an end of the interval.
func tailAVX2(distance vectorAVX2) vectorAVX2 {
	t := table
	number := distance
	bits := number.AsUint64x4().Add(bitsOfAVX2(&t.toOne))
	k := bits.ShiftAllRight(52).Or(bitsOfAVX2(&t.two52)).AsFloat64x4().Sub(ofAVX2(&t.two52AndBias))
	f := bits.And(bitsOfAVX2(&t.mantissa)).Add(bitsOfAVX2(&t.sqrtHalf)).AsFloat64x4().Sub(ofAVX2(&t.one))
	s := f.Div(f.Add(ofAVX2(&t.two)))
	square := s.Mul(s)
	r := ofAVX2(&t.logSeries[9])
	r = r.MulAdd(square, ofAVX2(&t.logSeries[8]))
	r = r.MulAdd(square, ofAVX2(&t.logSeries[7]))
	r = r.MulAdd(square, ofAVX2(&t.logSeries[6]))
	r = r.MulAdd(square, ofAVX2(&t.logSeries[5]))
	r = r.MulAdd(square, ofAVX2(&t.logSeries[4]))
	r = r.MulAdd(square, ofAVX2(&t.logSeries[3]))
	r = r.MulAdd(square, ofAVX2(&t.logSeries[2]))
	r = r.MulAdd(square, ofAVX2(&t.logSeries[1]))
	r = r.MulAdd(square, ofAVX2(&t.logSeries[0]))
	r = r.Mul(square)
	h := f.Mul(ofAVX2(&t.half)).Mul(f)
	small := s.MulAdd(h.Add(r), k.Mul(ofAVX2(&t.ln2Low)))
	log := k.MulAdd(ofAVX2(&t.ln2High), f.Sub(h.Sub(small)))
	x := ofAVX2(&t.zero).Sub(log).Sqrt().Sub(ofAVX2(&t.tailStart))
	over, under := ofAVX2(&t.tailOver[7]), ofAVX2(&t.tailUnder[7])
	over, under = over.MulAdd(x, ofAVX2(&t.tailOver[6])), under.MulAdd(x, ofAVX2(&t.tailUnder[6]))
	over, under = over.MulAdd(x, ofAVX2(&t.tailOver[5])), under.MulAdd(x, ofAVX2(&t.tailUnder[5]))
	over, under = over.MulAdd(x, ofAVX2(&t.tailOver[4])), under.MulAdd(x, ofAVX2(&t.tailUnder[4]))
	over, under = over.MulAdd(x, ofAVX2(&t.tailOver[3])), under.MulAdd(x, ofAVX2(&t.tailUnder[3]))
	over, under = over.MulAdd(x, ofAVX2(&t.tailOver[2])), under.MulAdd(x, ofAVX2(&t.tailUnder[2]))
	over, under = over.MulAdd(x, ofAVX2(&t.tailOver[1])), under.MulAdd(x, ofAVX2(&t.tailUnder[1]))
	over, under = over.MulAdd(x, ofAVX2(&t.tailOver[0])), under.MulAdd(x, ofAVX2(&t.tailUnder[0]))
	return over.Div(under)
}

func priceAVX2(out, motion Chunk, volatility, centre float64) {
	t := table
	motion = motion[:len(out)]
	slope, shift := archsimd.BroadcastFloat64x4(volatility), archsimd.BroadcastFloat64x4(centre)
	for g := range out {
		out, motion := &out[g], &motion[g]
		{
			lowest, highest := ofAVX2(&t.lowest), ofAVX2(&t.highest)
			x0 := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[0:])), shift).Min(highest).Max(lowest)
			x1 := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[4:])), shift).Min(highest).Max(lowest)
			log2E, rounder := ofAVX2(&t.log2E), ofAVX2(&t.rounder)
			rounded0, rounded1 := x0.MulAdd(log2E, rounder), x1.MulAdd(log2E, rounder)
			k0, k1 := rounded0.Sub(rounder), rounded1.Sub(rounder)
			ln2High, ln2Low := ofAVX2(&t.minusLn2High), ofAVX2(&t.minusLn2Low)
			r0, r1 := k0.MulAdd(ln2Low, k0.MulAdd(ln2High, x0)), k1.MulAdd(ln2Low, k1.MulAdd(ln2High, x1))
			square0, square1 := r0.Mul(r0), r1.Mul(r1)
			c, d := ofAVX2(&t.expEven[4]), ofAVX2(&t.expOdd[4])
			even0, odd0, even1, odd1 := c, d, c, d
			c, d = ofAVX2(&t.expEven[3]), ofAVX2(&t.expOdd[3])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&t.expEven[2]), ofAVX2(&t.expOdd[2])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&t.expEven[1]), ofAVX2(&t.expOdd[1])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&t.expEven[0]), ofAVX2(&t.expOdd[0])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			one := ofAVX2(&t.one)
			power0 := odd0.MulAdd(r0, even0).MulAdd(r0, one).MulAdd(r0, one)
			power1 := odd1.MulAdd(r1, even1).MulAdd(r1, one).MulAdd(r1, one)
			twice := bitsOfAVX2(&t.fields)
			fields0, fields1 := rounded0.AsUint64x4().Sub(twice), rounded1.AsUint64x4().Sub(twice)
			half0, half1 := fields0.ShiftAllRight(1), fields1.ShiftAllRight(1)
			power0 = power0.Mul(half0.ShiftAllLeft(52).AsFloat64x4())
			power1 = power1.Mul(half1.ShiftAllLeft(52).AsFloat64x4())
			power0.Mul(fields0.Sub(half0).ShiftAllLeft(52).AsFloat64x4()).Store((*partAVX2)(out[0:]))
			power1.Mul(fields1.Sub(half1).ShiftAllLeft(52).AsFloat64x4()).Store((*partAVX2)(out[4:]))
		}
		{
			lowest, highest := ofAVX2(&t.lowest), ofAVX2(&t.highest)
			x0 := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[8:])), shift).Min(highest).Max(lowest)
			x1 := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[12:])), shift).Min(highest).Max(lowest)
			log2E, rounder := ofAVX2(&t.log2E), ofAVX2(&t.rounder)
			rounded0, rounded1 := x0.MulAdd(log2E, rounder), x1.MulAdd(log2E, rounder)
			k0, k1 := rounded0.Sub(rounder), rounded1.Sub(rounder)
			ln2High, ln2Low := ofAVX2(&t.minusLn2High), ofAVX2(&t.minusLn2Low)
			r0, r1 := k0.MulAdd(ln2Low, k0.MulAdd(ln2High, x0)), k1.MulAdd(ln2Low, k1.MulAdd(ln2High, x1))
			square0, square1 := r0.Mul(r0), r1.Mul(r1)
			c, d := ofAVX2(&t.expEven[4]), ofAVX2(&t.expOdd[4])
			even0, odd0, even1, odd1 := c, d, c, d
			c, d = ofAVX2(&t.expEven[3]), ofAVX2(&t.expOdd[3])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&t.expEven[2]), ofAVX2(&t.expOdd[2])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&t.expEven[1]), ofAVX2(&t.expOdd[1])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&t.expEven[0]), ofAVX2(&t.expOdd[0])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			one := ofAVX2(&t.one)
			power0 := odd0.MulAdd(r0, even0).MulAdd(r0, one).MulAdd(r0, one)
			power1 := odd1.MulAdd(r1, even1).MulAdd(r1, one).MulAdd(r1, one)
			twice := bitsOfAVX2(&t.fields)
			fields0, fields1 := rounded0.AsUint64x4().Sub(twice), rounded1.AsUint64x4().Sub(twice)
			half0, half1 := fields0.ShiftAllRight(1), fields1.ShiftAllRight(1)
			power0 = power0.Mul(half0.ShiftAllLeft(52).AsFloat64x4())
			power1 = power1.Mul(half1.ShiftAllLeft(52).AsFloat64x4())
			power0.Mul(fields0.Sub(half0).ShiftAllLeft(52).AsFloat64x4()).Store((*partAVX2)(out[8:]))
			power1.Mul(fields1.Sub(half1).ShiftAllLeft(52).AsFloat64x4()).Store((*partAVX2)(out[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func scaledAVX2(out, x Chunk, weight float64) {
	x = x[:len(out)]
	scale, zero := archsimd.BroadcastFloat64x4(weight), ofAVX2(&table.zero)
	for g := range out {
		out, x := &out[g], &x[g]
		scale.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[0:])), zero).Store((*partAVX2)(out[0:]))
		scale.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[4:])), zero).Store((*partAVX2)(out[4:]))
		scale.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[8:])), zero).Store((*partAVX2)(out[8:]))
		scale.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[12:])), zero).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func addScaledAVX2(sum, x Chunk, weight float64) {
	x = x[:len(sum)]
	scale := archsimd.BroadcastFloat64x4(weight)
	for g := range sum {
		sum, x := &sum[g], &x[g]
		scale.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[0:])), archsimd.LoadFloat64x4((*partAVX2)(sum[0:]))).Store((*partAVX2)(sum[0:]))
		scale.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[4:])), archsimd.LoadFloat64x4((*partAVX2)(sum[4:]))).Store((*partAVX2)(sum[4:]))
		scale.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[8:])), archsimd.LoadFloat64x4((*partAVX2)(sum[8:]))).Store((*partAVX2)(sum[8:]))
		scale.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[12:])), archsimd.LoadFloat64x4((*partAVX2)(sum[12:]))).Store((*partAVX2)(sum[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func addAVX2(sum, x Chunk) {
	x = x[:len(sum)]
	for g := range sum {
		sum, x := &sum[g], &x[g]
		archsimd.LoadFloat64x4((*partAVX2)(sum[0:])).Add(archsimd.LoadFloat64x4((*partAVX2)(x[0:]))).Store((*partAVX2)(sum[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(sum[4:])).Add(archsimd.LoadFloat64x4((*partAVX2)(x[4:]))).Store((*partAVX2)(sum[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(sum[8:])).Add(archsimd.LoadFloat64x4((*partAVX2)(x[8:]))).Store((*partAVX2)(sum[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(sum[12:])).Add(archsimd.LoadFloat64x4((*partAVX2)(x[12:]))).Store((*partAVX2)(sum[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func scaleAVX2(out, x Chunk, factor float64) {
	x = x[:len(out)]
	scale := archsimd.BroadcastFloat64x4(factor)
	for g := range out {
		out, x := &out[g], &x[g]
		archsimd.LoadFloat64x4((*partAVX2)(x[0:])).Mul(scale).Store((*partAVX2)(out[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[4:])).Mul(scale).Store((*partAVX2)(out[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[8:])).Mul(scale).Store((*partAVX2)(out[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[12:])).Mul(scale).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func addVegaAVX2(sum, price, motion Chunk, centre float64) {
	price, motion = price[:len(sum)], motion[:len(sum)]
	shift := archsimd.BroadcastFloat64x4(centre)
	for g := range sum {
		sum, price, motion := &sum[g], &price[g], &motion[g]
		archsimd.LoadFloat64x4((*partAVX2)(price[0:])).MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[0:])).Sub(shift), archsimd.LoadFloat64x4((*partAVX2)(sum[0:]))).Store((*partAVX2)(sum[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(price[4:])).MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[4:])).Sub(shift), archsimd.LoadFloat64x4((*partAVX2)(sum[4:]))).Store((*partAVX2)(sum[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(price[8:])).MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[8:])).Sub(shift), archsimd.LoadFloat64x4((*partAVX2)(sum[8:]))).Store((*partAVX2)(sum[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(price[12:])).MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[12:])).Sub(shift), archsimd.LoadFloat64x4((*partAVX2)(sum[12:]))).Store((*partAVX2)(sum[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func vegaAVX2(out, price, motion Chunk, centre float64) {
	price, motion = price[:len(out)], motion[:len(out)]
	shift := archsimd.BroadcastFloat64x4(centre)
	for g := range out {
		out, price, motion := &out[g], &price[g], &motion[g]
		archsimd.LoadFloat64x4((*partAVX2)(price[0:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(motion[0:])).Sub(shift)).Store((*partAVX2)(out[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(price[4:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(motion[4:])).Sub(shift)).Store((*partAVX2)(out[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(price[8:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(motion[8:])).Sub(shift)).Store((*partAVX2)(out[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(price[12:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(motion[12:])).Sub(shift)).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func payAVX2(claim Payoff, long, floating, distance, totals Chunk, sums *Sums) {
	totals = totals[:len(long)]
	sign, strike := archsimd.BroadcastFloat64x4(claim.Sign), archsimd.BroadcastFloat64x4(claim.Strike)
	slope, quantity := archsimd.BroadcastFloat64x4(claim.Slope), archsimd.BroadcastFloat64x4(claim.Quantity)
	zero := ofAVX2(&table.zero)
	{
		value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[0:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[0:]))
		value1, square1 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[4:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[4:]))
		for g := range long {
			long, totals := &long[g], &totals[g]
			x0, x1 := archsimd.LoadFloat64x4((*partAVX2)(long[0:])), archsimd.LoadFloat64x4((*partAVX2)(long[4:]))
			if floating == nil {
				x0, x1 = x0.Sub(strike), x1.Sub(strike)
			} else {
				floating := &floating[g]
				x0, x1 = x0.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[0:]))), x1.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[4:])))
			}
			if distance != nil {
				distance := &distance[g]
				x0.Mul(sign).Store((*partAVX2)(distance[0:]))
				x1.Mul(sign).Store((*partAVX2)(distance[4:]))
			}
			x0, x1 = slope.Mul(x0), slope.Mul(x1)
			x0, x1 = x0.Masked(x0.Greater(zero)), x1.Masked(x1.Greater(zero))
			quantity.MulAdd(x0, archsimd.LoadFloat64x4((*partAVX2)(totals[0:]))).Store((*partAVX2)(totals[0:]))
			quantity.MulAdd(x1, archsimd.LoadFloat64x4((*partAVX2)(totals[4:]))).Store((*partAVX2)(totals[4:]))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX2)(sums.Values[0:]))
		square0.Store((*partAVX2)(sums.Squares[0:]))
		value1.Store((*partAVX2)(sums.Values[4:]))
		square1.Store((*partAVX2)(sums.Squares[4:]))
	}
	{
		value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[8:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[8:]))
		value1, square1 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[12:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[12:]))
		for g := range long {
			long, totals := &long[g], &totals[g]
			x0, x1 := archsimd.LoadFloat64x4((*partAVX2)(long[8:])), archsimd.LoadFloat64x4((*partAVX2)(long[12:]))
			if floating == nil {
				x0, x1 = x0.Sub(strike), x1.Sub(strike)
			} else {
				floating := &floating[g]
				x0, x1 = x0.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[8:]))), x1.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[12:])))
			}
			if distance != nil {
				distance := &distance[g]
				x0.Mul(sign).Store((*partAVX2)(distance[8:]))
				x1.Mul(sign).Store((*partAVX2)(distance[12:]))
			}
			x0, x1 = slope.Mul(x0), slope.Mul(x1)
			x0, x1 = x0.Masked(x0.Greater(zero)), x1.Masked(x1.Greater(zero))
			quantity.MulAdd(x0, archsimd.LoadFloat64x4((*partAVX2)(totals[8:]))).Store((*partAVX2)(totals[8:]))
			quantity.MulAdd(x1, archsimd.LoadFloat64x4((*partAVX2)(totals[12:]))).Store((*partAVX2)(totals[12:]))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX2)(sums.Values[8:]))
		square0.Store((*partAVX2)(sums.Squares[8:]))
		value1.Store((*partAVX2)(sums.Values[12:]))
		square1.Store((*partAVX2)(sums.Squares[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func slopeAVX2(scale, decay float64, long, floating, distance Chunk, sums *Sums) {
	distance = distance[:len(long)]
	factor, fall := archsimd.BroadcastFloat64x4(scale), archsimd.BroadcastFloat64x4(decay)
	zero := ofAVX2(&table.zero)
	{
		value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[0:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[0:]))
		value1, square1 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[4:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[4:]))
		for g := range long {
			long, distance := &long[g], &distance[g]
			x0, x1 := archsimd.LoadFloat64x4((*partAVX2)(long[0:])), archsimd.LoadFloat64x4((*partAVX2)(long[4:]))
			if floating != nil {
				floating := &floating[g]
				x0, x1 = x0.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[0:]))), x1.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[4:])))
			}
			x0, x1 = x0.Mul(factor), x1.Mul(factor)
			d0, d1 := archsimd.LoadFloat64x4((*partAVX2)(distance[0:])), archsimd.LoadFloat64x4((*partAVX2)(distance[4:]))
			if decay != 0 {
				x0, x1 = fall.MulAdd(d0, x0), fall.MulAdd(d1, x1)
			}
			x0, x1 = x0.Masked(d0.Greater(zero)), x1.Masked(d1.Greater(zero))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX2)(sums.Values[0:]))
		square0.Store((*partAVX2)(sums.Squares[0:]))
		value1.Store((*partAVX2)(sums.Values[4:]))
		square1.Store((*partAVX2)(sums.Squares[4:]))
	}
	{
		value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[8:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[8:]))
		value1, square1 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[12:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[12:]))
		for g := range long {
			long, distance := &long[g], &distance[g]
			x0, x1 := archsimd.LoadFloat64x4((*partAVX2)(long[8:])), archsimd.LoadFloat64x4((*partAVX2)(long[12:]))
			if floating != nil {
				floating := &floating[g]
				x0, x1 = x0.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[8:]))), x1.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[12:])))
			}
			x0, x1 = x0.Mul(factor), x1.Mul(factor)
			d0, d1 := archsimd.LoadFloat64x4((*partAVX2)(distance[8:])), archsimd.LoadFloat64x4((*partAVX2)(distance[12:]))
			if decay != 0 {
				x0, x1 = fall.MulAdd(d0, x0), fall.MulAdd(d1, x1)
			}
			x0, x1 = x0.Masked(d0.Greater(zero)), x1.Masked(d1.Greater(zero))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX2)(sums.Values[8:]))
		square0.Store((*partAVX2)(sums.Squares[8:]))
		value1.Store((*partAVX2)(sums.Values[12:]))
		square1.Store((*partAVX2)(sums.Squares[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func addUpAVX2(values Chunk, sums *Sums) {
	{
		value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[0:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[0:]))
		value1, square1 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[4:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[4:]))
		for g := range values {
			values := &values[g]
			x0, x1 := archsimd.LoadFloat64x4((*partAVX2)(values[0:])), archsimd.LoadFloat64x4((*partAVX2)(values[4:]))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX2)(sums.Values[0:]))
		square0.Store((*partAVX2)(sums.Squares[0:]))
		value1.Store((*partAVX2)(sums.Values[4:]))
		square1.Store((*partAVX2)(sums.Squares[4:]))
	}
	{
		value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[8:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[8:]))
		value1, square1 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[12:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[12:]))
		for g := range values {
			values := &values[g]
			x0, x1 := archsimd.LoadFloat64x4((*partAVX2)(values[8:])), archsimd.LoadFloat64x4((*partAVX2)(values[12:]))
			value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
			value1, square1 = value1.Add(x1), x1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX2)(sums.Values[8:]))
		square0.Store((*partAVX2)(sums.Squares[8:]))
		value1.Store((*partAVX2)(sums.Values[12:]))
		square1.Store((*partAVX2)(sums.Squares[12:]))
	}
	archsimd.ClearAVXUpperBits()
}
