//go:build amd64 && goexperiment.simd

// Code generated from vector_losses.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func multiplyAVX512(x, y Chunk) {
	y = y[:len(x)]
	for g := range x {
		x, y := &x[g], &y[g]
		archsimd.LoadFloat64x8((*partAVX512)(x[0:])).Mul(archsimd.LoadFloat64x8((*partAVX512)(y[0:]))).Store((*partAVX512)(x[0:]))
		archsimd.LoadFloat64x8((*partAVX512)(x[8:])).Mul(archsimd.LoadFloat64x8((*partAVX512)(y[8:]))).Store((*partAVX512)(x[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func weighAVX512(out, losses Chunk, threshold, weight float64) {
	losses = losses[:len(out)]
	zero, one := ofAVX512(&table.zero), ofAVX512(&table.one)
	from, equal := archsimd.BroadcastFloat64x8(threshold), archsimd.BroadcastFloat64x8(weight)
	for g := range out {
		out, losses := &out[g], &losses[g]
		{
			loss := archsimd.LoadFloat64x8((*partAVX512)(losses[0:]))
			one.Merge(zero.Merge(equal, loss.Less(from)), loss.Greater(from)).Store((*partAVX512)(out[0:]))
		}
		{
			loss := archsimd.LoadFloat64x8((*partAVX512)(losses[8:]))
			one.Merge(zero.Merge(equal, loss.Less(from)), loss.Greater(from)).Store((*partAVX512)(out[8:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func addPartsAVX512(x, weights Chunk, sums *Sums) {
	weights = weights[:len(x)]
	{
		value0, square0 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[0:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[0:]))
		value1, square1 := archsimd.LoadFloat64x8((*partAVX512)(sums.Values[8:])), archsimd.LoadFloat64x8((*partAVX512)(sums.Squares[8:]))
		for g := range x {
			x, weights := &x[g], &weights[g]
			x0, x1 := archsimd.LoadFloat64x8((*partAVX512)(x[0:])), archsimd.LoadFloat64x8((*partAVX512)(x[8:]))
			part0, part1 := x0.Mul(archsimd.LoadFloat64x8((*partAVX512)(weights[0:]))), x1.Mul(archsimd.LoadFloat64x8((*partAVX512)(weights[8:])))
			value0, square0 = value0.Add(part0), part0.MulAdd(x0, square0)
			value1, square1 = value1.Add(part1), part1.MulAdd(x1, square1)
		}
		value0.Store((*partAVX512)(sums.Values[0:]))
		square0.Store((*partAVX512)(sums.Squares[0:]))
		value1.Store((*partAVX512)(sums.Values[8:]))
		square1.Store((*partAVX512)(sums.Squares[8:]))
	}
	archsimd.ClearAVXUpperBits()
}
