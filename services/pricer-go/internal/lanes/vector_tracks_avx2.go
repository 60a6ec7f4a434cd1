//go:build amd64 && goexperiment.simd

// Code generated from vector_tracks.go.tmpl by generate; DO NOT EDIT.

package lanes

import "simd/archsimd"

func uniformsAVX2(out Chunk, p *Points, first int) {
	off := ofAVX2(&table.oneAndAHalf)
	lanes0 := archsimd.LoadUint64x4((*[4]uint64)(p.Lanes[0:]))
	lanes4 := archsimd.LoadUint64x4((*[4]uint64)(p.Lanes[4:]))
	lanes8 := archsimd.LoadUint64x4((*[4]uint64)(p.Lanes[8:]))
	lanes12 := archsimd.LoadUint64x4((*[4]uint64)(p.Lanes[12:]))
	turned := p.group(first)
	for g := range out {
		group, turn := &out[g], archsimd.BroadcastUint64x4(turned)
		lanes0.Xor(turn).AsFloat64x4().Sub(off).Store((*partAVX2)(group[0:]))
		lanes4.Xor(turn).AsFloat64x4().Sub(off).Store((*partAVX2)(group[4:]))
		lanes8.Xor(turn).AsFloat64x4().Sub(off).Store((*partAVX2)(group[8:]))
		lanes12.Xor(turn).AsFloat64x4().Sub(off).Store((*partAVX2)(group[12:]))
		turned ^= p.turn(first + g + 1)
	}
	archsimd.ClearAVXUpperBits()
}

func bridgeAVX2(out, normals, left, right Chunk, weights Between) {
	normals, left, right = normals[:len(out)], left[:len(out)], right[:len(out)]
	spread, zero := archsimd.BroadcastFloat64x4(weights.Spread), ofAVX2(&table.zero)
	ofLeft, ofRight := archsimd.BroadcastFloat64x4(weights.Left), archsimd.BroadcastFloat64x4(weights.Right)
	for g := range out {
		out, normals, left, right := &out[g], &normals[g], &left[g], &right[g]
		ofLeft.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(left[0:])),
			ofRight.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(right[0:])), spread.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(normals[0:])), zero))).Store((*partAVX2)(out[0:]))
		ofLeft.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(left[4:])),
			ofRight.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(right[4:])), spread.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(normals[4:])), zero))).Store((*partAVX2)(out[4:]))
		ofLeft.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(left[8:])),
			ofRight.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(right[8:])), spread.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(normals[8:])), zero))).Store((*partAVX2)(out[8:]))
		ofLeft.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(left[12:])),
			ofRight.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(right[12:])), spread.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(normals[12:])), zero))).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

func mixAVX2(out, x, y Chunk, ofX, ofY float64) {
	x, y = x[:len(out)], y[:len(out)]
	a, b, zero := archsimd.BroadcastFloat64x4(ofX), archsimd.BroadcastFloat64x4(ofY), ofAVX2(&table.zero)
	for g := range out {
		out, x, y := &out[g], &x[g], &y[g]
		b.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(y[0:])), a.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[0:])), zero)).Store((*partAVX2)(out[0:]))
		b.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(y[4:])), a.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[4:])), zero)).Store((*partAVX2)(out[4:]))
		b.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(y[8:])), a.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[8:])), zero)).Store((*partAVX2)(out[8:]))
		b.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(y[12:])), a.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(x[12:])), zero)).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}
