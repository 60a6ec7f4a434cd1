//go:build amd64 && goexperiment.simd

// Code generated from vector_tracks.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func uniformsAVX512(out Chunk, p *Points, first int) {
	off := ofAVX512(&table.oneAndAHalf)
	lanes0 := archsimd.LoadUint64x8((*[8]uint64)(p.Lanes[0:]))
	lanes8 := archsimd.LoadUint64x8((*[8]uint64)(p.Lanes[8:]))
	turned := p.group(first)
	for g := range out {
		group, turn := &out[g], archsimd.BroadcastUint64x8(turned)
		lanes0.Xor(turn).AsFloat64x8().Sub(off).Store((*partAVX512)(group[0:]))
		lanes8.Xor(turn).AsFloat64x8().Sub(off).Store((*partAVX512)(group[8:]))
		turned ^= p.turn(first + g + 1)
	}
	archsimd.ClearAVXUpperBits()
}

func bridgeAVX512(out, normals, left, right Chunk, weights Between) {
	normals, left, right = normals[:len(out)], left[:len(out)], right[:len(out)]
	spread, zero := archsimd.BroadcastFloat64x8(weights.Spread), ofAVX512(&table.zero)
	ofLeft, ofRight := archsimd.BroadcastFloat64x8(weights.Left), archsimd.BroadcastFloat64x8(weights.Right)
	for g := range out {
		out, normals, left, right := &out[g], &normals[g], &left[g], &right[g]
		ofLeft.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(left[0:])),
			ofRight.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(right[0:])), spread.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(normals[0:])), zero))).Store((*partAVX512)(out[0:]))
		ofLeft.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(left[8:])),
			ofRight.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(right[8:])), spread.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(normals[8:])), zero))).Store((*partAVX512)(out[8:]))
	}
	archsimd.ClearAVXUpperBits()
}

func mixAVX512(out, x, y Chunk, ofX, ofY float64) {
	x, y = x[:len(out)], y[:len(out)]
	a, b, zero := archsimd.BroadcastFloat64x8(ofX), archsimd.BroadcastFloat64x8(ofY), ofAVX512(&table.zero)
	for g := range out {
		out, x, y := &out[g], &x[g], &y[g]
		b.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(y[0:])), a.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(x[0:])), zero)).Store((*partAVX512)(out[0:]))
		b.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(y[8:])), a.MulAdd(archsimd.LoadFloat64x8((*partAVX512)(x[8:])), zero)).Store((*partAVX512)(out[8:]))
	}
	archsimd.ClearAVXUpperBits()
}
