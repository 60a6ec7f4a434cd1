package sobol

import (
	"math/bits"

	"workspace.internal/services/pricer-go/internal/lanes"
)

const laneBits = 4

// scrambleStep is the step of the counters that scrambles are of. Those of paths begin with 1.
const scrambleStep = 0

// Scramble makes the points of a block in a dimension: point i, that of path i, is the exclusive or of the direction
// numbers of the bits of i, scrambled.
//
// That is J. Matousek's random linear scrambling ("On the L2-Discrepancy for Anchored Boxes", Journal of Complexity 14
// (1998), 527-556). The words w are those of Philox, of four counters: (4 block + 0 ... 3, in two words, 0, dimension).
// Column k of a lower triangular matrix of bits is (2^31 | w[k] / 2) / 2^k, the most significant row first. It
// multiplies the direction numbers, and w[12] is added to each point, modulo 2.
func Scramble(dimension int, block uint64, key lanes.Key) lanes.Points {
	var words [4 * 4]uint32
	for i := range uint64(4) {
		counter := 4*block + i
		four := lanes.Philox([4]uint32{uint32(counter), uint32(counter >> 32), scrambleStep, uint32(dimension)}, key)
		copy(words[4*i:], four[:])
	}
	var columns, scrambled [Bits]uint32
	for k := range columns {
		columns[k] = (1<<31 | words[k]>>1) >> k
	}
	for j, direction := range directions[dimension] {
		// Direction number j has no bit below the highest j + 1.
		for _, column := range columns[:j+1] {
			scrambled[j] ^= uint32(int32(direction)>>31) & column
			direction <<= 1
		}
	}
	first := [lanes.Width]uint32{words[Bits]}
	for lane := 1; lane < lanes.Width; lane++ {
		bit := bits.Len(uint(lane)) - 1
		first[lane] = first[lane-1<<bit] ^ scrambled[bit]
	}
	return lanes.Words(first, [Bits - laneBits]uint32(scrambled[laneBits:]))
}
