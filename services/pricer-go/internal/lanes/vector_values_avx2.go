//go:build amd64 && goexperiment.simd

// Code generated from vector_values.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func negateAVX2(out, x Chunk) {
	x = x[:len(out)]
	zero := ofAVX2(&table.zero)
	for g := range out {
		out, x := &out[g], &x[g]
		zero.Sub(archsimd.LoadFloat64x4((*partAVX2)(x[0:]))).Store((*partAVX2)(out[0:]))
		zero.Sub(archsimd.LoadFloat64x4((*partAVX2)(x[4:]))).Store((*partAVX2)(out[4:]))
		zero.Sub(archsimd.LoadFloat64x4((*partAVX2)(x[8:]))).Store((*partAVX2)(out[8:]))
		zero.Sub(archsimd.LoadFloat64x4((*partAVX2)(x[12:]))).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func averageAVX2(out, first, second Chunk) {
	first, second = first[:len(out)], second[:len(out)]
	half := ofAVX2(&table.half)
	for g := range out {
		out, first, second := &out[g], &first[g], &second[g]
		archsimd.LoadFloat64x4((*partAVX2)(first[0:])).Add(archsimd.LoadFloat64x4((*partAVX2)(second[0:]))).Mul(half).Store((*partAVX2)(out[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(first[4:])).Add(archsimd.LoadFloat64x4((*partAVX2)(second[4:]))).Mul(half).Store((*partAVX2)(out[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(first[8:])).Add(archsimd.LoadFloat64x4((*partAVX2)(second[8:]))).Mul(half).Store((*partAVX2)(out[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(first[12:])).Add(archsimd.LoadFloat64x4((*partAVX2)(second[12:]))).Mul(half).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func subtractAVX2(out, x, y Chunk) {
	x, y = x[:len(out)], y[:len(out)]
	for g := range out {
		out, x, y := &out[g], &x[g], &y[g]
		archsimd.LoadFloat64x4((*partAVX2)(x[0:])).Sub(archsimd.LoadFloat64x4((*partAVX2)(y[0:]))).Store((*partAVX2)(out[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[4:])).Sub(archsimd.LoadFloat64x4((*partAVX2)(y[4:]))).Store((*partAVX2)(out[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[8:])).Sub(archsimd.LoadFloat64x4((*partAVX2)(y[8:]))).Store((*partAVX2)(out[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[12:])).Sub(archsimd.LoadFloat64x4((*partAVX2)(y[12:]))).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func shiftAVX2(out, x Chunk, by float64) {
	x = x[:len(out)]
	less := archsimd.BroadcastFloat64x4(by)
	for g := range out {
		out, x := &out[g], &x[g]
		archsimd.LoadFloat64x4((*partAVX2)(x[0:])).Sub(less).Store((*partAVX2)(out[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[4:])).Sub(less).Store((*partAVX2)(out[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[8:])).Sub(less).Store((*partAVX2)(out[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[12:])).Sub(less).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func keepAVX2(values, distance Chunk) {
	distance = distance[:len(values)]
	zero := ofAVX2(&table.zero)
	for g := range values {
		values, distance := &values[g], &distance[g]
		archsimd.LoadFloat64x4((*partAVX2)(values[0:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(distance[0:])).Greater(zero)).Store((*partAVX2)(values[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(values[4:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(distance[4:])).Greater(zero)).Store((*partAVX2)(values[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(values[8:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(distance[8:])).Greater(zero)).Store((*partAVX2)(values[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(values[12:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(distance[12:])).Greater(zero)).Store((*partAVX2)(values[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func keepAtAVX2(values, indices Chunk, index float64) {
	indices = indices[:len(values)]
	only := archsimd.BroadcastFloat64x4(index)
	for g := range values {
		values, indices := &values[g], &indices[g]
		archsimd.LoadFloat64x4((*partAVX2)(values[0:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(indices[0:])).Equal(only)).Store((*partAVX2)(values[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(values[4:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(indices[4:])).Equal(only)).Store((*partAVX2)(values[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(values[8:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(indices[8:])).Equal(only)).Store((*partAVX2)(values[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(values[12:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(indices[12:])).Equal(only)).Store((*partAVX2)(values[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func replaceAVX2(out, x, distance Chunk) {
	x, distance = x[:len(out)], distance[:len(out)]
	zero := ofAVX2(&table.zero)
	for g := range out {
		out, x, distance := &out[g], &x[g], &distance[g]
		archsimd.LoadFloat64x4((*partAVX2)(x[0:])).Merge(archsimd.LoadFloat64x4((*partAVX2)(out[0:])), archsimd.LoadFloat64x4((*partAVX2)(distance[0:])).Greater(zero)).Store((*partAVX2)(out[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[4:])).Merge(archsimd.LoadFloat64x4((*partAVX2)(out[4:])), archsimd.LoadFloat64x4((*partAVX2)(distance[4:])).Greater(zero)).Store((*partAVX2)(out[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[8:])).Merge(archsimd.LoadFloat64x4((*partAVX2)(out[8:])), archsimd.LoadFloat64x4((*partAVX2)(distance[8:])).Greater(zero)).Store((*partAVX2)(out[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[12:])).Merge(archsimd.LoadFloat64x4((*partAVX2)(out[12:])), archsimd.LoadFloat64x4((*partAVX2)(distance[12:])).Greater(zero)).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func scoreAVX2(out, paid, motion Chunk, c [3]float64) {
	paid, motion = paid[:len(out)], motion[:len(out)]
	c0, c1, c2 := archsimd.BroadcastFloat64x4(c[0]), archsimd.BroadcastFloat64x4(c[1]), archsimd.BroadcastFloat64x4(c[2])
	for g := range out {
		out, paid, motion := &out[g], &paid[g], &motion[g]
		w0 := archsimd.LoadFloat64x4((*partAVX2)(motion[0:]))
		c2.MulAdd(w0, c1).MulAdd(w0, c0).Mul(archsimd.LoadFloat64x4((*partAVX2)(paid[0:]))).Store((*partAVX2)(out[0:]))
		w4 := archsimd.LoadFloat64x4((*partAVX2)(motion[4:]))
		c2.MulAdd(w4, c1).MulAdd(w4, c0).Mul(archsimd.LoadFloat64x4((*partAVX2)(paid[4:]))).Store((*partAVX2)(out[4:]))
		w8 := archsimd.LoadFloat64x4((*partAVX2)(motion[8:]))
		c2.MulAdd(w8, c1).MulAdd(w8, c0).Mul(archsimd.LoadFloat64x4((*partAVX2)(paid[8:]))).Store((*partAVX2)(out[8:]))
		w12 := archsimd.LoadFloat64x4((*partAVX2)(motion[12:]))
		c2.MulAdd(w12, c1).MulAdd(w12, c0).Mul(archsimd.LoadFloat64x4((*partAVX2)(paid[12:]))).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

// normalDistributionAVX2 takes the squares through the exponential first, then the rest.
func normalDistributionAVX2(out, x Chunk) {
	t := table
	x = x[:len(out)]
	for g := range out {
		out, x := &out[g], &x[g]
		{
			far := farAVX2(archsimd.LoadFloat64x4((*partAVX2)(x[0:])))
			far.Mul(far).Store((*partAVX2)(out[0:]))
		}
		{
			far := farAVX2(archsimd.LoadFloat64x4((*partAVX2)(x[4:])))
			far.Mul(far).Store((*partAVX2)(out[4:]))
		}
		{
			far := farAVX2(archsimd.LoadFloat64x4((*partAVX2)(x[8:])))
			far.Mul(far).Store((*partAVX2)(out[8:]))
		}
		{
			far := farAVX2(archsimd.LoadFloat64x4((*partAVX2)(x[12:])))
			far.Mul(far).Store((*partAVX2)(out[12:]))
		}
	}
	priceAVX2(out, out, -0.5, 0)
	for g := range out {
		out, x := &out[g], &x[g]
		{
			x, zero := archsimd.LoadFloat64x4((*partAVX2)(x[0:])), ofAVX2(&t.zero)
			far := farAVX2(x)
			over, under := ofAVX2(&t.normalOver[10]), ofAVX2(&t.normalUnder[11])
			under = under.MulAdd(far, ofAVX2(&t.normalUnder[10]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[9])), under.MulAdd(far, ofAVX2(&t.normalUnder[9]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[8])), under.MulAdd(far, ofAVX2(&t.normalUnder[8]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[7])), under.MulAdd(far, ofAVX2(&t.normalUnder[7]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[6])), under.MulAdd(far, ofAVX2(&t.normalUnder[6]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[5])), under.MulAdd(far, ofAVX2(&t.normalUnder[5]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[4])), under.MulAdd(far, ofAVX2(&t.normalUnder[4]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[3])), under.MulAdd(far, ofAVX2(&t.normalUnder[3]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[2])), under.MulAdd(far, ofAVX2(&t.normalUnder[2]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[1])), under.MulAdd(far, ofAVX2(&t.normalUnder[1]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[0])), under.MulAdd(far, ofAVX2(&t.normalUnder[0]))
			rough := archsimd.LoadFloat64x4((*partAVX2)(out[0:])).Mul(over.Div(under))
			excess := zero.Sub(far).MulAdd(far, far.Mul(far))
			tail := excess.Mul(ofAVX2(&t.half)).MulAdd(rough, rough)
			tail.Merge(ofAVX2(&t.one).Sub(tail), x.Less(zero)).Store((*partAVX2)(out[0:]))
		}
		{
			x, zero := archsimd.LoadFloat64x4((*partAVX2)(x[4:])), ofAVX2(&t.zero)
			far := farAVX2(x)
			over, under := ofAVX2(&t.normalOver[10]), ofAVX2(&t.normalUnder[11])
			under = under.MulAdd(far, ofAVX2(&t.normalUnder[10]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[9])), under.MulAdd(far, ofAVX2(&t.normalUnder[9]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[8])), under.MulAdd(far, ofAVX2(&t.normalUnder[8]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[7])), under.MulAdd(far, ofAVX2(&t.normalUnder[7]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[6])), under.MulAdd(far, ofAVX2(&t.normalUnder[6]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[5])), under.MulAdd(far, ofAVX2(&t.normalUnder[5]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[4])), under.MulAdd(far, ofAVX2(&t.normalUnder[4]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[3])), under.MulAdd(far, ofAVX2(&t.normalUnder[3]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[2])), under.MulAdd(far, ofAVX2(&t.normalUnder[2]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[1])), under.MulAdd(far, ofAVX2(&t.normalUnder[1]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[0])), under.MulAdd(far, ofAVX2(&t.normalUnder[0]))
			rough := archsimd.LoadFloat64x4((*partAVX2)(out[4:])).Mul(over.Div(under))
			excess := zero.Sub(far).MulAdd(far, far.Mul(far))
			tail := excess.Mul(ofAVX2(&t.half)).MulAdd(rough, rough)
			tail.Merge(ofAVX2(&t.one).Sub(tail), x.Less(zero)).Store((*partAVX2)(out[4:]))
		}
		{
			x, zero := archsimd.LoadFloat64x4((*partAVX2)(x[8:])), ofAVX2(&t.zero)
			far := farAVX2(x)
			over, under := ofAVX2(&t.normalOver[10]), ofAVX2(&t.normalUnder[11])
			under = under.MulAdd(far, ofAVX2(&t.normalUnder[10]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[9])), under.MulAdd(far, ofAVX2(&t.normalUnder[9]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[8])), under.MulAdd(far, ofAVX2(&t.normalUnder[8]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[7])), under.MulAdd(far, ofAVX2(&t.normalUnder[7]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[6])), under.MulAdd(far, ofAVX2(&t.normalUnder[6]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[5])), under.MulAdd(far, ofAVX2(&t.normalUnder[5]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[4])), under.MulAdd(far, ofAVX2(&t.normalUnder[4]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[3])), under.MulAdd(far, ofAVX2(&t.normalUnder[3]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[2])), under.MulAdd(far, ofAVX2(&t.normalUnder[2]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[1])), under.MulAdd(far, ofAVX2(&t.normalUnder[1]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[0])), under.MulAdd(far, ofAVX2(&t.normalUnder[0]))
			rough := archsimd.LoadFloat64x4((*partAVX2)(out[8:])).Mul(over.Div(under))
			excess := zero.Sub(far).MulAdd(far, far.Mul(far))
			tail := excess.Mul(ofAVX2(&t.half)).MulAdd(rough, rough)
			tail.Merge(ofAVX2(&t.one).Sub(tail), x.Less(zero)).Store((*partAVX2)(out[8:]))
		}
		{
			x, zero := archsimd.LoadFloat64x4((*partAVX2)(x[12:])), ofAVX2(&t.zero)
			far := farAVX2(x)
			over, under := ofAVX2(&t.normalOver[10]), ofAVX2(&t.normalUnder[11])
			under = under.MulAdd(far, ofAVX2(&t.normalUnder[10]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[9])), under.MulAdd(far, ofAVX2(&t.normalUnder[9]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[8])), under.MulAdd(far, ofAVX2(&t.normalUnder[8]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[7])), under.MulAdd(far, ofAVX2(&t.normalUnder[7]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[6])), under.MulAdd(far, ofAVX2(&t.normalUnder[6]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[5])), under.MulAdd(far, ofAVX2(&t.normalUnder[5]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[4])), under.MulAdd(far, ofAVX2(&t.normalUnder[4]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[3])), under.MulAdd(far, ofAVX2(&t.normalUnder[3]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[2])), under.MulAdd(far, ofAVX2(&t.normalUnder[2]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[1])), under.MulAdd(far, ofAVX2(&t.normalUnder[1]))
			over, under = over.MulAdd(far, ofAVX2(&t.normalOver[0])), under.MulAdd(far, ofAVX2(&t.normalUnder[0]))
			rough := archsimd.LoadFloat64x4((*partAVX2)(out[12:])).Mul(over.Div(under))
			excess := zero.Sub(far).MulAdd(far, far.Mul(far))
			tail := excess.Mul(ofAVX2(&t.half)).MulAdd(rough, rough)
			tail.Merge(ofAVX2(&t.one).Sub(tail), x.Less(zero)).Store((*partAVX2)(out[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

// farAVX2 is the magnitude, as far as it matters.
func farAVX2(x vectorAVX2) vectorAVX2 {
	return x.AsUint64x4().AndNot(bitsOfAVX2(&table.sign)).AsFloat64x4().Min(ofAVX2(&table.farthest))
}

func gainAVX2(out, price, paid Chunk, right Right) {
	price, paid = price[:len(out)], paid[:len(out)]
	c, w := &right.Continuation, &right.Waiting
	c0, c1 := archsimd.BroadcastFloat64x4(c[0]), archsimd.BroadcastFloat64x4(c[1])
	c2, c3 := archsimd.BroadcastFloat64x4(c[2]), archsimd.BroadcastFloat64x4(c[3])
	w0, w1 := archsimd.BroadcastFloat64x4(w[0]), archsimd.BroadcastFloat64x4(w[1])
	sign, strike := archsimd.BroadcastFloat64x4(right.Sign), archsimd.BroadcastFloat64x4(right.Strike)
	perStrike, less := archsimd.BroadcastFloat64x4(right.PerStrike), archsimd.BroadcastFloat64x4(-1)
	zero := ofAVX2(&table.zero)
	for g := range out {
		out, price, paid := &out[g], &price[g], &paid[g]
		{
			s := archsimd.LoadFloat64x4((*partAVX2)(price[0:]))
			x := s.MulAdd(perStrike, less)
			holding := c3.MulAdd(x, c2).MulAdd(x, c1).MulAdd(x, c0)
			holding = holding.Merge(zero, holding.Greater(zero))
			waiting := w1.MulAdd(s, w0)
			holding = holding.Merge(waiting, holding.Greater(waiting))
			gains := s.Sub(strike).Mul(sign)
			gains = gains.Masked(gains.Greater(holding))
			zero.Merge(gains, archsimd.LoadFloat64x4((*partAVX2)(paid[0:])).Greater(zero)).Store((*partAVX2)(out[0:]))
		}
		{
			s := archsimd.LoadFloat64x4((*partAVX2)(price[4:]))
			x := s.MulAdd(perStrike, less)
			holding := c3.MulAdd(x, c2).MulAdd(x, c1).MulAdd(x, c0)
			holding = holding.Merge(zero, holding.Greater(zero))
			waiting := w1.MulAdd(s, w0)
			holding = holding.Merge(waiting, holding.Greater(waiting))
			gains := s.Sub(strike).Mul(sign)
			gains = gains.Masked(gains.Greater(holding))
			zero.Merge(gains, archsimd.LoadFloat64x4((*partAVX2)(paid[4:])).Greater(zero)).Store((*partAVX2)(out[4:]))
		}
		{
			s := archsimd.LoadFloat64x4((*partAVX2)(price[8:]))
			x := s.MulAdd(perStrike, less)
			holding := c3.MulAdd(x, c2).MulAdd(x, c1).MulAdd(x, c0)
			holding = holding.Merge(zero, holding.Greater(zero))
			waiting := w1.MulAdd(s, w0)
			holding = holding.Merge(waiting, holding.Greater(waiting))
			gains := s.Sub(strike).Mul(sign)
			gains = gains.Masked(gains.Greater(holding))
			zero.Merge(gains, archsimd.LoadFloat64x4((*partAVX2)(paid[8:])).Greater(zero)).Store((*partAVX2)(out[8:]))
		}
		{
			s := archsimd.LoadFloat64x4((*partAVX2)(price[12:]))
			x := s.MulAdd(perStrike, less)
			holding := c3.MulAdd(x, c2).MulAdd(x, c1).MulAdd(x, c0)
			holding = holding.Merge(zero, holding.Greater(zero))
			waiting := w1.MulAdd(s, w0)
			holding = holding.Merge(waiting, holding.Greater(waiting))
			gains := s.Sub(strike).Mul(sign)
			gains = gains.Masked(gains.Greater(holding))
			zero.Merge(gains, archsimd.LoadFloat64x4((*partAVX2)(paid[12:])).Greater(zero)).Store((*partAVX2)(out[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func gainByVarianceAVX2(out, price, variance, paid Chunk, right Right) {
	price, variance, paid = price[:len(out)], variance[:len(out)], paid[:len(out)]
	c, w := &right.Continuation, &right.Waiting
	c0, c1 := archsimd.BroadcastFloat64x4(c[0]), archsimd.BroadcastFloat64x4(c[1])
	c2, c3 := archsimd.BroadcastFloat64x4(c[2]), archsimd.BroadcastFloat64x4(c[3])
	v := &right.ByVariance
	v0, v1, v2 := archsimd.BroadcastFloat64x4(v[0]), archsimd.BroadcastFloat64x4(v[1]), archsimd.BroadcastFloat64x4(v[2])
	w0, w1 := archsimd.BroadcastFloat64x4(w[0]), archsimd.BroadcastFloat64x4(w[1])
	sign, strike := archsimd.BroadcastFloat64x4(right.Sign), archsimd.BroadcastFloat64x4(right.Strike)
	perStrike, less := archsimd.BroadcastFloat64x4(right.PerStrike), archsimd.BroadcastFloat64x4(-1)
	zero := ofAVX2(&table.zero)
	for g := range out {
		out, price, variance, paid := &out[g], &price[g], &variance[g], &paid[g]
		{
			s := archsimd.LoadFloat64x4((*partAVX2)(price[0:]))
			x := s.MulAdd(perStrike, less)
			holding := c3.MulAdd(x, c2).MulAdd(x, c1).MulAdd(x, c0)
			holding = archsimd.LoadFloat64x4((*partAVX2)(variance[0:])).MulAdd(v2.MulAdd(x, v1).MulAdd(x, v0), holding)
			holding = holding.Merge(zero, holding.Greater(zero))
			waiting := w1.MulAdd(s, w0)
			holding = holding.Merge(waiting, holding.Greater(waiting))
			gains := s.Sub(strike).Mul(sign)
			gains = gains.Masked(gains.Greater(holding))
			zero.Merge(gains, archsimd.LoadFloat64x4((*partAVX2)(paid[0:])).Greater(zero)).Store((*partAVX2)(out[0:]))
		}
		{
			s := archsimd.LoadFloat64x4((*partAVX2)(price[4:]))
			x := s.MulAdd(perStrike, less)
			holding := c3.MulAdd(x, c2).MulAdd(x, c1).MulAdd(x, c0)
			holding = archsimd.LoadFloat64x4((*partAVX2)(variance[4:])).MulAdd(v2.MulAdd(x, v1).MulAdd(x, v0), holding)
			holding = holding.Merge(zero, holding.Greater(zero))
			waiting := w1.MulAdd(s, w0)
			holding = holding.Merge(waiting, holding.Greater(waiting))
			gains := s.Sub(strike).Mul(sign)
			gains = gains.Masked(gains.Greater(holding))
			zero.Merge(gains, archsimd.LoadFloat64x4((*partAVX2)(paid[4:])).Greater(zero)).Store((*partAVX2)(out[4:]))
		}
		{
			s := archsimd.LoadFloat64x4((*partAVX2)(price[8:]))
			x := s.MulAdd(perStrike, less)
			holding := c3.MulAdd(x, c2).MulAdd(x, c1).MulAdd(x, c0)
			holding = archsimd.LoadFloat64x4((*partAVX2)(variance[8:])).MulAdd(v2.MulAdd(x, v1).MulAdd(x, v0), holding)
			holding = holding.Merge(zero, holding.Greater(zero))
			waiting := w1.MulAdd(s, w0)
			holding = holding.Merge(waiting, holding.Greater(waiting))
			gains := s.Sub(strike).Mul(sign)
			gains = gains.Masked(gains.Greater(holding))
			zero.Merge(gains, archsimd.LoadFloat64x4((*partAVX2)(paid[8:])).Greater(zero)).Store((*partAVX2)(out[8:]))
		}
		{
			s := archsimd.LoadFloat64x4((*partAVX2)(price[12:]))
			x := s.MulAdd(perStrike, less)
			holding := c3.MulAdd(x, c2).MulAdd(x, c1).MulAdd(x, c0)
			holding = archsimd.LoadFloat64x4((*partAVX2)(variance[12:])).MulAdd(v2.MulAdd(x, v1).MulAdd(x, v0), holding)
			holding = holding.Merge(zero, holding.Greater(zero))
			waiting := w1.MulAdd(s, w0)
			holding = holding.Merge(waiting, holding.Greater(waiting))
			gains := s.Sub(strike).Mul(sign)
			gains = gains.Masked(gains.Greater(holding))
			zero.Merge(gains, archsimd.LoadFloat64x4((*partAVX2)(paid[12:])).Greater(zero)).Store((*partAVX2)(out[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}
