package ledger

import (
	"cmp"
	"fmt"
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
)

// Snapshot is what a checkpoint writes down.
type Snapshot struct {
	// Next is the length of the merged prefix in blocks, Advanced whether the last checkpoint saved had a shorter one.
	Next     uint64
	Advanced bool
	// Accumulator holds the sums over the prefix; nil where it has not advanced.
	Accumulator []byte
	// Shards are ranges beyond the prefix that are finished and in no checkpoint yet.
	Shards []SavedShard
	// Engines are all that have delivered, in the order that the shards number them.
	Engines []*riskv1.EngineUsage
	// Planned is how many blocks the run is to take, as far as it is known now. Done says that the prefix is the
	// result.
	Planned uint64
	Done    bool
	// Result are the estimates over the prefix; nil where it is too short for any, without the positions where they
	// were not asked for.
	Result *riskv1.Result

	taken, finished int
}

// SavedShard is a contiguous range of finished blocks.
type SavedShard struct {
	First    uint64
	Count    int
	Partials []byte
}

// Snapshot returns what is not saved yet; Saved is to be called once it is.
func (l *Ledger) Snapshot(positions bool) (*Snapshot, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &Snapshot{
		Next: l.sums.Next(), Advanced: l.sums.Next() > l.saved, Engines: l.engines.usage(false),
		Planned: l.config.Stop.Planned(l.checkpoint), Done: l.done,
		taken: len(l.unsaved), finished: l.finished,
	}
	var waiting []*merge.Block
	for _, block := range l.unsaved {
		if block.Index >= s.Next {
			waiting = append(waiting, block)
		}
	}
	s.Shards = contiguous(waiting)
	if s.Advanced {
		var err error
		if s.Accumulator, err = l.sums.MarshalBinary(); err != nil {
			return nil, err
		}
	}
	if s.Next == 0 {
		return s, nil
	}
	var err error
	s.Result, err = l.sums.Result(positions)
	return s, err
}

// Saved says that the snapshot, the last one taken, is in the database.
func (l *Ledger) Saved(s *Snapshot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unsaved = slices.Clone(l.unsaved[s.taken:])
	l.saved, l.checkpointed = s.Next, s.finished
}

// contiguous groups blocks into ranges.
func contiguous(blocks []*merge.Block) []SavedShard {
	slices.SortFunc(blocks, func(a, b *merge.Block) int { return cmp.Compare(a.Index, b.Index) })
	var list []SavedShard
	for begin, i := 0, 1; i <= len(blocks); i++ {
		if i < len(blocks) && blocks[i].Index == blocks[i-1].Index+1 {
			continue
		}
		list = append(list, SavedShard{
			First: blocks[begin].Index, Count: i - begin, Partials: merge.MarshalBlocks(blocks[begin:i]),
		})
		begin = i
	}
	return list
}

// Restore makes the ledger of a run that goes on from its checkpoint.
func Restore(config Config, engines []*riskv1.EngineUsage, shards []SavedShard) (*Ledger, error) {
	l := New(config)
	l.engines = restoreEngines(engines)
	next := l.sums.Next()
	if next > 0 {
		// Where the run stands at a checkpoint of its stopping rule, the rule is asked again: it is a function of the
		// sums.
		l.checkpoint = config.Stop.Checkpoint(next - 1)
	}
	l.saved, l.frontier = next, next
	for _, saved := range shards {
		blocks, err := merge.UnmarshalBlocks(saved.Partials)
		if err != nil {
			return nil, fmt.Errorf("shard at block %d: %w", saved.First, err)
		}
		for _, block := range blocks {
			if l.has(block.Index) {
				continue
			}
			if err := l.sums.Fits(block); err != nil {
				return nil, fmt.Errorf("shard at block %d: %w", saved.First, err)
			}
			if block.Engine >= len(l.engines.list) {
				return nil, fmt.Errorf("shard at block %d is of an unknown engine, %d", saved.First, block.Engine)
			}
			l.received[block.Index] = block
		}
	}
	l.settle()
	return l, l.err
}
