//go:build amd64 && goexperiment.simd

package lanes

import "math/bits"

// pieceGroups is how many groups have their quantiles computed at a time.
const pieceGroups = 32

// tailList is the numbers of a piece that are in a tail, side by side, and where they belong. It has room for a piece,
// and for what a vector reads beyond the last.
type tailList struct {
	count int
	at    [pieceGroups * Width]uint16
	q     [pieceGroups*Width + Width/2]float64
}

// add adds the lanes of a group whose bits are set.
func (l *tailList) add(group *Lanes, index int, lanes uint) {
	for ; lanes != 0; lanes &= lanes - 1 {
		lane := bits.TrailingZeros(lanes) % Width
		l.at[l.count], l.q[l.count] = uint16(index*Width+lane), group[lane]
		l.count++
	}
}

// putBack puts the numbers where they belong.
func (l *tailList) putBack(piece Chunk) {
	for i, at := range l.at[:l.count] {
		piece[at/Width][at%Width] = l.q[i]
	}
}
