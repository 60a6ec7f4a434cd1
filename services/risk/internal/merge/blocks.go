package merge

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// blocksVersion is the first byte of stored blocks.
const blocksVersion = 1

// Bytes is about how much memory a block of so many sums takes.
func Bytes(width int) int { return 16*width + 128 }

// MarshalBlocks writes finished blocks of one width, for a checkpoint.
func MarshalBlocks(blocks []*Block) []byte {
	if len(blocks) == 0 {
		return []byte{blocksVersion, 0, 0, 0, 0}
	}
	width := len(blocks[0].Sums)
	out := make([]byte, 0, 5+len(blocks)*(20+16*width))
	out = append(out, blocksVersion)
	out = binary.LittleEndian.AppendUint32(out, uint32(width))
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
	if len(data) < 5 || data[0] != blocksVersion {
		return nil, errors.New("stored blocks are of an unknown version")
	}
	width := int(binary.LittleEndian.Uint32(data[1:]))
	data = data[5:]
	size := 20 + 16*width
	if len(data)%size != 0 {
		return nil, fmt.Errorf("%w: %d bytes are no whole number of blocks of %d sums", ErrWidth, len(data), width)
	}
	blocks := make([]*Block, 0, len(data)/size)
	for ; len(data) > 0; data = data[size:] {
		sums := make([]float64, 2*width)
		for i := range sums {
			sums[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[20+8*i:]))
		}
		blocks = append(blocks, &Block{
			Index:     binary.LittleEndian.Uint64(data),
			Engine:    int(binary.LittleEndian.Uint32(data[8:])),
			BusyNanos: int64(binary.LittleEndian.Uint64(data[12:])),
			Sums:      sums[:width:width],
			Squares:   sums[width:],
		})
	}
	return blocks, nil
}
