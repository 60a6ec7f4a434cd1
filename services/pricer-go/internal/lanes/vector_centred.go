//go:build amd64 && goexperiment.simd

package lanes

import "simd/archsimd"

// vectorCentred draws the numbers of a group at a time, as Centred makes them: a vector holds the same word of its four
// counters, each in the low half of 64 bits, because that is how vector units multiply 32 bits by 32 into 64. Both
// widths use it: simd/archsimd has that multiplication for 256 bits at most.
func vectorCentred(out Chunk, first uint64, step, factor uint32, key Key) {
	var keys [philoxRounds][2]archsimd.Uint64x4
	for round := range keys {
		keys[round][0] = archsimd.BroadcastUint64x4(uint64(key[0]))
		keys[round][1] = archsimd.BroadcastUint64x4(uint64(key[1]))
		key[0] += weyl0
		key[1] += weyl1
	}
	multiply0, multiply1 := archsimd.BroadcastUint32x8(multiplier0), archsimd.BroadcastUint32x8(multiplier1)
	for g := range out {
		counter := 4 * (first + uint64(g))
		// The counters are a multiple of four and the three after it: no carry runs into the second word.
		c0 := archsimd.BroadcastUint64x4(counter & (1<<32 - 1)).Add(bitsOfAVX2(&wideIota))
		c1 := archsimd.BroadcastUint64x4(counter >> 32)
		c2 := archsimd.BroadcastUint64x4(uint64(step))
		c3 := archsimd.BroadcastUint64x4(uint64(factor))
		for round := range keys {
			// What is above the low halves of the words is left there until the end: a multiplication does not look at
			// it.
			product0 := c0.AsUint32x8().MulEvenWiden(multiply0)
			product1 := c2.AsUint32x8().MulEvenWiden(multiply1)
			c0 = product1.ShiftAllRight(32).Xor(c1).Xor(keys[round][0])
			c2 = product0.ShiftAllRight(32).Xor(c3).Xor(keys[round][1])
			c1, c3 = product1, product0
		}
		out := &out[g]
		centredAVX2(c0).Store((*partAVX2)(out[0:]))
		centredAVX2(c1).Store((*partAVX2)(out[4:]))
		centredAVX2(c2).Store((*partAVX2)(out[8:]))
		centredAVX2(c3).Store((*partAVX2)(out[12:]))
	}
	archsimd.ClearAVXUpperBits()
}

// centredAVX2 is Centred of the low halves.
func centredAVX2(words bitsAVX2) vectorAVX2 {
	return words.ShiftAllLeft(20).And(bitsOfAVX2(&wideMantissa)).Or(bitsOfAVX2(&wideOneAndAHalfth)).AsFloat64x4().
		Sub(ofAVX2(&wideOneAndAHalf))
}
