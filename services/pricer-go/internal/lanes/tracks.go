package lanes

import (
	"math"
	"math/bits"
)

// The loops that make motions of the points of a block, by a Brownian bridge.

// turnCount is how many bits the index of a group in a block of points has.
const turnCount = 8

// Points are those of a block in one dimension, ready for numbers to be made of them: each is that of its lane in group
// 0 and, by an exclusive or, what its group turns.
type Points struct {
	// Lanes are the bits of the uniform numbers of group 0, plus 1.
	Lanes [Width]uint64
	// Turns are what is turned from a group to the next one, by how often 2 divides the index of the latter: so often
	// the lowest bits of the former are 1, which all change with the one above them.
	Turns [turnCount]uint64
}

// Words makes points of those of the lanes in group 0, and of what each bit of a group's index turns.
func Words(of [Width]uint32, byBit [turnCount]uint32) Points {
	var p Points
	for lane, word := range of {
		p.Lanes[lane] = uint64(word)<<20 | oneAndAHalfth
	}
	turned := uint32(0)
	for bit, word := range byBit {
		turned ^= word
		p.Turns[bit] = uint64(turned) << 20
	}
	return p
}

// group is what a group turns: as in Gray's code, bit k of its index changes with turn k and with the one before.
func (p *Points) group(index int) uint64 {
	turned := uint64(0)
	for gray := uint(index ^ index>>1); gray != 0; gray &= gray - 1 {
		turned ^= p.Turns[bits.TrailingZeros(gray)%turnCount]
	}
	return turned
}

// turn is what is turned from the group before to that one.
func (p *Points) turn(index int) uint64 { return p.Turns[bits.TrailingZeros(uint(index))%turnCount] }

// Between is how much of a motion between two others is of the one to the left, of the one to the right, and of a
// normal of its own.
type Between struct{ Left, Right, Spread float64 }

func uniforms(out Chunk, p *Points, first int) {
	turned := p.group(first)
	for g := range out {
		group := &out[g]
		for lane := range group {
			group[lane] = math.Float64frombits(p.Lanes[lane]^turned) - 1.5
		}
		turned ^= p.turn(first + g + 1)
	}
}

func bridge(out, normals, left, right Chunk, weights Between) {
	normals, left, right = normals[:len(out)], left[:len(out)], right[:len(out)]
	for g := range out {
		out, normals, left, right := &out[g], &normals[g], &left[g], &right[g]
		for lane := range out {
			motion := math.FMA(weights.Right, right[lane], math.FMA(weights.Spread, normals[lane], 0))
			out[lane] = math.FMA(weights.Left, left[lane], motion)
		}
	}
}

func mix(out, x, y Chunk, ofX, ofY float64) {
	x, y = x[:len(out)], y[:len(out)]
	for g := range out {
		out, x, y := &out[g], &x[g], &y[g]
		for lane := range out {
			out[lane] = math.FMA(ofY, y[lane], math.FMA(ofX, x[lane], 0))
		}
	}
}
