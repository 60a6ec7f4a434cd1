//go:build amd64 && goexperiment.simd

// Code generated from vector_heston.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

// hestonAVX512 is heston, with masks for its branches: of 8 paths some mostly take each.
func hestonAVX512(motion, variances, normals, shocks, uniforms Chunk, step *VarianceStep) {
	variances, normals = variances[:len(motion)], normals[:len(motion)]
	shocks, uniforms = shocks[:len(motion)], uniforms[:len(motion)]
	share, halfShare := archsimd.BroadcastFloat64x8(step.Share), archsimd.BroadcastFloat64x8(-float64(0.5*step.Share))
	tilt := archsimd.BroadcastFloat64x8(step.Tilt)
	for g := range motion {
		motion, variances, normals := &motion[g], &variances[g], &normals[g]
		shocks, uniforms := &shocks[g], &uniforms[g]
		for at := 0; at < Width; at += 8 {
			start := archsimd.LoadFloat64x8((*partAVX512)(variances[at:]))
			end, correction := step.varianceAtTheEndAVX512(
				start, archsimd.LoadFloat64x8((*partAVX512)(shocks[at:])), archsimd.LoadFloat64x8((*partAVX512)(uniforms[at:])))
			spread := share.Mul(start.Add(end)).Sqrt()
			drift := halfShare.MulAdd(start, tilt.MulAdd(end, correction))
			part := (*partAVX512)(motion[at:])
			spread.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(normals[at:])), archsimd.LoadFloat64x8(part).Add(drift)).Store(part)
			end.Store((*partAVX512)(variances[at:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func (v *VarianceStep) varianceAtTheEndAVX512(start, shock, uniform vectorAVX512) (end, correction vectorAVX512) {
	t := table
	zero, one, two := ofAVX512(&t.zero), ofAVX512(&t.one), ofAVX512(&t.two)
	growth := archsimd.BroadcastFloat64x8(v.Growth)
	mean := archsimd.BroadcastFloat64x8(v.Decay).MulAdd(start, archsimd.BroadcastFloat64x8(v.Level))
	w := mean.Add(mean).Mul(mean).Div(archsimd.BroadcastFloat64x8(v.Slope).MulAdd(start, archsimd.BroadcastFloat64x8(v.Rest)))
	exponential := w.Less(archsimd.BroadcastFloat64x8(leastQuadratic))

	over := one.Div(two.Add(w))
	none, some := two.Sub(w).Mul(over), w.Add(w).Mul(over)
	scale := mean.Div(some)
	expected := none.Add(some.Div(one.Sub(growth.Mul(scale))))
	var drawn vectorAVX512
	{
		number := some.Div(ofAVX512(&t.half).Sub(uniform))
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
		drawn = scale.Mul(log.Max(zero))
	}

	rest := w.Sub(one).Max(zero)
	bSquare := rest.Add(w.Mul(rest).Sqrt())
	a := mean.Div(one.Add(bSquare))
	root := bSquare.Sqrt().Add(shock)
	moved := a.Mul(root.Mul(root))
	part := growth.Mul(a)
	left := one.Sub(part.Add(part))

	number := expected.Merge(left, exponential)
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
	quadratic := ofAVX512(&t.half).Mul(log).Sub(part.Mul(bSquare).Div(left))
	return drawn.Merge(moved, exponential), zero.Sub(log).Merge(quadratic, exponential)
}
