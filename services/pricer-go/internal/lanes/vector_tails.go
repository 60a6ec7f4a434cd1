//go:build amd64 && goexperiment.simd

package lanes

import "math/bits"

// pieceGroups is how many groups have their quantiles computed at a time.
const pieceGroups = 32

// manyTails is from how many numbers in a tail on they are computed before more are found. A piece of random numbers
// hardly ever has so many: the list is short because the language makes all of it 0 first.
const manyTails = 48

// tailList is the numbers of a piece that are in a tail, side by side, and where they belong. It has room for those of
// a group beyond the many, and for what a vector reads beyond the last.
type tailList struct {
	count int
	at    [manyTails + Width]uint16
	q     [manyTails + Width + Width/2]float64
}

// add adds the lanes of a group whose bits are set.
func (l *tailList) add(group *Lanes, index int, lanes uint) {
	for ; lanes != 0; lanes &= lanes - 1 {
		lane := bits.TrailingZeros(lanes) % Width
		l.at[l.count], l.q[l.count] = uint16(index*Width+lane), group[lane]
		l.count++
	}
}

// putBack puts the numbers where they belong, and has none of them any more.
func (l *tailList) putBack(piece Chunk) {
	for i, at := range l.at[:l.count] {
		piece[at/Width][at%Width] = l.q[i]
	}
	l.count = 0
}
