//go:build amd64 && goexperiment.simd

// Code generated from vector_density.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func addNoiseAVX512(noise, spread, normals, start, end Chunk, share float64) {
	spread, normals = spread[:len(noise)], normals[:len(noise)]
	start, end = start[:len(noise)], end[:len(noise)]
	scale := archsimd.BroadcastFloat64x8(share)
	for g := range noise {
		noise, spread, normals := &noise[g], &spread[g], &normals[g]
		start, end := &start[g], &end[g]
		{
			variance := scale.Mul(archsimd.LoadFloat64x8((*partAVX512)(start[0:])).Add(archsimd.LoadFloat64x8((*partAVX512)(end[0:]))))
			variance.Sqrt().MulAdd(archsimd.LoadFloat64x8((*partAVX512)(normals[0:])), archsimd.LoadFloat64x8((*partAVX512)(noise[0:]))).Store((*partAVX512)(noise[0:]))
			archsimd.LoadFloat64x8((*partAVX512)(spread[0:])).Add(variance).Store((*partAVX512)(spread[0:]))
		}
		{
			variance := scale.Mul(archsimd.LoadFloat64x8((*partAVX512)(start[8:])).Add(archsimd.LoadFloat64x8((*partAVX512)(end[8:]))))
			variance.Sqrt().MulAdd(archsimd.LoadFloat64x8((*partAVX512)(normals[8:])), archsimd.LoadFloat64x8((*partAVX512)(noise[8:]))).Store((*partAVX512)(noise[8:]))
			archsimd.LoadFloat64x8((*partAVX512)(spread[8:])).Add(variance).Store((*partAVX512)(spread[8:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}

func densitiesAVX512(score, bend, noise, spread Chunk) {
	bend, noise, spread = bend[:len(score)], noise[:len(score)], spread[:len(score)]
	zero, one := ofAVX512(&table.zero), ofAVX512(&table.one)
	for g := range score {
		score, bend, noise, spread := &score[g], &bend[g], &noise[g], &spread[g]
		{
			inverse := one.Div(archsimd.LoadFloat64x8((*partAVX512)(spread[0:])))
			n := archsimd.LoadFloat64x8((*partAVX512)(noise[0:])).Mul(inverse)
			n.Store((*partAVX512)(score[0:]))
			n.MulAdd(n, zero.Sub(inverse)).Sub(n).Store((*partAVX512)(bend[0:]))
		}
		{
			inverse := one.Div(archsimd.LoadFloat64x8((*partAVX512)(spread[8:])))
			n := archsimd.LoadFloat64x8((*partAVX512)(noise[8:])).Mul(inverse)
			n.Store((*partAVX512)(score[8:]))
			n.MulAdd(n, zero.Sub(inverse)).Sub(n).Store((*partAVX512)(bend[8:]))
		}
	}
	archsimd.ClearAVXUpperBits()
}
