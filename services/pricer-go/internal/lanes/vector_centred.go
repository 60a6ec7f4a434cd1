//go:build amd64 && goexperiment.simd

package lanes

import "simd/archsimd"

// vectorCentred draws the numbers of two groups at a time, as Centred makes them: a vector holds the same word of its
// four counters, each in the low half of 64 bits, because that is how vector units multiply 32 bits by 32 into 64. Both
// widths use it: simd/archsimd has that multiplication for 256 bits at most.
func vectorCentred(out Chunk, first uint64, step, factor uint32, key Key) {
	var keys [philoxRounds][2]archsimd.Uint64x4
	for round := range keys {
		keys[round][0] = archsimd.BroadcastUint64x4(uint64(key[0]))
		keys[round][1] = archsimd.BroadcastUint64x4(uint64(key[1]))
		key[0] += weyl0
		key[1] += weyl1
	}
	t := table
	multiply0, multiply1 := archsimd.BroadcastUint32x8(multiplier0), archsimd.BroadcastUint32x8(multiplier1)
	var spare Lanes
	for g := 0; g < len(out); g += 2 {
		one, other := &out[g], &spare
		if g+1 < len(out) {
			other = &out[g+1]
		}
		counter := 4 * (first + uint64(g))
		// The counters are a multiple of four and the three after it: no carry runs into the second word.
		a0 := archsimd.BroadcastUint64x4(counter & (1<<32 - 1)).Add(bitsOfAVX2(&t.iota))
		a1 := archsimd.BroadcastUint64x4(counter >> 32)
		b0 := archsimd.BroadcastUint64x4((counter + 4) & (1<<32 - 1)).Add(bitsOfAVX2(&t.iota))
		b1 := archsimd.BroadcastUint64x4((counter + 4) >> 32)
		a2, a3 := archsimd.BroadcastUint64x4(uint64(step)), archsimd.BroadcastUint64x4(uint64(factor))
		b2, b3 := a2, a3
		for round := range keys {
			// What is above the low halves of the words is left there until the end: a multiplication does not look at
			// it.
			p0, p1 := a0.AsUint32x8().MulEvenWiden(multiply0), a2.AsUint32x8().MulEvenWiden(multiply1)
			q0, q1 := b0.AsUint32x8().MulEvenWiden(multiply0), b2.AsUint32x8().MulEvenWiden(multiply1)
			a0, a2 = p1.ShiftAllRight(32).Xor(a1.Xor(keys[round][0])), p0.ShiftAllRight(32).Xor(a3.Xor(keys[round][1]))
			b0, b2 = q1.ShiftAllRight(32).Xor(b1.Xor(keys[round][0])), q0.ShiftAllRight(32).Xor(b3.Xor(keys[round][1]))
			a1, a3, b1, b3 = p1, p0, q1, q0
		}
		centredAVX2(a0).Store((*partAVX2)(one[0:]))
		centredAVX2(a1).Store((*partAVX2)(one[4:]))
		centredAVX2(a2).Store((*partAVX2)(one[8:]))
		centredAVX2(a3).Store((*partAVX2)(one[12:]))
		centredAVX2(b0).Store((*partAVX2)(other[0:]))
		centredAVX2(b1).Store((*partAVX2)(other[4:]))
		centredAVX2(b2).Store((*partAVX2)(other[8:]))
		centredAVX2(b3).Store((*partAVX2)(other[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

// centredAVX2 is Centred of the low halves.
func centredAVX2(words bitsAVX2) vectorAVX2 {
	t := table
	return words.ShiftAllLeft(20).And(bitsOfAVX2(&t.mantissa)).Or(bitsOfAVX2(&t.oneAndAHalfth)).AsFloat64x4().
		Sub(ofAVX2(&t.oneAndAHalf))
}
