// Package merge adds the partial sums of blocks up, so that the result depends on the blocks alone.
//
// The blocks are added one by one in ascending order, never in the order of arrival, each of the sums with Neumaier's
// compensated summation (Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen"):
// beside every running sum there is the sum of what rounding lost. An accumulator is thus a pure function of the
// blocks [0, Next), whatever shards they came in, and can be stored and resumed at any block.
package merge

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// PathsPerBlock is the size of a block, fixed by the contract of the engines.
const PathsPerBlock = 4096

// Block is what an engine says about one block.
type Block struct {
	// Index is the block's number: it holds the paths from PathsPerBlock * Index on.
	Index uint64
	// Engine numbers the engine that computed it, within the run.
	Engine int
	// BusyNanos is how long a thread of the engine computed for it.
	BusyNanos int64
	// Sums and Squares are the sums and sums of squares over the paths, in the order of the contract; or, where single
	// scenarios are asked for, what there is of each.
	Sums, Squares []float64
}

// compensated is a running sum and what rounding has lost of it.
type compensated struct{ sum, lost float64 }

// add is Neumaier's step. The conversions keep the compiler from fusing operations, which would change bits between
// processors.
func (c *compensated) add(x float64) {
	t := float64(c.sum + x)
	if math.Abs(c.sum) >= math.Abs(x) {
		c.lost = float64(c.lost + float64(float64(c.sum-t)+x))
	} else {
		c.lost = float64(c.lost + float64(float64(x-t)+c.sum))
	}
	c.sum = t
}

// Accumulator holds the sums over the blocks [0, Next). Not safe for concurrent use.
type Accumulator struct {
	next    uint64
	sums    []compensated
	squares []compensated
}

// NewAccumulator returns one over no block, for blocks of so many sums.
func NewAccumulator(width int) *Accumulator {
	return &Accumulator{sums: make([]compensated, width), squares: make([]compensated, width)}
}

// ErrOrder says that a block was added out of order: our bug.
var ErrOrder = errors.New("block added out of order")

// ErrWidth says that a block or a stored accumulator has another number of sums than the job.
var ErrWidth = errors.New("wrong number of sums")

// Fits says whether a block has as many sums as the job. The error is ErrWidth.
func (a *Accumulator) Fits(b *Block) error {
	if len(b.Sums) != len(a.sums) || len(b.Squares) != len(a.squares) {
		return fmt.Errorf("%w: got %d and %d, want %d", ErrWidth, len(b.Sums), len(b.Squares), len(a.sums))
	}
	return nil
}

// Add adds the block with index Next.
func (a *Accumulator) Add(b *Block) error {
	if b.Index != a.next {
		return fmt.Errorf("%w: got %d, want %d", ErrOrder, b.Index, a.next)
	}
	if err := a.Fits(b); err != nil {
		return err
	}
	for i, x := range b.Sums {
		a.sums[i].add(x)
	}
	for i, x := range b.Squares {
		a.squares[i].add(x)
	}
	a.next++
	return nil
}

// Next is the index of the block to add next: how many blocks are in.
func (a *Accumulator) Next() uint64 { return a.next }

// Paths is how many paths are in the sums.
func (a *Accumulator) Paths() int64 { return int64(a.next) * PathsPerBlock }

// Width is how many sums there are.
func (a *Accumulator) Width() int { return len(a.sums) }

// Sum returns entry i of the sums: the running sum, and what rounding lost of it.
func (a *Accumulator) Sum(i int) (sum, lost float64) { return a.sums[i].sum, a.sums[i].lost }

// Square returns entry i of the sums of squares, likewise.
func (a *Accumulator) Square(i int) (sum, lost float64) { return a.squares[i].sum, a.squares[i].lost }

// accumulatorVersion is the first byte of a stored accumulator.
const accumulatorVersion = 1

// MarshalBinary writes the sums (not Next, which is stored beside them) as little-endian doubles.
func (a *Accumulator) MarshalBinary() ([]byte, error) {
	out := make([]byte, 1, 1+32*len(a.sums))
	out[0] = accumulatorVersion
	for _, list := range [][]compensated{a.sums, a.squares} {
		for _, c := range list {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(c.sum))
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(c.lost))
		}
	}
	return out, nil
}

// RestoreAccumulator reads what MarshalBinary wrote after the blocks [0, next) of so many sums each.
func RestoreAccumulator(data []byte, next uint64, width int) (*Accumulator, error) {
	if len(data) == 0 || data[0] != accumulatorVersion {
		return nil, errors.New("stored accumulator is of an unknown version")
	}
	data = data[1:]
	if len(data) != 32*width {
		return nil, fmt.Errorf("%w: stored accumulator has %d bytes, want %d", ErrWidth, len(data), 32*width)
	}
	a := NewAccumulator(width)
	a.next = next
	for _, list := range [][]compensated{a.sums, a.squares} {
		for i := range list {
			list[i].sum = math.Float64frombits(binary.LittleEndian.Uint64(data))
			list[i].lost = math.Float64frombits(binary.LittleEndian.Uint64(data[8:]))
			data = data[16:]
		}
	}
	return a, nil
}
