package sobol

import "workspace.internal/services/pricer-go/internal/lanes"

// Points are those of a block in one dimension: point i, that of path i, is the XOR of the direction numbers of the
// bits of i, those of its lane together and those of its group one by one.
type Points struct {
	lanes  [lanes.Width]uint32
	groups [Bits - laneBits]uint32
}

const laneBits = 4

// scrambleStep is the step of the counters that scrambles are of. Those of paths begin with 1.
const scrambleStep = 0

// Scramble makes the points of a block in a dimension, by J. Matousek's random linear scrambling ("On the
// L2-Discrepancy for Anchored Boxes", Journal of Complexity 14 (1998), 527-556). The words w are those of Philox, of
// four counters: (4 block + 0 ... 3, in two words, 0, dimension). Column k of a lower triangular matrix of bits is
// (2^31 | w[k] / 2) / 2^k, the most significant row first. It multiplies the direction numbers, and w[12] is added to
// each point, modulo 2.
func Scramble(dimension int, block uint64, key lanes.Key) Points {
	var words [4 * 4]uint32
	for i := range uint64(4) {
		counter := 4*block + i
		four := lanes.Philox([4]uint32{uint32(counter), uint32(counter >> 32), scrambleStep, uint32(dimension)}, key)
		copy(words[4*i:], four[:])
	}
	var scrambled [Bits]uint32
	for j, direction := range directions[dimension] {
		for k, word := range words[:Bits] {
			scrambled[j] ^= (direction >> (31 - k) & 1) * ((1<<31 | word>>1) >> k)
		}
	}
	var p Points
	copy(p.groups[:], scrambled[laneBits:])
	for lane := range p.lanes {
		p.lanes[lane] = words[Bits]
		for j := range laneBits {
			if lane>>j&1 == 1 {
				p.lanes[lane] ^= scrambled[j]
			}
		}
	}
	return p
}

// Centred is the uniform numbers less a half of the block's groups from the first on.
func (p *Points) Centred(out lanes.Chunk, first int) {
	for g := range out {
		of := uint32(0)
		for bit, direction := range p.groups {
			of ^= direction * uint32((first+g)>>bit&1)
		}
		group := &out[g]
		for lane := range group {
			group[lane] = lanes.Centred(p.lanes[lane] ^ of)
		}
	}
}
