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
	vectorUniforms(out, first, step, factor, key)
	for g := range out {
		out := &out[g]
		for at := 0; at < Width; at += 8 {
			at := (*partAVX512)(out[at : at+8])
			p := archsimd.LoadFloat64x8(at)
			q := p.Sub(ofAVX512(&wideHalf))
			centre := q.AsUint64x8().AndNot(bitsOfAVX512(&wideSign)).AsFloat64x8().LessEqual(ofAVX512(&wideRadius))
			r := q.MulAdd(ofAVX512(&wideZero).Sub(q), ofAVX512(&wideRadiusSquared))
			over, under := ofAVX512(&centreOver[7]), ofAVX512(&centreUnder[7])

			over, under = over.MulAdd(r, ofAVX512(&centreOver[6])), under.MulAdd(r, ofAVX512(&centreUnder[6]))
			over, under = over.MulAdd(r, ofAVX512(&centreOver[5])), under.MulAdd(r, ofAVX512(&centreUnder[5]))
			over, under = over.MulAdd(r, ofAVX512(&centreOver[4])), under.MulAdd(r, ofAVX512(&centreUnder[4]))
			over, under = over.MulAdd(r, ofAVX512(&centreOver[3])), under.MulAdd(r, ofAVX512(&centreUnder[3]))
			over, under = over.MulAdd(r, ofAVX512(&centreOver[2])), under.MulAdd(r, ofAVX512(&centreUnder[2]))
			over, under = over.MulAdd(r, ofAVX512(&centreOver[1])), under.MulAdd(r, ofAVX512(&centreUnder[1]))
			over, under = over.MulAdd(r, ofAVX512(&centreOver[0])), under.MulAdd(r, ofAVX512(&centreUnder[0]))
			over = q.Mul(over)
			if centre.ToBits() != 1<<8-1 {
				x := p.Min(ofAVX512(&wideOne).Sub(p))
				bits := x.AsUint64x8().Add(bitsOfAVX512(&wideToOne))
				k := bits.ShiftAllRight(52).Or(bitsOfAVX512(&wideTwo52)).AsFloat64x8().Sub(ofAVX512(&wideBits))
				f := bits.And(bitsOfAVX512(&wideMantissa)).Add(bitsOfAVX512(&wideSqrtHalf)).AsFloat64x8().Sub(ofAVX512(&wideOne))
				s := f.Div(f.Add(ofAVX512(&wideTwo)))
				z := s.Mul(s)
				r := ofAVX512(&logSeries[9])
				r = r.MulAdd(z, ofAVX512(&logSeries[8]))
				r = r.MulAdd(z, ofAVX512(&logSeries[7]))
				r = r.MulAdd(z, ofAVX512(&logSeries[6]))
				r = r.MulAdd(z, ofAVX512(&logSeries[5]))
				r = r.MulAdd(z, ofAVX512(&logSeries[4]))
				r = r.MulAdd(z, ofAVX512(&logSeries[3]))
				r = r.MulAdd(z, ofAVX512(&logSeries[2]))
				r = r.MulAdd(z, ofAVX512(&logSeries[1]))
				r = r.MulAdd(z, ofAVX512(&logSeries[0]))
				r = r.Mul(z)
				h := f.Mul(ofAVX512(&wideHalf)).Mul(f)
				small := s.MulAdd(h.Add(r), k.Mul(ofAVX512(&wideLn2Low)))
				log := k.MulAdd(ofAVX512(&wideLn2High), f.Sub(h.Sub(small)))
				r = ofAVX512(&wideZero).Sub(log).Sqrt().Sub(ofAVX512(&wideTailStart))
				outer, inner := ofAVX512(&tailOver[7]), ofAVX512(&tailUnder[7])
				outer, inner = outer.MulAdd(r, ofAVX512(&tailOver[6])), inner.MulAdd(r, ofAVX512(&tailUnder[6]))
				outer, inner = outer.MulAdd(r, ofAVX512(&tailOver[5])), inner.MulAdd(r, ofAVX512(&tailUnder[5]))
				outer, inner = outer.MulAdd(r, ofAVX512(&tailOver[4])), inner.MulAdd(r, ofAVX512(&tailUnder[4]))
				outer, inner = outer.MulAdd(r, ofAVX512(&tailOver[3])), inner.MulAdd(r, ofAVX512(&tailUnder[3]))
				outer, inner = outer.MulAdd(r, ofAVX512(&tailOver[2])), inner.MulAdd(r, ofAVX512(&tailUnder[2]))
				outer, inner = outer.MulAdd(r, ofAVX512(&tailOver[1])), inner.MulAdd(r, ofAVX512(&tailUnder[1]))
				outer, inner = outer.MulAdd(r, ofAVX512(&tailOver[0])), inner.MulAdd(r, ofAVX512(&tailUnder[0]))
				sign := q.AsUint64x8().And(bitsOfAVX512(&wideSign))
				tail := outer.AsUint64x8().AndNot(bitsOfAVX512(&wideSign)).Or(sign).AsFloat64x8()
				over, under = over.Merge(tail, centre), under.Merge(inner, centre)
			}
			over.Div(under).Store(at)
		}
	}
	archsimd.ClearAVXUpperBits()
}

func priceAVX512(out, motion Chunk, volatility, centre float64) {
	motion = motion[:len(out)]
	slope, shift := archsimd.BroadcastFloat64x8(volatility), archsimd.BroadcastFloat64x8(centre)
	for g := range out {
		out, motion := &out[g], &motion[g]
		for at := 0; at < Width; at += 8 {
			x := slope.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[at:at+8])), shift)
			x = ofAVX512(&wideHighest).Merge(x, x.Greater(ofAVX512(&wideHighest)))
			x = ofAVX512(&wideLowest).Merge(x, x.Less(ofAVX512(&wideLowest)))
			rounded := x.MulAdd(ofAVX512(&wideLog2E), ofAVX512(&wideRounder))
			k := rounded.Sub(ofAVX512(&wideRounder))
			r := k.MulAdd(ofAVX512(&wideMinusLn2Low), k.MulAdd(ofAVX512(&wideMinusLn2High), x))
			fields := rounded.AsUint64x8().Sub(bitsOfAVX512(&wideFields))
			half := fields.ShiftAllRight(1)
			power := ofAVX512(&expSeries[13])
			power = power.MulAdd(r, ofAVX512(&expSeries[12]))
			power = power.MulAdd(r, ofAVX512(&expSeries[11]))
			power = power.MulAdd(r, ofAVX512(&expSeries[10]))
			power = power.MulAdd(r, ofAVX512(&expSeries[9]))
			power = power.MulAdd(r, ofAVX512(&expSeries[8]))
			power = power.MulAdd(r, ofAVX512(&expSeries[7]))
			power = power.MulAdd(r, ofAVX512(&expSeries[6]))
			power = power.MulAdd(r, ofAVX512(&expSeries[5]))
			power = power.MulAdd(r, ofAVX512(&expSeries[4]))
			power = power.MulAdd(r, ofAVX512(&expSeries[3]))
			power = power.MulAdd(r, ofAVX512(&expSeries[2]))
			power = power.MulAdd(r, ofAVX512(&expSeries[1]))
			power = power.MulAdd(r, ofAVX512(&expSeries[0]))
			power = power.Mul(half.ShiftAllLeft(52).AsFloat64x8()).Mul(fields.Sub(half).ShiftAllLeft(52).AsFloat64x8())
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
