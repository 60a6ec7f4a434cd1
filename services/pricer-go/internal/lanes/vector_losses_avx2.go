//go:build amd64 && goexperiment.simd

// Code generated from vector_losses.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func multiplyAVX2(x, y Chunk) {
	y = y[:len(x)]
	for g := range x {
		x, y := &x[g], &y[g]
		archsimd.LoadFloat64x4((*partAVX2)(x[0:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(y[0:]))).Store((*partAVX2)(x[0:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[4:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(y[4:]))).Store((*partAVX2)(x[4:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[8:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(y[8:]))).Store((*partAVX2)(x[8:]))
		archsimd.LoadFloat64x4((*partAVX2)(x[12:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(y[12:]))).Store((*partAVX2)(x[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func weighAVX2(out, losses Chunk, threshold, weight float64) {
	losses = losses[:len(out)]
	zero, one := ofAVX2(&table.zero), ofAVX2(&table.one)
	from, equal := archsimd.BroadcastFloat64x4(threshold), archsimd.BroadcastFloat64x4(weight)
	for g := range out {
		out, losses := &out[g], &losses[g]
		{
			loss := archsimd.LoadFloat64x4((*partAVX2)(losses[0:]))
			one.Merge(zero.Merge(equal, loss.Less(from)), loss.Greater(from)).Store((*partAVX2)(out[0:]))
		}
		{
			loss := archsimd.LoadFloat64x4((*partAVX2)(losses[4:]))
			one.Merge(zero.Merge(equal, loss.Less(from)), loss.Greater(from)).Store((*partAVX2)(out[4:]))
		}
		{
			loss := archsimd.LoadFloat64x4((*partAVX2)(losses[8:]))
			one.Merge(zero.Merge(equal, loss.Less(from)), loss.Greater(from)).Store((*partAVX2)(out[8:]))
		}
		{
			loss := archsimd.LoadFloat64x4((*partAVX2)(losses[12:]))
			one.Merge(zero.Merge(equal, loss.Less(from)), loss.Greater(from)).Store((*partAVX2)(out[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func addPartsAVX2(x, weights Chunk, sums *Sums) {
	weights = weights[:len(x)]
	{
		value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[0:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[0:]))
		value1, square1 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[4:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[4:]))
		for g := range x {
			x, weights := &x[g], &weights[g]
			x0, x1 := archsimd.LoadFloat64x4((*partAVX2)(x[0:])), archsimd.LoadFloat64x4((*partAVX2)(x[4:]))
			part0, part1 := x0.Mul(archsimd.LoadFloat64x4((*partAVX2)(weights[0:]))), x1.Mul(archsimd.LoadFloat64x4((*partAVX2)(weights[4:])))
			value0, square0 = value0.Add(part0), part0.MulAdd(x0, square0)
			value1, square1 = value1.Add(part1), part1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX2)(sums.Values[0:]))
		square0.Store((*partAVX2)(sums.Squares[0:]))
		value1.Store((*partAVX2)(sums.Values[4:]))
		square1.Store((*partAVX2)(sums.Squares[4:]))
	}
	{
		value0, square0 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[8:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[8:]))
		value1, square1 := archsimd.LoadFloat64x4((*partAVX2)(sums.Values[12:])), archsimd.LoadFloat64x4((*partAVX2)(sums.Squares[12:]))
		for g := range x {
			x, weights := &x[g], &weights[g]
			x0, x1 := archsimd.LoadFloat64x4((*partAVX2)(x[8:])), archsimd.LoadFloat64x4((*partAVX2)(x[12:]))
			part0, part1 := x0.Mul(archsimd.LoadFloat64x4((*partAVX2)(weights[8:]))), x1.Mul(archsimd.LoadFloat64x4((*partAVX2)(weights[12:])))
			value0, square0 = value0.Add(part0), part0.MulAdd(x0, square0)
			value1, square1 = value1.Add(part1), part1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX2)(sums.Values[8:]))
		square0.Store((*partAVX2)(sums.Squares[8:]))
		value1.Store((*partAVX2)(sums.Values[12:]))
		square1.Store((*partAVX2)(sums.Squares[12:]))
	}
	archsimd.ClearAVXUpperBits()
}
