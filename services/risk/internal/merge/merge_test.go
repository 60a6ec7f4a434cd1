package merge

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"
)

func randomBlock(rng *rand.Rand, index uint64, width int) *Block {
	b := &Block{Index: index, Engine: rng.IntN(4), BusyNanos: rng.Int64N(1e9)}
	for range width {
		b.Sums = append(b.Sums, (rng.Float64()-0.5)*math.Pow(10, float64(rng.IntN(30)-10)))
		b.Squares = append(b.Squares, rng.Float64()*math.Pow(10, float64(rng.IntN(30)-10)))
	}
	return b
}

func TestCompensatedSumIsExactToTheLastBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 50 {
		a := NewAccumulator(1)
		exact := new(big.Float).SetPrec(2000)
		magnitude := 0.0
		for i := range uint64(500) {
			b := randomBlock(rng, i, 1)
			exact.Add(exact, big.NewFloat(b.Sums[0]))
			magnitude += math.Abs(b.Sums[0])
			if err := a.Add(b); err != nil {
				t.Fatal(err)
			}
		}
		want, _ := exact.Float64()
		sum, lost := a.Sum(0)
		// Neumaier's bound: one rounding of the result, and n^2 eps^2 of the sum of magnitudes.
		bound := math.Abs(want)*0x1p-52 + magnitude*500*500*0x1p-104
		if got := sum + lost; math.Abs(got-want) > bound {
			t.Fatalf("round %d: got %v, want %v", round, got, want)
		}
	}
}

func TestStoringAndResumingAtAnyBlockGivesTheSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const width, count = 7, 40
	var blocks []*Block
	for i := range uint64(count) {
		blocks = append(blocks, randomBlock(rng, i, width))
	}
	straight := NewAccumulator(width)
	for _, b := range blocks {
		if err := straight.Add(b); err != nil {
			t.Fatal(err)
		}
	}
	for cut := range uint64(count) {
		a := NewAccumulator(width)
		for _, b := range blocks[:cut] {
			if err := a.Add(b); err != nil {
				t.Fatal(err)
			}
		}
		stored, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		restored, err := RestoreAccumulator(stored, cut, width)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := UnmarshalBlocks(MarshalBlocks(blocks[cut:]))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range rest {
			if err := restored.Add(b); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(straight, restored) {
			t.Fatalf("resumed at block %d: other bits", cut)
		}
	}
}

func TestBlocksOutOfOrderOrOfAnotherWidthAreRefused(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	a := NewAccumulator(2)
	if err := a.Add(randomBlock(rng, 1, 2)); !errors.Is(err, ErrOrder) {
		t.Errorf("a gap: %v", err)
	}
	if err := a.Add(randomBlock(rng, 0, 3)); !errors.Is(err, ErrWidth) {
		t.Errorf("another width: %v", err)
	}
	if a.Next() != 0 {
		t.Errorf("a refused block was counted: next is %d", a.Next())
	}
}

func TestDamagedCheckpointsAreRefused(t *testing.T) {
	if _, err := RestoreAccumulator(nil, 0, 1); err == nil {
		t.Error("an empty accumulator was accepted")
	}
	if _, err := RestoreAccumulator(make([]byte, 33), 0, 1); err == nil {
		t.Error("an accumulator of version 0 was accepted")
	}
	short := append([]byte{accumulatorVersion}, make([]byte, 8)...)
	if _, err := RestoreAccumulator(short, 0, 1); !errors.Is(err, ErrWidth) {
		t.Errorf("a short accumulator: %v", err)
	}
	if _, err := UnmarshalBlocks([]byte{blocksVersion, 1, 0, 0, 0, 9}); !errors.Is(err, ErrWidth) {
		t.Errorf("short blocks: %v", err)
	}
}

func TestBlocksOfOtherShapesAreStoredAsTheyAre(t *testing.T) {
	blocks := []*Block{
		{Index: 3, Engine: 1, BusyNanos: 7, Sums: []float64{1, 2, 3}, Squares: []float64{}},
		{Index: 4, Engine: 0, BusyNanos: 8, Sums: []float64{4, 5, 6}, Squares: []float64{}},
	}
	found, err := UnmarshalBlocks(MarshalBlocks(blocks))
	if err != nil || !reflect.DeepEqual(found, blocks) {
		t.Errorf("%v, %v", found, err)
	}
	if _, err := UnmarshalBlocks([]byte{unevenBlocksVersion, 1, 0, 0, 0}); err == nil {
		t.Error("blocks of an unknown number of squares were accepted")
	}
}
