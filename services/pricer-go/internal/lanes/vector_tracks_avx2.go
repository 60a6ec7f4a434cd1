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

func riseAVX2(out, after, before Chunk, per float64) {
	after, before = after[:len(out)], before[:len(out)]
	plus, minus := archsimd.BroadcastFloat64x4(per), archsimd.BroadcastFloat64x4(-per)
	zero := ofAVX2(&table.zero)
	for g := range out {
		out, after, before := &out[g], &after[g], &before[g]
		minus.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(before[0:])), plus.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(after[0:])), zero)).Store((*partAVX2)(out[0:]))
		minus.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(before[4:])), plus.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(after[4:])), zero)).Store((*partAVX2)(out[4:]))
		minus.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(before[8:])), plus.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(after[8:])), zero)).Store((*partAVX2)(out[8:]))
		minus.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(before[12:])), plus.MulAdd(archsimd.LoadFloat64x4((*partAVX2)(after[12:])), zero)).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}
