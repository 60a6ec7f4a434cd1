// Package lanes is arithmetic whose every bit is fixed: the same on each processor, in scalar and in vector code, and
// the same as that of every other engine of the contract.
//
// Each function is a straight line of IEEE 754 binary64 operations (+, -, *, /, square root, all correctly rounded), of
// explicit fused multiply-adds and of selections. Package math is used for the operations of the processor alone, never
// for a function that is approximated. A product that is added to something is converted to float64 first: the language
// lets a compiler fuse x*y + z otherwise, and Go's does so on some processors.
//
// A Tier is one set of the functions that loop over the paths of a Chunk.
package lanes

// Width is how many paths are computed side by side, whatever the width of the processor's vectors: the sums, and with
// them the bits of every result, depend on it.
const Width = 16

// Lanes are one number of each of the paths computed side by side: of a group.
type Lanes [Width]float64

// Chunk is one number of each path of consecutive groups.
type Chunk []Lanes

// Sum is the sum over the lanes by halving: lanes 8 to 15 onto 0 to 7, then 4 to 7 onto 0 to 3, 2 and 3 onto 0 and 1,
// and 1 onto 0.
func (l *Lanes) Sum() float64 {
	sums := *l
	for half := Width / 2; half > 0; half /= 2 {
		for i := range half {
			sums[i] += sums[i+half]
		}
	}
	return sums[0]
}
