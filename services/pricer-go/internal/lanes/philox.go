package lanes

import "math/bits"

// Key is the key of the random numbers: low word, high word.
type Key [2]uint32

// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1,
// 2, 3" (SC 2011): ten rounds of multiplications turn a counter of four words into four random words under a key of
// two.
const (
	philoxRounds = 10
	multiplier0  = 0xD2511F53
	multiplier1  = 0xCD9E8D57
	// The golden ratio and the square root of three minus one, as 32-bit fractions: what the key grows by per round.
	weyl0 = 0x9E3779B9
	weyl1 = 0xBB67AE85
)

// Philox is the four random words of one counter.
func Philox(c [4]uint32, key Key) [4]uint32 {
	for range philoxRounds {
		high0, low0 := bits.Mul32(multiplier0, c[0])
		high1, low1 := bits.Mul32(multiplier1, c[2])
		c = [4]uint32{high1 ^ c[1] ^ key[0], low1, high0 ^ c[3] ^ key[1], low0}
		key[0] += weyl0
		key[1] += weyl1
	}
	return c
}
