// Package ledger keeps the books of one run: which blocks are merged, received, being computed or still to be given
// out.
//
// It decides what an engine with a free slot computes next (a lost range again, a slow shard a second time, or new
// blocks), takes the blocks in whatever order they come, drops those it has already, and merges them strictly in
// ascending order. What is ahead of the merged prefix is bounded in bytes, so the memory of a run does not depend on
// its number of paths. It does no I/O and reads no clock: callers pass the time.
//
// The result depends on the blocks alone. Everything here that looks at clocks or engines decides only who computes a
// block and when.
package ledger

import (
	"context"
	"fmt"
	"sync"
	"time"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

// Sums are what the blocks of a run are merged into. The ledger protects them.
type Sums interface {
	// Next is the index of the block to add next.
	Next() uint64
	// Fits says whether a block has the shape that the contract gives it.
	Fits(block *merge.Block) error
	// Add adds the block with index Next.
	Add(block *merge.Block) error
	// BlockBytes is about how much memory a block takes that waits to be added.
	BlockBytes() int
	// StandardError is that of what the stopping rule looks at. The error says why there can be no result.
	StandardError() (float64, error)
	// Result is what there is to tell, that of the positions on request; nil where the blocks are too few. There is at
	// least one.
	Result(positions bool) (*riskv1.Result, error)
	// MarshalBinary writes what a run needs to go on after Next.
	MarshalBinary() ([]byte, error)
}

// Config says how a run is cut into shards.
type Config struct {
	// Sums are those over the blocks that are merged already: none, or those of a checkpoint.
	Sums Sums
	// Stop says when the run is done.
	Stop plan.Stop
	// ShardBlocks is the size of a shard. 0: so many that a shard takes some tenths of a second.
	ShardBlocks int
	// WindowBytes bounds the memory of blocks that wait for an earlier one. Defaults to 16 MiB.
	WindowBytes int
	// Hedge says when a slow shard is given to a second engine.
	Hedge Hedge
}

// Ledger is safe for concurrent use.
type Ledger struct {
	config  Config
	calls   context.Context //nolint:containedctx // the parent of every call of the run
	changed chan struct{}

	// mu protects everything below.
	mu   sync.Mutex
	sums Sums
	// checkpoint is the number of blocks at which the run ends, or is looked at next.
	checkpoint uint64
	done       bool
	err        error
	// received are the blocks at or after the merged prefix that are here.
	received map[uint64]*merge.Block
	// frontier is the first block that was never given out; lost are ranges below it that have to be given out again,
	// ascending.
	frontier uint64
	lost     []span
	shards   map[*shard]struct{}
	engines  engineTable
	pace     pace
	// opened and hedged count the shards given out, and those given out a second time.
	opened, hedged int
	// unsaved are blocks of finished shards that no checkpoint holds yet; saved is the prefix that the last one held.
	unsaved []*merge.Block
	saved   uint64
	// finished counts the shards that are, and checkpointed those of them that a checkpoint holds.
	finished, checkpointed int
}

// span is the blocks [first, end).
type span struct{ first, end uint64 }

// shard is a range that was given out and is not finished.
type shard struct {
	span
	missing int
	calls   map[*Call]struct{}
	hedged  bool
}

// Call is one request to one engine for a part of a shard.
type Call struct {
	// First and Count are the blocks to ask for.
	First uint64
	Count int
	// Engine is whom to ask.
	Engine string
	// Second says that another engine has the shard already, but is slow.
	Second bool
	// Expected is about how long it takes; 0 where nothing is known yet.
	Expected time.Duration
	// Context ends when nobody needs the call any more; Cancel ends it.
	Context context.Context //nolint:containedctx // it is the call's own
	Cancel  context.CancelFunc

	shard   *shard
	started time.Time
}

// New returns the ledger of a run that begins at its first block.
func New(config Config) *Ledger {
	if config.WindowBytes <= 0 {
		config.WindowBytes = 16 << 20
	}
	return &Ledger{
		config:     config,
		calls:      context.Background(),
		changed:    make(chan struct{}, 1),
		sums:       config.Sums,
		checkpoint: config.Stop.Checkpoint(0),
		received:   map[uint64]*merge.Block{},
		shards:     map[*shard]struct{}{},
	}
}

// Bind makes ctx the parent of every call's context. It is called before the first Next.
func (l *Ledger) Bind(ctx context.Context) { l.calls = ctx }

// Changed delivers after a shard has ended, and once the run is done or cannot be. What single blocks add in between is
// looked at when there is time: to wake somebody for each of them would take a share of the processor that shows.
func (l *Ledger) Changed() <-chan struct{} { return l.changed }

func (l *Ledger) signal() {
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// Done says that the merged prefix is the result.
func (l *Ledger) Done() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.done
}

// Unsaved says that a shard is finished that no checkpoint holds.
func (l *Ledger) Unsaved() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.finished > l.checkpointed
}

// Merged is the length of the merged prefix in blocks.
func (l *Ledger) Merged() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sums.Next()
}

// Err is why the run can have no result: an estimate out of range, or an engine that breaks the contract.
func (l *Ledger) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// Deliver takes a block that the call's engine computed. A block that is here already is dropped.
func (l *Ledger) Deliver(call *Call, block *merge.Block, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if block.Index < call.First || block.Index >= call.First+uint64(call.Count) {
		return fmt.Errorf(
			"engine %s sent block %d, asked for [%d, %d)",
			call.Engine,
			block.Index,
			call.First,
			call.First+uint64(call.Count),
		)
	}
	if err := l.sums.Fits(block); err != nil {
		return fmt.Errorf("engine %s sent block %d: %w", call.Engine, block.Index, err)
	}
	if _, known := l.shards[call.shard]; !known || l.has(block.Index) {
		return nil
	}
	block.Engine = l.engines.index(call.Engine)
	l.received[block.Index] = block
	l.settle()
	call.shard.missing--
	if call.shard.missing == 0 {
		l.pace.add(now.Sub(call.started), call.Count)
		l.close(call.shard, call)
		l.finished++
		l.signal()
	}
	if l.done || l.err != nil {
		l.signal()
	}
	return nil
}

// has says whether a block is merged or received.
func (l *Ledger) has(index uint64) bool {
	return index < l.sums.Next() || l.received[index] != nil
}

// End closes the books on a call that has ended, well or not. What it leaves missing is given out again, unless
// another engine works on it.
func (l *Ledger) End(call *Call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(call.shard.calls, call)
	if _, known := l.shards[call.shard]; !known {
		return
	}
	if len(call.shard.calls) == 0 {
		l.lost = insert(l.lost, l.gaps(call.shard.span)...)
		l.close(call.shard, nil)
		l.signal()
	}
}

// close ends a shard: the calls but the winner are cancelled, its blocks go into the next checkpoint.
func (l *Ledger) close(s *shard, winner *Call) {
	delete(l.shards, s)
	for call := range s.calls {
		if call != winner {
			call.Cancel()
		}
	}
	for index := max(s.first, l.sums.Next()); index < s.end; index++ {
		if block := l.received[index]; block != nil {
			l.unsaved = append(l.unsaved, block)
		}
	}
}

// settle merges what is contiguous, up to the stopping point.
func (l *Ledger) settle() {
	for !l.done && l.err == nil {
		if l.sums.Next() == l.checkpoint {
			standardError, err := l.sums.StandardError()
			switch {
			case err != nil:
				l.err = err
			case l.config.Stop.Reached(l.checkpoint, standardError):
				l.done = true
			default:
				l.checkpoint = l.config.Stop.Checkpoint(l.checkpoint)
			}
			continue
		}
		block := l.received[l.sums.Next()]
		if block == nil {
			return
		}
		if err := l.sums.Add(block); err != nil {
			l.err = err
			return
		}
		delete(l.received, block.Index)
		l.engines.merged(block)
	}
}

// gaps lists what is missing of a span.
func (l *Ledger) gaps(s span) []span {
	var list []span
	for index := s.first; index < s.end; index++ {
		switch {
		case l.has(index):
		case len(list) > 0 && list[len(list)-1].end == index:
			list[len(list)-1].end++
		default:
			list = append(list, span{index, index + 1})
		}
	}
	return list
}

// Describe tells what an engine says about itself, for Engines.
func (l *Ledger) Describe(engine, tier string, threads int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.engines.describe(engine, tier, threads)
}

// Engines says what each engine has contributed to the merged prefix.
func (l *Ledger) Engines() []*riskv1.EngineUsage {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.engines.usage(true)
}
