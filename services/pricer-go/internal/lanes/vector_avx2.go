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
	for g := range out {
		out := &out[g]
		for at := 0; at < Width; at += 4 {
			at := (*partAVX2)(out[at : at+4])
			q := archsimd.LoadFloat64x4(at)
			magnitude := q.AsUint64x4().AndNot(bitsOfAVX2(&wideSign)).AsFloat64x4()
			r := q.MulAdd(ofAVX2(&wideZero).Sub(q), ofAVX2(&wideRadiusSquared))
			over, under := ofAVX2(&wideCentreOver[10]), ofAVX2(&wideCentreUnder[10])
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[9])), under.MulAdd(r, ofAVX2(&wideCentreUnder[9]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[8])), under.MulAdd(r, ofAVX2(&wideCentreUnder[8]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[7])), under.MulAdd(r, ofAVX2(&wideCentreUnder[7]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[6])), under.MulAdd(r, ofAVX2(&wideCentreUnder[6]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[5])), under.MulAdd(r, ofAVX2(&wideCentreUnder[5]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[4])), under.MulAdd(r, ofAVX2(&wideCentreUnder[4]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[3])), under.MulAdd(r, ofAVX2(&wideCentreUnder[3]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[2])), under.MulAdd(r, ofAVX2(&wideCentreUnder[2]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[1])), under.MulAdd(r, ofAVX2(&wideCentreUnder[1]))
			over, under = over.MulAdd(r, ofAVX2(&wideCentreOver[0])), under.MulAdd(r, ofAVX2(&wideCentreUnder[0]))
			z := q.Mul(over).Div(under)
			if outer := magnitude.Greater(ofAVX2(&wideRadius)); outer.ToBits() != 0 {
				sign := q.AsUint64x4().And(bitsOfAVX2(&wideSign))
				tail := tailAVX2(ofAVX2(&wideHalf).Sub(magnitude))
				z = tail.AsUint64x4().Or(sign).AsFloat64x4().Merge(z, outer)
			}
			z.Store(at)
		}
	}
	archsimd.ClearAVXUpperBits()
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
	for g := range out {
		out, motion := &out[g], &motion[g]
		for at := 0; at < Width; at += 4 {
			x := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[at:at+4])), shift)
			x = x.Min(ofAVX2(&wideHighest)).Max(ofAVX2(&wideLowest))
			rounded := x.MulAdd(ofAVX2(&wideLog2E), ofAVX2(&wideRounder))
			k := rounded.Sub(ofAVX2(&wideRounder))
			r := k.MulAdd(ofAVX2(&wideMinusLn2Low), k.MulAdd(ofAVX2(&wideMinusLn2High), x))
			square := r.Mul(r)
			even, odd := ofAVX2(&wideExpEven[4]), ofAVX2(&wideExpOdd[4])
			even, odd = even.MulAdd(square, ofAVX2(&wideExpEven[3])), odd.MulAdd(square, ofAVX2(&wideExpOdd[3]))
			even, odd = even.MulAdd(square, ofAVX2(&wideExpEven[2])), odd.MulAdd(square, ofAVX2(&wideExpOdd[2]))
			even, odd = even.MulAdd(square, ofAVX2(&wideExpEven[1])), odd.MulAdd(square, ofAVX2(&wideExpOdd[1]))
			even, odd = even.MulAdd(square, ofAVX2(&wideExpEven[0])), odd.MulAdd(square, ofAVX2(&wideExpOdd[0]))
			power := odd.MulAdd(r, even).MulAdd(r, ofAVX2(&wideOne)).MulAdd(r, ofAVX2(&wideOne))
			fields := rounded.AsUint64x4().Sub(bitsOfAVX2(&wideFields))
			half := fields.ShiftAllRight(1)
			power = power.Mul(half.ShiftAllLeft(52).AsFloat64x4()).Mul(fields.Sub(half).ShiftAllLeft(52).AsFloat64x4())
			power.Store((*partAVX2)(out[at : at+4]))
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
	distance, totals = distance[:len(long)], totals[:len(long)]
	sign, strike := archsimd.BroadcastFloat64x4(claim.Sign), archsimd.BroadcastFloat64x4(claim.Strike)
	discount, quantity := archsimd.BroadcastFloat64x4(claim.Discount), archsimd.BroadcastFloat64x4(claim.Quantity)
	zero := ofAVX2(&wideZero)
	value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[0:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[0:]))
	value4, square4 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[4:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[4:]))
	value8, square8 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[8:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[8:]))
	value12, square12 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[12:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[12:]))
	for g := range long {
		long, distance, totals := &long[g], &distance[g], &totals[g]
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
		d0 = d0.Mul(sign)
		d0.Store((*partAVX2)(distance[0:]))
		d0 = discount.Mul(d0).Masked(d0.Greater(zero))
		quantity.MulAdd(d0, archsimd.LoadFloat64x4((*partAVX2)(totals[0:]))).Store((*partAVX2)(totals[0:]))
		value0, square0 = value0.Add(d0), d0.MulAdd(d0, square0)
		d4 = d4.Mul(sign)
		d4.Store((*partAVX2)(distance[4:]))
		d4 = discount.Mul(d4).Masked(d4.Greater(zero))
		quantity.MulAdd(d4, archsimd.LoadFloat64x4((*partAVX2)(totals[4:]))).Store((*partAVX2)(totals[4:]))
		value4, square4 = value4.Add(d4), d4.MulAdd(d4, square4)
		d8 = d8.Mul(sign)
		d8.Store((*partAVX2)(distance[8:]))
		d8 = discount.Mul(d8).Masked(d8.Greater(zero))
		quantity.MulAdd(d8, archsimd.LoadFloat64x4((*partAVX2)(totals[8:]))).Store((*partAVX2)(totals[8:]))
		value8, square8 = value8.Add(d8), d8.MulAdd(d8, square8)
		d12 = d12.Mul(sign)
		d12.Store((*partAVX2)(distance[12:]))
		d12 = discount.Mul(d12).Masked(d12.Greater(zero))
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
