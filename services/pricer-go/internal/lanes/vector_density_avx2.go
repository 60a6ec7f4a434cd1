//go:build amd64 && goexperiment.simd

// Code generated from vector_density.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func addNoiseAVX2(noise, spread, normals, start, end Chunk, share float64) {
	spread, normals = spread[:len(noise)], normals[:len(noise)]
	start, end = start[:len(noise)], end[:len(noise)]
	scale := archsimd.BroadcastFloat64x4(share)
	for g := range noise {
		noise, spread, normals := &noise[g], &spread[g], &normals[g]
		start, end := &start[g], &end[g]
		{
			variance := scale.Mul(archsimd.LoadFloat64x4((*partAVX2)(start[0:])).Add(archsimd.LoadFloat64x4((*partAVX2)(end[0:]))))
			variance.Sqrt().MulAdd(archsimd.LoadFloat64x4((*partAVX2)(normals[0:])), archsimd.LoadFloat64x4((*partAVX2)(noise[0:]))).Store((*partAVX2)(noise[0:]))
			archsimd.LoadFloat64x4((*partAVX2)(spread[0:])).Add(variance).Store((*partAVX2)(spread[0:]))
		}
		{
			variance := scale.Mul(archsimd.LoadFloat64x4((*partAVX2)(start[4:])).Add(archsimd.LoadFloat64x4((*partAVX2)(end[4:]))))
			variance.Sqrt().MulAdd(archsimd.LoadFloat64x4((*partAVX2)(normals[4:])), archsimd.LoadFloat64x4((*partAVX2)(noise[4:]))).Store((*partAVX2)(noise[4:]))
			archsimd.LoadFloat64x4((*partAVX2)(spread[4:])).Add(variance).Store((*partAVX2)(spread[4:]))
		}
		{
			variance := scale.Mul(archsimd.LoadFloat64x4((*partAVX2)(start[8:])).Add(archsimd.LoadFloat64x4((*partAVX2)(end[8:]))))
			variance.Sqrt().MulAdd(archsimd.LoadFloat64x4((*partAVX2)(normals[8:])), archsimd.LoadFloat64x4((*partAVX2)(noise[8:]))).Store((*partAVX2)(noise[8:]))
			archsimd.LoadFloat64x4((*partAVX2)(spread[8:])).Add(variance).Store((*partAVX2)(spread[8:]))
		}
		{
			variance := scale.Mul(archsimd.LoadFloat64x4((*partAVX2)(start[12:])).Add(archsimd.LoadFloat64x4((*partAVX2)(end[12:]))))
			variance.Sqrt().MulAdd(archsimd.LoadFloat64x4((*partAVX2)(normals[12:])), archsimd.LoadFloat64x4((*partAVX2)(noise[12:]))).Store((*partAVX2)(noise[12:]))
			archsimd.LoadFloat64x4((*partAVX2)(spread[12:])).Add(variance).Store((*partAVX2)(spread[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func densitiesAVX2(score, bend, noise, spread Chunk) {
	bend, noise, spread = bend[:len(score)], noise[:len(score)], spread[:len(score)]
	zero, one := ofAVX2(&table.zero), ofAVX2(&table.one)
	for g := range score {
		score, bend, noise, spread := &score[g], &bend[g], &noise[g], &spread[g]
		{
			inverse := one.Div(archsimd.LoadFloat64x4((*partAVX2)(spread[0:])))
			n := archsimd.LoadFloat64x4((*partAVX2)(noise[0:])).Mul(inverse)
			n.Store((*partAVX2)(score[0:]))
			n.MulAdd(n, zero.Sub(inverse)).Sub(n).Store((*partAVX2)(bend[0:]))
		}
		{
			inverse := one.Div(archsimd.LoadFloat64x4((*partAVX2)(spread[4:])))
			n := archsimd.LoadFloat64x4((*partAVX2)(noise[4:])).Mul(inverse)
			n.Store((*partAVX2)(score[4:]))
			n.MulAdd(n, zero.Sub(inverse)).Sub(n).Store((*partAVX2)(bend[4:]))
		}
		{
			inverse := one.Div(archsimd.LoadFloat64x4((*partAVX2)(spread[8:])))
			n := archsimd.LoadFloat64x4((*partAVX2)(noise[8:])).Mul(inverse)
			n.Store((*partAVX2)(score[8:]))
			n.MulAdd(n, zero.Sub(inverse)).Sub(n).Store((*partAVX2)(bend[8:]))
		}
		{
			inverse := one.Div(archsimd.LoadFloat64x4((*partAVX2)(spread[12:])))
			n := archsimd.LoadFloat64x4((*partAVX2)(noise[12:])).Mul(inverse)
			n.Store((*partAVX2)(score[12:]))
			n.MulAdd(n, zero.Sub(inverse)).Sub(n).Store((*partAVX2)(bend[12:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}
