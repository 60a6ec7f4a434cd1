//go:build amd64 && goexperiment.simd

// Code generated from vector_barrier.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func watchAVX512(survival, met, motion Chunk, side, shift float64) {
	met, motion = met[:len(survival)], motion[:len(survival)]
	slope, off, zero := archsimd.BroadcastFloat64x8(side), archsimd.BroadcastFloat64x8(shift), ofAVX512(&table.zero)
	for g := range survival {
		survival, met, motion := &survival[g], &met[g], &motion[g]
		{
			before := archsimd.LoadFloat64x8((*partAVX512)(survival[0:]))
			rest := before.Masked(slope.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[0:])), off).Greater(zero))
			before.Sub(rest).Store((*partAVX512)(met[0:]))
			rest.Store((*partAVX512)(survival[0:]))
		}
		{
			before := archsimd.LoadFloat64x8((*partAVX512)(survival[8:]))
			rest := before.Masked(slope.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[8:])), off).Greater(zero))
			before.Sub(rest).Store((*partAVX512)(met[8:]))
			rest.Store((*partAVX512)(survival[8:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func approachAVX512(end, between, start, motion Chunk, side, shift float64) {
	between, start, motion = between[:len(end)], start[:len(end)], motion[:len(end)]
	slope, off, zero := archsimd.BroadcastFloat64x8(side), archsimd.BroadcastFloat64x8(shift), ofAVX512(&table.zero)
	for g := range end {
		end, between, start, motion := &end[g], &between[g], &start[g], &motion[g]
		{
			distance := slope.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[0:])), off)
			distance = distance.Masked(distance.Greater(zero))
			distance.Store((*partAVX512)(end[0:]))
			archsimd.LoadFloat64x8((*partAVX512)(start[0:])).Mul(distance).Store((*partAVX512)(between[0:]))
		}
		{
			distance := slope.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(motion[8:])), off)
			distance = distance.Masked(distance.Greater(zero))
			distance.Store((*partAVX512)(end[8:]))
			archsimd.LoadFloat64x8((*partAVX512)(start[8:])).Mul(distance).Store((*partAVX512)(between[8:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func fadeAVX512(derivative, change, survival, exponent, between, meets Chunk) {
	change, survival, exponent = change[:len(derivative)], survival[:len(derivative)], exponent[:len(derivative)]
	between, meets = between[:len(derivative)], meets[:len(derivative)]
	zero := ofAVX512(&table.zero)
	for g := range derivative {
		derivative, change, survival := &derivative[g], &change[g], &survival[g]
		exponent, between, meets := &exponent[g], &between[g], &meets[g]
		{
			before := archsimd.LoadFloat64x8((*partAVX512)(derivative[0:]))
			part := archsimd.LoadFloat64x8((*partAVX512)(exponent[0:])).Masked(archsimd.LoadFloat64x8((*partAVX512)(between[0:])).Greater(zero))
			lost := archsimd.LoadFloat64x8((*partAVX512)(meets[0:])).Mul(archsimd.LoadFloat64x8((*partAVX512)(survival[0:])).MulAdd(part, before))
			lost.Store((*partAVX512)(change[0:]))
			before.Sub(lost).Store((*partAVX512)(derivative[0:]))
		}
		{
			before := archsimd.LoadFloat64x8((*partAVX512)(derivative[8:]))
			part := archsimd.LoadFloat64x8((*partAVX512)(exponent[8:])).Masked(archsimd.LoadFloat64x8((*partAVX512)(between[8:])).Greater(zero))
			lost := archsimd.LoadFloat64x8((*partAVX512)(meets[8:])).Mul(archsimd.LoadFloat64x8((*partAVX512)(survival[8:])).MulAdd(part, before))
			lost.Store((*partAVX512)(change[8:]))
			before.Sub(lost).Store((*partAVX512)(derivative[8:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func paceAVX512(pace, bend, distances, start, end Chunk, skew float64) {
	bend, distances, start, end = bend[:len(pace)], distances[:len(pace)], start[:len(pace)], end[:len(pace)]
	scale, least := archsimd.BroadcastFloat64x8(skew), archsimd.BroadcastFloat64x8(leastVariance)
	zero, half, one := ofAVX512(&table.zero), ofAVX512(&table.half), ofAVX512(&table.one)
	for g := range pace {
		pace, bend, distances, start, end := &pace[g], &bend[g], &distances[g], &start[g], &end[g]
		{
			last, less := archsimd.LoadFloat64x8((*partAVX512)(end[0:])), archsimd.LoadFloat64x8((*partAVX512)(distances[0:])).Mul(scale)
			negative := less.Less(zero)
			mean := half.Mul(archsimd.LoadFloat64x8((*partAVX512)(start[0:])).Add(last)).Sub(less.Masked(negative))
			less = zero.Merge(less, negative)
			inverse := one.Div(mean.Merge(least, mean.Greater(least)))
			less.Mul(inverse).MulAdd(inverse, inverse).Store((*partAVX512)(pace[0:]))
			inverse.Mul(inverse).Store((*partAVX512)(bend[0:]))
			last.Store((*partAVX512)(start[0:]))
		}
		{
			last, less := archsimd.LoadFloat64x8((*partAVX512)(end[8:])), archsimd.LoadFloat64x8((*partAVX512)(distances[8:])).Mul(scale)
			negative := less.Less(zero)
			mean := half.Mul(archsimd.LoadFloat64x8((*partAVX512)(start[8:])).Add(last)).Sub(less.Masked(negative))
			less = zero.Merge(less, negative)
			inverse := one.Div(mean.Merge(least, mean.Greater(least)))
			less.Mul(inverse).MulAdd(inverse, inverse).Store((*partAVX512)(pace[8:]))
			inverse.Mul(inverse).Store((*partAVX512)(bend[8:]))
			last.Store((*partAVX512)(start[8:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}
