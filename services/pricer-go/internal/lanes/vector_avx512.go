//go:build amd64 && goexperiment.simd

// Code generated from vector.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

// tierAVX512 computes 8 paths at a time.
var tierAVX512 = Tier{
	Name:      "avx512",
	Normals:   normalsAVX512,
	AddScaled: addScaledAVX512,
	Add:       addAVX512,
	Scale:     scaleAVX512,
	Price:     priceAVX512,
	AddVega:   addVegaAVX512,
	Vega:      vegaAVX512,
	Pay:       payAVX512,
	Slope:     slopeAVX512,
	AddUp:     addUpAVX512,
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
	for g := range out {
		out := &out[g]
		for at := 0; at < Width; at += 8 {
			at := (*partAVX512)(out[at : at+8])
			q := archsimd.LoadFloat64x8(at)
			magnitude := q.AsUint64x8().AndNot(bitsOfAVX512(&wideSign)).AsFloat64x8()
			r := q.MulAdd(ofAVX512(&wideZero).Sub(q), ofAVX512(&wideRadiusSquared))
			over, under := ofAVX512(&wideCentreOver[10]), ofAVX512(&wideCentreUnder[10])
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[9])), under.MulAdd(r, ofAVX512(&wideCentreUnder[9]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[8])), under.MulAdd(r, ofAVX512(&wideCentreUnder[8]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[7])), under.MulAdd(r, ofAVX512(&wideCentreUnder[7]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[6])), under.MulAdd(r, ofAVX512(&wideCentreUnder[6]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[5])), under.MulAdd(r, ofAVX512(&wideCentreUnder[5]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[4])), under.MulAdd(r, ofAVX512(&wideCentreUnder[4]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[3])), under.MulAdd(r, ofAVX512(&wideCentreUnder[3]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[2])), under.MulAdd(r, ofAVX512(&wideCentreUnder[2]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[1])), under.MulAdd(r, ofAVX512(&wideCentreUnder[1]))
			over, under = over.MulAdd(r, ofAVX512(&wideCentreOver[0])), under.MulAdd(r, ofAVX512(&wideCentreUnder[0]))
			z := q.Mul(over).Div(under)
			if outer := magnitude.Greater(ofAVX512(&wideRadius)); outer.ToBits() != 0 {
				sign := q.AsUint64x8().And(bitsOfAVX512(&wideSign))
				tail := tailAVX512(ofAVX512(&wideHalf).Sub(magnitude))
				z = tail.AsUint64x8().Or(sign).AsFloat64x8().Merge(z, outer)
			}
			z.Store(at)
		}
	}
	archsimd.ClearAVXUpperBits()
}

// tailAVX512 is the magnitude of the quantile so near to an end of the interval.
func tailAVX512(distance vectorAVX512) vectorAVX512 {
	bits := distance.AsUint64x8().Add(bitsOfAVX512(&wideToOne))
	k := bits.ShiftAllRight(52).Or(bitsOfAVX512(&wideTwo52)).AsFloat64x8().Sub(ofAVX512(&wideTwo52AndBias))
	f := bits.And(bitsOfAVX512(&wideMantissa)).Add(bitsOfAVX512(&wideSqrtHalf)).AsFloat64x8().Sub(ofAVX512(&wideOne))
	s := f.Div(f.Add(ofAVX512(&wideTwo)))
	square := s.Mul(s)
	r := ofAVX512(&wideLogSeries[9])
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[8]))
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[7]))
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[6]))
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[5]))
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[4]))
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[3]))
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[2]))
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[1]))
	r = r.MulAdd(square, ofAVX512(&wideLogSeries[0]))
	r = r.Mul(square)
	h := f.Mul(ofAVX512(&wideHalf)).Mul(f)
	small := s.MulAdd(h.Add(r), k.Mul(ofAVX512(&wideLn2Low)))
	log := k.MulAdd(ofAVX512(&wideLn2High), f.Sub(h.Sub(small)))
	x := ofAVX512(&wideZero).Sub(log).Sqrt().Sub(ofAVX512(&wideTailStart))
	over, under := ofAVX512(&wideTailOver[7]), ofAVX512(&wideTailUnder[7])
	over, under = over.MulAdd(x, ofAVX512(&wideTailOver[6])), under.MulAdd(x, ofAVX512(&wideTailUnder[6]))
	over, under = over.MulAdd(x, ofAVX512(&wideTailOver[5])), under.MulAdd(x, ofAVX512(&wideTailUnder[5]))
	over, under = over.MulAdd(x, ofAVX512(&wideTailOver[4])), under.MulAdd(x, ofAVX512(&wideTailUnder[4]))
	over, under = over.MulAdd(x, ofAVX512(&wideTailOver[3])), under.MulAdd(x, ofAVX512(&wideTailUnder[3]))
	over, under = over.MulAdd(x, ofAVX512(&wideTailOver[2])), under.MulAdd(x, ofAVX512(&wideTailUnder[2]))
	over, under = over.MulAdd(x, ofAVX512(&wideTailOver[1])), under.MulAdd(x, ofAVX512(&wideTailUnder[1]))
	over, under = over.MulAdd(x, ofAVX512(&wideTailOver[0])), under.MulAdd(x, ofAVX512(&wideTailUnder[0]))
	return over.Div(under)
}

func priceAVX512(out, motion Chunk, volatility, centre float64) {
	motion = motion[:len(out)]
	slope, shift := archsimd.BroadcastFloat64x8(volatility), archsimd.BroadcastFloat64x8(centre)
	for g := range out {
		out, motion := &out[g], &motion[g]
		for at := 0; at < Width; at += 8 {
			x := slope.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[at:at+8])), shift)
			x = x.Min(ofAVX512(&wideHighest)).Max(ofAVX512(&wideLowest))
			rounded := x.MulAdd(ofAVX512(&wideLog2E), ofAVX512(&wideRounder))
			k := rounded.Sub(ofAVX512(&wideRounder))
			r := k.MulAdd(ofAVX512(&wideMinusLn2Low), k.MulAdd(ofAVX512(&wideMinusLn2High), x))
			square := r.Mul(r)
			even, odd := ofAVX512(&wideExpEven[4]), ofAVX512(&wideExpOdd[4])
			even, odd = even.MulAdd(square, ofAVX512(&wideExpEven[3])), odd.MulAdd(square, ofAVX512(&wideExpOdd[3]))
			even, odd = even.MulAdd(square, ofAVX512(&wideExpEven[2])), odd.MulAdd(square, ofAVX512(&wideExpOdd[2]))
			even, odd = even.MulAdd(square, ofAVX512(&wideExpEven[1])), odd.MulAdd(square, ofAVX512(&wideExpOdd[1]))
			even, odd = even.MulAdd(square, ofAVX512(&wideExpEven[0])), odd.MulAdd(square, ofAVX512(&wideExpOdd[0]))
			power := odd.MulAdd(r, even).MulAdd(r, ofAVX512(&wideOne)).MulAdd(r, ofAVX512(&wideOne))
			power = power.Scale(k)
			power.Store((*partAVX512)(out[at : at+8]))
		}
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

func scaleAVX512(x Chunk, factor float64) {
	scale := archsimd.BroadcastFloat64x8(factor)
	for g := range x {
		x := &x[g]
		archsimd.LoadFloat64x8((*partAVX512)(x[0:])).Mul(scale).Store((*partAVX512)(x[0:]))
		archsimd.LoadFloat64x8((*partAVX512)(x[8:])).Mul(scale).Store((*partAVX512)(x[8:]))
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
	distance, totals = distance[:len(long)], totals[:len(long)]
	sign, strike := archsimd.BroadcastFloat64x8(claim.Sign), archsimd.BroadcastFloat64x8(claim.Strike)
	discount, quantity := archsimd.BroadcastFloat64x8(claim.Discount), archsimd.BroadcastFloat64x8(claim.Quantity)
	zero := ofAVX512(&wideZero)
	value0, square0 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[0:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[0:]))
	value8, square8 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[8:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[8:]))
	for g := range long {
		long, distance, totals := &long[g], &distance[g], &totals[g]
		d0 := archsimd.LoadFloat64x8((*partAVX512)(long[0:]))
		d8 := archsimd.LoadFloat64x8((*partAVX512)(long[8:]))
		if floating == nil {
			d0 = d0.Sub(strike)
			d8 = d8.Sub(strike)
		} else {
			floating := &floating[g]
			d0 = d0.Sub(archsimd.LoadFloat64x8((*partAVX512)(floating[0:])))
			d8 = d8.Sub(archsimd.LoadFloat64x8((*partAVX512)(floating[8:])))
		}
		d0 = d0.Mul(sign)
		d0.Store((*partAVX512)(distance[0:]))
		d0 = discount.Mul(d0).Masked(d0.Greater(zero))
		quantity.MulAdd(d0, archsimd.LoadFloat64x8((*partAVX512)(totals[0:]))).Store((*partAVX512)(totals[0:]))
		value0, square0 = value0.Add(d0), d0.MulAdd(d0, square0)
		d8 = d8.Mul(sign)
		d8.Store((*partAVX512)(distance[8:]))
		d8 = discount.Mul(d8).Masked(d8.Greater(zero))
		quantity.MulAdd(d8, archsimd.LoadFloat64x8((*partAVX512)(totals[8:]))).Store((*partAVX512)(totals[8:]))
		value8, square8 = value8.Add(d8), d8.MulAdd(d8, square8)
	}
	value0.Store((*partAVX512)(sums.Values[0:]))
	square0.Store((*partAVX512)(sums.Squares[0:]))
	value8.Store((*partAVX512)(sums.Values[8:]))
	square8.Store((*partAVX512)(sums.Squares[8:]))
	archsimd.ClearAVXUpperBits()
}

func slopeAVX512(scale, decay float64, long, floating, distance Chunk, sums *Sums) {
	distance = distance[:len(long)]
	factor, fall := archsimd.BroadcastFloat64x8(scale), archsimd.BroadcastFloat64x8(decay)
	zero := ofAVX512(&wideZero)
	value0, square0 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[0:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[0:]))
	value8, square8 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[8:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[8:]))
	for g := range long {
		long, distance := &long[g], &distance[g]
		x0 := archsimd.LoadFloat64x8((*partAVX512)(long[0:]))
		x8 := archsimd.LoadFloat64x8((*partAVX512)(long[8:]))
		if floating != nil {
			floating := &floating[g]
			x0 = x0.Sub(archsimd.LoadFloat64x8((*partAVX512)(floating[0:])))
			x8 = x8.Sub(archsimd.LoadFloat64x8((*partAVX512)(floating[8:])))
		}
		x0 = x0.Mul(factor)
		x8 = x8.Mul(factor)
		if decay != 0 {
			x0 = fall.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(distance[0:])), x0)
			x8 = fall.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(distance[8:])), x8)
		}
		x0 = x0.Masked(archsimd.LoadFloat64x8((*partAVX512)(distance[0:])).Greater(zero))
		value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
		x8 = x8.Masked(archsimd.LoadFloat64x8((*partAVX512)(distance[8:])).Greater(zero))
		value8, square8 = value8.Add(x8), x8.MulAdd(x8, square8)
	}
	value0.Store((*partAVX512)(sums.Values[0:]))
	square0.Store((*partAVX512)(sums.Squares[0:]))
	value8.Store((*partAVX512)(sums.Values[8:]))
	square8.Store((*partAVX512)(sums.Squares[8:]))
	archsimd.ClearAVXUpperBits()
}

func addUpAVX512(values Chunk, sums *Sums) {
	value0, square0 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[0:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[0:]))
	value8, square8 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[8:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[8:]))
	for g := range values {
		values := &values[g]
		x0 := archsimd.LoadFloat64x8((*partAVX512)(values[0:]))
		value0, square0 = value0.Add(x0), x0.MulAdd(x0, square0)
		x8 := archsimd.LoadFloat64x8((*partAVX512)(values[8:]))
		value8, square8 = value8.Add(x8), x8.MulAdd(x8, square8)
	}
	value0.Store((*partAVX512)(sums.Values[0:]))
	square0.Store((*partAVX512)(sums.Squares[0:]))
	value8.Store((*partAVX512)(sums.Values[8:]))
	square8.Store((*partAVX512)(sums.Squares[8:]))
	archsimd.ClearAVXUpperBits()
}
