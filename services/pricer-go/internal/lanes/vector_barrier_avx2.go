//go:build amd64 && goexperiment.simd

// Code generated from vector_barrier.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func watchAVX2(survival, met, motion Chunk, side, shift float64) {
	met, motion = met[:len(survival)], motion[:len(survival)]
	slope, off, zero := archsimd.BroadcastFloat64x4(side), archsimd.BroadcastFloat64x4(shift), ofAVX2(&table.zero)
	for g := range survival {
		survival, met, motion := &survival[g], &met[g], &motion[g]
		{
			before := archsimd.LoadFloat64x4((*partAVX2)(survival[0:]))
			rest := before.Masked(slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[0:])), off).Greater(zero))
			before.Sub(rest).Store((*partAVX2)(met[0:]))
			rest.Store((*partAVX2)(survival[0:]))
		}
		{
			before := archsimd.LoadFloat64x4((*partAVX2)(survival[4:]))
			rest := before.Masked(slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[4:])), off).Greater(zero))
			before.Sub(rest).Store((*partAVX2)(met[4:]))
			rest.Store((*partAVX2)(survival[4:]))
		}
		{
			before := archsimd.LoadFloat64x4((*partAVX2)(survival[8:]))
			rest := before.Masked(slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[8:])), off).Greater(zero))
			before.Sub(rest).Store((*partAVX2)(met[8:]))
			rest.Store((*partAVX2)(survival[8:]))
		}
		{
			before := archsimd.LoadFloat64x4((*partAVX2)(survival[12:]))
			rest := before.Masked(slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[12:])), off).Greater(zero))
			before.Sub(rest).Store((*partAVX2)(met[12:]))
			rest.Store((*partAVX2)(survival[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func approachAVX2(end, between, start, motion Chunk, side, shift float64) {
	between, start, motion = between[:len(end)], start[:len(end)], motion[:len(end)]
	slope, off, zero := archsimd.BroadcastFloat64x4(side), archsimd.BroadcastFloat64x4(shift), ofAVX2(&table.zero)
	for g := range end {
		end, between, start, motion := &end[g], &between[g], &start[g], &motion[g]
		{
			distance := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[0:])), off)
			distance = distance.Masked(distance.Greater(zero))
			distance.Store((*partAVX2)(end[0:]))
			archsimd.LoadFloat64x4((*partAVX2)(start[0:])).Mul(distance).Store((*partAVX2)(between[0:]))
		}
		{
			distance := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[4:])), off)
			distance = distance.Masked(distance.Greater(zero))
			distance.Store((*partAVX2)(end[4:]))
			archsimd.LoadFloat64x4((*partAVX2)(start[4:])).Mul(distance).Store((*partAVX2)(between[4:]))
		}
		{
			distance := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[8:])), off)
			distance = distance.Masked(distance.Greater(zero))
			distance.Store((*partAVX2)(end[8:]))
			archsimd.LoadFloat64x4((*partAVX2)(start[8:])).Mul(distance).Store((*partAVX2)(between[8:]))
		}
		{
			distance := slope.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(motion[12:])), off)
			distance = distance.Masked(distance.Greater(zero))
			distance.Store((*partAVX2)(end[12:]))
			archsimd.LoadFloat64x4((*partAVX2)(start[12:])).Mul(distance).Store((*partAVX2)(between[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func fadeAVX2(derivative, change, survival, exponent, between, meets Chunk) {
	change, survival, exponent = change[:len(derivative)], survival[:len(derivative)], exponent[:len(derivative)]
	between, meets = between[:len(derivative)], meets[:len(derivative)]
	zero := ofAVX2(&table.zero)
	for g := range derivative {
		derivative, change, survival := &derivative[g], &change[g], &survival[g]
		exponent, between, meets := &exponent[g], &between[g], &meets[g]
		{
			before := archsimd.LoadFloat64x4((*partAVX2)(derivative[0:]))
			part := archsimd.LoadFloat64x4((*partAVX2)(exponent[0:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(between[0:])).Greater(zero))
			lost := archsimd.LoadFloat64x4((*partAVX2)(meets[0:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(survival[0:])).MulAdd(part, before))
			lost.Store((*partAVX2)(change[0:]))
			before.Sub(lost).Store((*partAVX2)(derivative[0:]))
		}
		{
			before := archsimd.LoadFloat64x4((*partAVX2)(derivative[4:]))
			part := archsimd.LoadFloat64x4((*partAVX2)(exponent[4:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(between[4:])).Greater(zero))
			lost := archsimd.LoadFloat64x4((*partAVX2)(meets[4:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(survival[4:])).MulAdd(part, before))
			lost.Store((*partAVX2)(change[4:]))
			before.Sub(lost).Store((*partAVX2)(derivative[4:]))
		}
		{
			before := archsimd.LoadFloat64x4((*partAVX2)(derivative[8:]))
			part := archsimd.LoadFloat64x4((*partAVX2)(exponent[8:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(between[8:])).Greater(zero))
			lost := archsimd.LoadFloat64x4((*partAVX2)(meets[8:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(survival[8:])).MulAdd(part, before))
			lost.Store((*partAVX2)(change[8:]))
			before.Sub(lost).Store((*partAVX2)(derivative[8:]))
		}
		{
			before := archsimd.LoadFloat64x4((*partAVX2)(derivative[12:]))
			part := archsimd.LoadFloat64x4((*partAVX2)(exponent[12:])).Masked(archsimd.LoadFloat64x4((*partAVX2)(between[12:])).Greater(zero))
			lost := archsimd.LoadFloat64x4((*partAVX2)(meets[12:])).Mul(archsimd.LoadFloat64x4((*partAVX2)(survival[12:])).MulAdd(part, before))
			lost.Store((*partAVX2)(change[12:]))
			before.Sub(lost).Store((*partAVX2)(derivative[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func paceAVX2(pace, bend, distances, start, end Chunk, skew float64) {
	bend, distances, start, end = bend[:len(pace)], distances[:len(pace)], start[:len(pace)], end[:len(pace)]
	scale, least := archsimd.BroadcastFloat64x4(skew), archsimd.BroadcastFloat64x4(leastVariance)
	zero, half, one := ofAVX2(&table.zero), ofAVX2(&table.half), ofAVX2(&table.one)
	for g := range pace {
		pace, bend, distances, start, end := &pace[g], &bend[g], &distances[g], &start[g], &end[g]
		{
			last, less := archsimd.LoadFloat64x4((*partAVX2)(end[0:])), archsimd.LoadFloat64x4((*partAVX2)(distances[0:])).Mul(scale)
			negative := less.Less(zero)
			mean := half.Mul(archsimd.LoadFloat64x4((*partAVX2)(start[0:])).Add(last)).Sub(less.Masked(negative))
			less = zero.Merge(less, negative)
			inverse := one.Div(mean.Merge(least, mean.Greater(least)))
			less.Mul(inverse).MulAdd(inverse, inverse).Store((*partAVX2)(pace[0:]))
			inverse.Mul(inverse).Store((*partAVX2)(bend[0:]))
			last.Store((*partAVX2)(start[0:]))
		}
		{
			last, less := archsimd.LoadFloat64x4((*partAVX2)(end[4:])), archsimd.LoadFloat64x4((*partAVX2)(distances[4:])).Mul(scale)
			negative := less.Less(zero)
			mean := half.Mul(archsimd.LoadFloat64x4((*partAVX2)(start[4:])).Add(last)).Sub(less.Masked(negative))
			less = zero.Merge(less, negative)
			inverse := one.Div(mean.Merge(least, mean.Greater(least)))
			less.Mul(inverse).MulAdd(inverse, inverse).Store((*partAVX2)(pace[4:]))
			inverse.Mul(inverse).Store((*partAVX2)(bend[4:]))
			last.Store((*partAVX2)(start[4:]))
		}
		{
			last, less := archsimd.LoadFloat64x4((*partAVX2)(end[8:])), archsimd.LoadFloat64x4((*partAVX2)(distances[8:])).Mul(scale)
			negative := less.Less(zero)
			mean := half.Mul(archsimd.LoadFloat64x4((*partAVX2)(start[8:])).Add(last)).Sub(less.Masked(negative))
			less = zero.Merge(less, negative)
			inverse := one.Div(mean.Merge(least, mean.Greater(least)))
			less.Mul(inverse).MulAdd(inverse, inverse).Store((*partAVX2)(pace[8:]))
			inverse.Mul(inverse).Store((*partAVX2)(bend[8:]))
			last.Store((*partAVX2)(start[8:]))
		}
		{
			last, less := archsimd.LoadFloat64x4((*partAVX2)(end[12:])), archsimd.LoadFloat64x4((*partAVX2)(distances[12:])).Mul(scale)
			negative := less.Less(zero)
			mean := half.Mul(archsimd.LoadFloat64x4((*partAVX2)(start[12:])).Add(last)).Sub(less.Masked(negative))
			less = zero.Merge(less, negative)
			inverse := one.Div(mean.Merge(least, mean.Greater(least)))
			less.Mul(inverse).MulAdd(inverse, inverse).Store((*partAVX2)(pace[12:]))
			inverse.Mul(inverse).Store((*partAVX2)(bend[12:]))
			last.Store((*partAVX2)(start[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}
