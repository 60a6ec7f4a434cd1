package ledger

import (
	"context"
	"slices"
	"time"
)

const (
	// maxAhead bounds the window in blocks, where blocks are so small that bytes do not.
	maxAhead = 16_384
	// maxShard is the largest range the engines' contract allows.
	maxShard = 65_536
	// shardTime is how long a shard of automatic size takes: long beside the cost of a call, short beside a person's
	// patience.
	shardTime = 300 * time.Millisecond
	// speculation is how much worse than the target the standard error at a checkpoint must be expected to be, before
	// blocks beyond that checkpoint are computed.
	speculation = 1.1
)

// Offer is an engine with a free slot.
type Offer struct {
	// Engine is the name it gives itself.
	Engine string
	// Threads is how many it computes with; 0 where it does not say.
	Threads int
	// Slots is how many calls all engines that are up take at the same time.
	Slots int
}

// Next gives out work for an engine. Without any, it returns nil and when to ask again though nothing has changed;
// that is zero where only a change can bring work.
func (l *Ledger) Next(offer Offer, now time.Time) (*Call, time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done || l.err != nil {
		return nil, time.Time{}
	}
	if call := l.again(offer, now); call != nil {
		return call, time.Time{}
	}
	call, wake := l.second(offer, now)
	if call == nil {
		call = l.fresh(offer, now)
	}
	if call != nil {
		return call, time.Time{}
	}
	return nil, wake
}

// again gives out the lowest range that was lost.
func (l *Ledger) again(offer Offer, now time.Time) *Call {
	if len(l.lost) == 0 || l.lost[0].first >= l.limit() {
		return nil
	}
	part := span{l.lost[0].first, min(l.lost[0].end, l.lost[0].first+uint64(l.size(offer)))}
	if l.lost[0].first = part.end; part.end == l.lost[0].end {
		l.lost = l.lost[1:]
	}
	return l.open(part, offer, now)
}

// fresh gives out blocks that nobody has had, inside the window.
func (l *Ledger) fresh(offer Offer, now time.Time) *Call {
	limit := min(l.limit(), l.sums.Next()+l.ahead(offer))
	first := max(l.frontier, l.sums.Next())
	for first < limit && l.has(first) {
		first++
	}
	size, end := uint64(l.size(offer)), first
	for end < limit && end-first < size && !l.has(end) {
		end++
	}
	if first >= end {
		return nil
	}
	l.frontier = end
	return l.open(span{first, end}, offer, now)
}

// open makes a shard of a span and the first call for it.
func (l *Ledger) open(s span, offer Offer, now time.Time) *Call {
	opened := &shard{span: s, missing: int(s.end - s.first), calls: map[*Call]struct{}{}}
	l.shards[opened] = struct{}{}
	l.opened++
	return l.call(opened, s, offer, now)
}

func (l *Ledger) call(s *shard, part span, offer Offer, now time.Time) *Call {
	call := &Call{
		First: part.first, Count: int(part.end - part.first), Engine: offer.Engine, shard: s, started: now,
	}
	call.Context, call.Cancel = context.WithCancel(l.calls)
	call.Expected = l.pace.expect(call.Count)
	s.calls[call] = struct{}{}
	return call
}

// ahead is how many blocks beyond the merged prefix may be given out.
func (l *Ledger) ahead(offer Offer) uint64 {
	blocks := min(maxAhead, l.config.WindowBytes/l.sums.BlockBytes())
	// Fixed shards larger than the window are the operator's wish; less than a shard could not be given out at all.
	return uint64(max(blocks, l.config.ShardBlocks, offer.Slots, 1))
}

// size is how many blocks a new shard has.
func (l *Ledger) size(offer Offer) int {
	if l.config.ShardBlocks > 0 {
		return min(l.config.ShardBlocks, maxShard)
	}
	slots := max(offer.Slots, 1)
	size := max(l.pace.blocksIn(shardTime), offer.Threads, 1)
	// Towards the end every slot gets its part of the rest, so that no engine is alone at work for long.
	if done := max(l.frontier, l.sums.Next()); done < l.checkpoint {
		size = min(size, max(1, int((l.checkpoint-done+uint64(slots)-1)/uint64(slots))))
	}
	return max(1, min(size, int(l.ahead(offer))/(2*slots), maxShard))
}

// limit is the first block that is not worth computing. With a target standard error it is the checkpoint that is
// expected to reach it, extrapolated from what is merged; the decision itself is taken on nothing but the checkpoints'
// own sums.
func (l *Ledger) limit() uint64 {
	limit := l.checkpoint
	if l.config.Stop.Target == 0 || l.sums.Next() == 0 {
		return limit
	}
	standardError, err := l.sums.StandardError()
	if err != nil {
		return limit
	}
	excess := standardError / (l.config.Stop.Target * speculation)
	needed := float64(l.sums.Next()) * excess * excess
	for limit < l.config.Stop.MaxBlocks && float64(limit) < needed {
		limit = l.config.Stop.Checkpoint(limit)
	}
	return limit
}

// insert adds spans to a list in ascending order.
func insert(list []span, added ...span) []span {
	list = append(list, added...)
	slices.SortFunc(list, func(a, b span) int {
		switch {
		case a.first < b.first:
			return -1
		case a.first > b.first:
			return 1
		}
		return 0
	})
	return list
}
