//go:build amd64 && goexperiment.simd

// Code generated from vector.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

// tierAVX2 computes 4 paths at a time.
var tierAVX2 = Tier{
	Name:      "avx2",
	Normals:   normalsAVX2,
	AddScaled: addScaledAVX2,
	Add:       addAVX2,
	Scale:     scaleAVX2,
	Price:     priceAVX2,
	AddVega:   addVegaAVX2,
	Vega:      vegaAVX2,
	Pay:       payAVX2,
	Slope:     slopeAVX2,
	AddUp:     addUpAVX2,
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
	for g := 0; g < len(out); g += pieceGroups {
		quantilesAVX2(out[g:min(g+pieceGroups, len(out))])
	}
	archsimd.ClearAVXUpperBits()
}

// quantilesAVX2 turns the q of a piece into quantiles: all as in the centre, then those in a tail, which are kept as
// they are until then, apart. A branch for each vector would be mispredicted too often.
func quantilesAVX2(piece Chunk) {
	var tails tailList
	for g := range piece {
		group := &piece[g]
		outside := uint(0)
		{
			q0, q1 := archsimd.LoadFloat64x4((*partAVX2)(group[0:])), archsimd.LoadFloat64x4((*partAVX2)(group[4:]))
			zero, radius := ofAVX2(&wideZero), ofAVX2(&wideRadiusSquared)
			r0, r1 := q0.MulAdd(zero.Sub(q0), radius), q1.MulAdd(zero.Sub(q1), radius)
			c, d := ofAVX2(&wideCentreOver[10]), ofAVX2(&wideCentreUnder[10])
			over0, under0, over1, under1 := c, d, c, d
			c, d = ofAVX2(&wideCentreOver[9]), ofAVX2(&wideCentreUnder[9])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[8]), ofAVX2(&wideCentreUnder[8])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[7]), ofAVX2(&wideCentreUnder[7])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[6]), ofAVX2(&wideCentreUnder[6])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[5]), ofAVX2(&wideCentreUnder[5])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[4]), ofAVX2(&wideCentreUnder[4])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[3]), ofAVX2(&wideCentreUnder[3])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[2]), ofAVX2(&wideCentreUnder[2])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[1]), ofAVX2(&wideCentreUnder[1])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[0]), ofAVX2(&wideCentreUnder[0])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			sign, centre := bitsOfAVX2(&wideSign), ofAVX2(&wideRadius)
			inside0 := q0.AsUint64x4().AndNot(sign).AsFloat64x4().LessEqual(centre)
			inside1 := q1.AsUint64x4().AndNot(sign).AsFloat64x4().LessEqual(centre)
			q0.Mul(over0).Div(under0).Merge(q0, inside0).Store((*partAVX2)(group[0:]))
			q1.Mul(over1).Div(under1).Merge(q1, inside1).Store((*partAVX2)(group[4:]))
			outside |= uint(inside0.ToBits()^(1<<4-1))<<0 | uint(inside1.ToBits()^(1<<4-1))<<4
		}
		{
			q0, q1 := archsimd.LoadFloat64x4((*partAVX2)(group[8:])), archsimd.LoadFloat64x4((*partAVX2)(group[12:]))
			zero, radius := ofAVX2(&wideZero), ofAVX2(&wideRadiusSquared)
			r0, r1 := q0.MulAdd(zero.Sub(q0), radius), q1.MulAdd(zero.Sub(q1), radius)
			c, d := ofAVX2(&wideCentreOver[10]), ofAVX2(&wideCentreUnder[10])
			over0, under0, over1, under1 := c, d, c, d
			c, d = ofAVX2(&wideCentreOver[9]), ofAVX2(&wideCentreUnder[9])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[8]), ofAVX2(&wideCentreUnder[8])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[7]), ofAVX2(&wideCentreUnder[7])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[6]), ofAVX2(&wideCentreUnder[6])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[5]), ofAVX2(&wideCentreUnder[5])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[4]), ofAVX2(&wideCentreUnder[4])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[3]), ofAVX2(&wideCentreUnder[3])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[2]), ofAVX2(&wideCentreUnder[2])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[1]), ofAVX2(&wideCentreUnder[1])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			c, d = ofAVX2(&wideCentreOver[0]), ofAVX2(&wideCentreUnder[0])
			over0, under0 = over0.MulAdd(r0, c), under0.MulAdd(r0, d)
			over1, under1 = over1.MulAdd(r1, c), under1.MulAdd(r1, d)
			sign, centre := bitsOfAVX2(&wideSign), ofAVX2(&wideRadius)
			inside0 := q0.AsUint64x4().AndNot(sign).AsFloat64x4().LessEqual(centre)
			inside1 := q1.AsUint64x4().AndNot(sign).AsFloat64x4().LessEqual(centre)
			q0.Mul(over0).Div(under0).Merge(q0, inside0).Store((*partAVX2)(group[8:]))
			q1.Mul(over1).Div(under1).Merge(q1, inside1).Store((*partAVX2)(group[12:]))
			outside |= uint(inside0.ToBits()^(1<<4-1))<<8 | uint(inside1.ToBits()^(1<<4-1))<<12
		}
		tails.add(group, g, outside)
	}
	for at := 0; at < tails.count; at += 4 {
		part := (*partAVX2)(tails.q[at:])
		q := archsimd.LoadFloat64x4(part)
		sign := q.AsUint64x4().And(bitsOfAVX2(&wideSign))
		magnitude := q.AsUint64x4().AndNot(bitsOfAVX2(&wideSign)).AsFloat64x4()
		tailAVX2(ofAVX2(&wideHalf).Sub(magnitude)).AsUint64x4().Or(sign).AsFloat64x4().Store(part)
	}
	tails.putBack(piece)
}

// tailAVX2 is the magnitude of the quantile so near to an end of the interval.
func tailAVX2(distance vectorAVX2) vectorAVX2 {
	bits := distance.AsUint64x4().Add(bitsOfAVX2(&wideToOne))
	k := bits.ShiftAllRight(52).Or(bitsOfAVX2(&wideTwo52)).AsFloat64x4().Sub(ofAVX2(&wideTwo52AndBias))
	f := bits.And(bitsOfAVX2(&wideMantissa)).Add(bitsOfAVX2(&wideSqrtHalf)).AsFloat64x4().Sub(ofAVX2(&wideOne))
	s := f.Div(f.Add(ofAVX2(&wideTwo)))
	square := s.Mul(s)
	r := ofAVX2(&wideLogSeries[9])
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[8]))
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[7]))
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[6]))
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[5]))
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[4]))
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[3]))
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[2]))
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[1]))
	r = r.MulAdd(square, ofAVX2(&wideLogSeries[0]))
	r = r.Mul(square)
	h := f.Mul(ofAVX2(&wideHalf)).Mul(f)
	small := s.MulAdd(h.Add(r), k.Mul(ofAVX2(&wideLn2Low)))
	log := k.MulAdd(ofAVX2(&wideLn2High), f.Sub(h.Sub(small)))
	x := ofAVX2(&wideZero).Sub(log).Sqrt().Sub(ofAVX2(&wideTailStart))
	over, under := ofAVX2(&wideTailOver[7]), ofAVX2(&wideTailUnder[7])
	over, under = over.MulAdd(x, ofAVX2(&wideTailOver[6])), under.MulAdd(x, ofAVX2(&wideTailUnder[6]))
	over, under = over.MulAdd(x, ofAVX2(&wideTailOver[5])), under.MulAdd(x, ofAVX2(&wideTailUnder[5]))
	over, under = over.MulAdd(x, ofAVX2(&wideTailOver[4])), under.MulAdd(x, ofAVX2(&wideTailUnder[4]))
	over, under = over.MulAdd(x, ofAVX2(&wideTailOver[3])), under.MulAdd(x, ofAVX2(&wideTailUnder[3]))
	over, under = over.MulAdd(x, ofAVX2(&wideTailOver[2])), under.MulAdd(x, ofAVX2(&wideTailUnder[2]))
	over, under = over.MulAdd(x, ofAVX2(&wideTailOver[1])), under.MulAdd(x, ofAVX2(&wideTailUnder[1]))
	over, under = over.MulAdd(x, ofAVX2(&wideTailOver[0])), under.MulAdd(x, ofAVX2(&wideTailUnder[0]))
	return over.Div(under)
}

func priceAVX2(out, motion Chunk, volatility, centre float64) {
	motion = motion[:len(out)]
	slope, shift := archsimd.BroadcastFloat64x4(volatility), archsimd.BroadcastFloat64x4(centre)
	one, rounder, log2E := ofAVX2(&wideOne), ofAVX2(&wideRounder), ofAVX2(&wideLog2E)
	ln2High, ln2Low := ofAVX2(&wideMinusLn2High), ofAVX2(&wideMinusLn2Low)
	for g := range out {
		out, motion := &out[g], &motion[g]
		{
			lowest, highest := ofAVX2(&wideLowest), ofAVX2(&wideHighest)
			x0 := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[0:])), shift).Min(highest).Max(lowest)
			x1 := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[4:])), shift).Min(highest).Max(lowest)
			rounded0, rounded1 := x0.MulAdd(log2E, rounder), x1.MulAdd(log2E, rounder)
			k0, k1 := rounded0.Sub(rounder), rounded1.Sub(rounder)
			r0, r1 := k0.MulAdd(ln2Low, k0.MulAdd(ln2High, x0)), k1.MulAdd(ln2Low, k1.MulAdd(ln2High, x1))
			square0, square1 := r0.Mul(r0), r1.Mul(r1)
			c, d := ofAVX2(&wideExpEven[4]), ofAVX2(&wideExpOdd[4])
			even0, odd0, even1, odd1 := c, d, c, d
			c, d = ofAVX2(&wideExpEven[3]), ofAVX2(&wideExpOdd[3])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&wideExpEven[2]), ofAVX2(&wideExpOdd[2])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&wideExpEven[1]), ofAVX2(&wideExpOdd[1])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&wideExpEven[0]), ofAVX2(&wideExpOdd[0])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			power0 := odd0.MulAdd(r0, even0).MulAdd(r0, one).MulAdd(r0, one)
			power1 := odd1.MulAdd(r1, even1).MulAdd(r1, one).MulAdd(r1, one)
			twice := bitsOfAVX2(&wideFields)
			fields0, fields1 := rounded0.AsUint64x4().Sub(twice), rounded1.AsUint64x4().Sub(twice)
			half0, half1 := fields0.ShiftAllRight(1), fields1.ShiftAllRight(1)
			power0 = power0.Mul(half0.ShiftAllLeft(52).AsFloat64x4())
			power1 = power1.Mul(half1.ShiftAllLeft(52).AsFloat64x4())
			power0.Mul(fields0.Sub(half0).ShiftAllLeft(52).AsFloat64x4()).Store((*partAVX2)(out[0:]))
			power1.Mul(fields1.Sub(half1).ShiftAllLeft(52).AsFloat64x4()).Store((*partAVX2)(out[4:]))
		}
		{
			lowest, highest := ofAVX2(&wideLowest), ofAVX2(&wideHighest)
			x0 := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[8:])), shift).Min(highest).Max(lowest)
			x1 := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[12:])), shift).Min(highest).Max(lowest)
			rounded0, rounded1 := x0.MulAdd(log2E, rounder), x1.MulAdd(log2E, rounder)
			k0, k1 := rounded0.Sub(rounder), rounded1.Sub(rounder)
			r0, r1 := k0.MulAdd(ln2Low, k0.MulAdd(ln2High, x0)), k1.MulAdd(ln2Low, k1.MulAdd(ln2High, x1))
			square0, square1 := r0.Mul(r0), r1.Mul(r1)
			c, d := ofAVX2(&wideExpEven[4]), ofAVX2(&wideExpOdd[4])
			even0, odd0, even1, odd1 := c, d, c, d
			c, d = ofAVX2(&wideExpEven[3]), ofAVX2(&wideExpOdd[3])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&wideExpEven[2]), ofAVX2(&wideExpOdd[2])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&wideExpEven[1]), ofAVX2(&wideExpOdd[1])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			c, d = ofAVX2(&wideExpEven[0]), ofAVX2(&wideExpOdd[0])
			even0, odd0 = even0.MulAdd(square0, c), odd0.MulAdd(square0, d)
			even1, odd1 = even1.MulAdd(square1, c), odd1.MulAdd(square1, d)
			power0 := odd0.MulAdd(r0, even0).MulAdd(r0, one).MulAdd(r0, one)
			power1 := odd1.MulAdd(r1, even1).MulAdd(r1, one).MulAdd(r1, one)
			twice := bitsOfAVX2(&wideFields)
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

func scaleAVX2(x Chunk, factor float64) {
	scale := archsimd.BroadcastFloat64x4(factor)
	for g := range x {
		x := &x[g]
		archsimd.LoadFloat64x4((*partAVX2)(x[0:])).Mul(scale).Store((*partAVX2)(x[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[4:])).Mul(scale).Store((*partAVX2)(x[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[8:])).Mul(scale).Store((*partAVX2)(x[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[12:])).Mul(scale).Store((*partAVX2)(x[12:]))
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
	zero := ofAVX2(&wideZero)
	value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[0:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[0:]))
	value4, square4 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[4:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[4:]))
	value8, square8 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[8:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[8:]))
	value12, square12 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[12:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[12:]))
	for g := range long {
		long, totals := &long[g], &totals[g]
		d0 := archsimd.LoadFloat64x4((*partAVX2)(long[0:]))
		d4 := archsimd.LoadFloat64x4((*partAVX2)(long[4:]))
		d8 := archsimd.LoadFloat64x4((*partAVX2)(long[8:]))
		d12 := archsimd.LoadFloat64x4((*partAVX2)(long[12:]))
		if floating == nil {
			d0 = d0.Sub(strike)
			d4 = d4.Sub(strike)
			d8 = d8.Sub(strike)
			d12 = d12.Sub(strike)
		} else {
			floating := &floating[g]
			d0 = d0.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[0:])))
			d4 = d4.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[4:])))
			d8 = d8.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[8:])))
			d12 = d12.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[12:])))
		}
		if distance != nil {
			distance := &distance[g]
			d0.Mul(sign).Store((*partAVX2)(distance[0:]))
			d4.Mul(sign).Store((*partAVX2)(distance[4:]))
			d8.Mul(sign).Store((*partAVX2)(distance[8:]))
			d12.Mul(sign).Store((*partAVX2)(distance[12:]))
		}
		d0 = slope.Mul(d0)
		d0 = d0.Masked(d0.Greater(zero))
		quantity.MulAdd(d0, archsimd.LoadFloat64x4((*partAVX2)(totals[0:]))).Store((*partAVX2)(totals[0:]))
		value0, square0 = value0.Add(d0), d0.MulAdd(d0, square0)
		d4 = slope.Mul(d4)
		d4 = d4.Masked(d4.Greater(zero))
		quantity.MulAdd(d4, archsimd.LoadFloat64x4((*partAVX2)(totals[4:]))).Store((*partAVX2)(totals[4:]))
		value4, square4 = value4.Add(d4), d4.MulAdd(d4, square4)
		d8 = slope.Mul(d8)
		d8 = d8.Masked(d8.Greater(zero))
		quantity.MulAdd(d8, archsimd.LoadFloat64x4((*partAVX2)(totals[8:]))).Store((*partAVX2)(totals[8:]))
		value8, square8 = value8.Add(d8), d8.MulAdd(d8, square8)
		d12 = slope.Mul(d12)
		d12 = d12.Masked(d12.Greater(zero))
		quantity.MulAdd(d12, archsimd.LoadFloat64x4((*partAVX2)(totals[12:]))).Store((*partAVX2)(totals[12:]))
		value12, square12 = value12.Add(d12), d12.MulAdd(d12, square12)
	}
	value0.Store((*partAVX2)(sums.Values[0:]))
	square0.Store((*partAVX2)(sums.Squares[0:]))
	value4.Store((*partAVX2)(sums.Values[4:]))
	square4.Store((*partAVX2)(sums.Squares[4:]))
	value8.Store((*partAVX2)(sums.Values[8:]))
	square8.Store((*partAVX2)(sums.Squares[8:]))
	value12.Store((*partAVX2)(sums.Values[12:]))
	square12.Store((*partAVX2)(sums.Squares[12:]))
	archsimd.ClearAVXUpperBits()
}

func slopeAVX2(scale, decay float64, long, floating, distance Chunk, sums *Sums) {
	distance = distance[:len(long)]
	factor, fall := archsimd.BroadcastFloat64x4(scale), archsimd.BroadcastFloat64x4(decay)
	zero := ofAVX2(&wideZero)
	value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[0:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[0:]))
	value4, square4 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[4:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[4:]))
	value8, square8 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[8:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[8:]))
	value12, square12 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[12:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[12:]))
	for g := range long {
		long, distance := &long[g], &distance[g]
		x0 := archsimd.LoadFloat64x4((*partAVX2)(long[0:]))
		x4 := archsimd.LoadFloat64x4((*partAVX2)(long[4:]))
		x8 := archsimd.LoadFloat64x4((*partAVX2)(long[8:]))
		x12 := archsimd.LoadFloat64x4((*partAVX2)(long[12:]))
		if floating != nil {
			floating := &floating[g]
			x0 = x0.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[0:])))
			x4 = x4.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[4:])))
			x8 = x8.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[8:])))
			x12 = x12.Sub(archsimd.LoadFloat64x4((*partAVX2)(floating[12:])))
		}
		x0 = x0.Mul(factor)
		x4 = x4.Mul(factor)
		x8 = x8.Mul(factor)
		x12 = x12.Mul(factor)
		if decay != 0 {
			x0 = fall.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(distance[0:])), x0)
			x4 = fall.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(distance[4:])), x4)
			x8 = fall.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(distance[8:])), x8)
			x12 = fall.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(distance[12:])), x12)
		}
		x0 = x0.Masked(archsimd.LoadFloat64x4((*partAVX2)(distance[0:])).Greater(zero))
		value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
		x4 = x4.Masked(archsimd.LoadFloat64x4((*partAVX2)(distance[4:])).Greater(zero))
		value4, square4 = value4.Add(x4), x4.MulAdd(x4, square4)
		x8 = x8.Masked(archsimd.LoadFloat64x4((*partAVX2)(distance[8:])).Greater(zero))
		value8, square8 = value8.Add(x8), x8.MulAdd(x8, square8)
		x12 = x12.Masked(archsimd.LoadFloat64x4((*partAVX2)(distance[12:])).Greater(zero))
		value12, square12 = value12.Add(x12), x12.MulAdd(x12, square12)
	}
	value0.Store((*partAVX2)(sums.Values[0:]))
	square0.Store((*partAVX2)(sums.Squares[0:]))
	value4.Store((*partAVX2)(sums.Values[4:]))
	square4.Store((*partAVX2)(sums.Squares[4:]))
	value8.Store((*partAVX2)(sums.Values[8:]))
	square8.Store((*partAVX2)(sums.Squares[8:]))
	value12.Store((*partAVX2)(sums.Values[12:]))
	square12.Store((*partAVX2)(sums.Squares[12:]))
	archsimd.ClearAVXUpperBits()
}

func addUpAVX2(values Chunk, sums *Sums) {
	value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[0:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[0:]))
	value4, square4 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[4:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[4:]))
	value8, square8 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[8:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[8:]))
	value12, square12 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[12:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[12:]))
	for g := range values {
		values := &values[g]
		x0 := archsimd.LoadFloat64x4((*partAVX2)(values[0:]))
		value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
		x4 := archsimd.LoadFloat64x4((*partAVX2)(values[4:]))
		value4, square4 = value4.Add(x4), x4.MulAdd(x4, square4)
		x8 := archsimd.LoadFloat64x4((*partAVX2)(values[8:]))
		value8, square8 = value8.Add(x8), x8.MulAdd(x8, square8)
		x12 := archsimd.LoadFloat64x4((*partAVX2)(values[12:]))
		value12, square12 = value12.Add(x12), x12.MulAdd(x12, square12)
	}
	value0.Store((*partAVX2)(sums.Values[0:]))
	square0.Store((*partAVX2)(sums.Squares[0:]))
	value4.Store((*partAVX2)(sums.Values[4:]))
	square4.Store((*partAVX2)(sums.Squares[4:]))
	value8.Store((*partAVX2)(sums.Values[8:]))
	square8.Store((*partAVX2)(sums.Squares[8:]))
	value12.Store((*partAVX2)(sums.Values[12:]))
	square12.Store((*partAVX2)(sums.Squares[12:]))
	archsimd.ClearAVXUpperBits()
}
