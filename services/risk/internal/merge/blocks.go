package merge

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The first byte of stored blocks: of those with as many squares as sums, as from the first version on, and of others,
// whose number of squares follows that of sums.
const (
	blocksVersion       = 1
	unevenBlocksVersion = 2
)

// Bytes is about how much memory a block of so many sums takes.
func Bytes(width int) int { return 16*width + 128 }

// MarshalBlocks writes finished blocks of one shape, for a checkpoint.
func MarshalBlocks(blocks []*Block) []byte {
	if len(blocks) == 0 {
		return []byte{blocksVersion, 0, 0, 0, 0}
	}
	sums, squares := len(blocks[0].Sums), len(blocks[0].Squares)
	out := make([]byte, 0, 9+len(blocks)*(20+8*(sums+squares)))
	if sums == squares {
		out = binary.LittleEndian.AppendUint32(append(out, blocksVersion), uint32(sums))
	} else {
		out = binary.LittleEndian.AppendUint32(append(out, unevenBlocksVersion), uint32(sums))
		out = binary.LittleEndian.AppendUint32(out, uint32(squares))
	}
	for _, b := range blocks {
		out = binary.LittleEndian.AppendUint64(out, b.Index)
		out = binary.LittleEndian.AppendUint32(out, uint32(b.Engine))
		out = binary.LittleEndian.AppendUint64(out, uint64(b.BusyNanos))
		for _, list := range [][]float64{b.Sums, b.Squares} {
			for _, x := range list {
				out = binary.LittleEndian.AppendUint64(out, math.Float64bits(x))
			}
		}
	}
	return out
}

// UnmarshalBlocks reads what MarshalBlocks wrote.
func UnmarshalBlocks(data []byte) ([]*Block, error) {
	sums, squares, data, err := shape(data)
	if err != nil {
		return nil, err
	}
	size := 20 + 8*(sums+squares)
	if len(data)%size != 0 {
		return nil, fmt.Errorf("%w: %d bytes are no whole number of blocks of %d sums and %d squares",
			ErrWidth, len(data), sums, squares)
	}
	blocks := make([]*Block, 0, len(data)/size)
	for ; len(data) > 0; data = data[size:] {
		numbers := make([]float64, sums+squares)
		for i := range numbers {
			numbers[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[20+8*i:]))
		}
		blocks = append(blocks, &Block{
			Index:     binary.LittleEndian.Uint64(data),
			Engine:    int(binary.LittleEndian.Uint32(data[8:])),
			BusyNanos: int64(binary.LittleEndian.Uint64(data[12:])),
			Sums:      numbers[:sums:sums],
			Squares:   numbers[sums:],
		})
	}
	return blocks, nil
}

// shape reads how many sums and squares each of the stored blocks has, and returns what follows.
func shape(data []byte) (sums, squares int, rest []byte, err error) {
	switch {
	case len(data) >= 5 && data[0] == blocksVersion:
		sums = int(binary.LittleEndian.Uint32(data[1:]))
		return sums, sums, data[5:], nil
	case len(data) >= 9 && data[0] == unevenBlocksVersion:
		sums, squares = int(binary.LittleEndian.Uint32(data[1:])), int(binary.LittleEndian.Uint32(data[5:]))
		return sums, squares, data[9:], nil
	default:
		return 0, 0, nil, errors.New("stored blocks are of an unknown version")
	}
}
