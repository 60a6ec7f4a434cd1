package ledger

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// Hedge says when a slow shard is given to a second engine, too. The first engine that has all of it wins.
type Hedge struct {
	// Quantile of the time that shards took, per block, beyond which one is slow. 0: slow from MinDelay on, whatever
	// others took.
	Quantile float64
	// Budget is the share of shards that may be hedged; one always may. 0: none at all.
	Budget float64
	// MinDelay is how long any shard is waited for.
	MinDelay time.Duration
}

const (
	// patience is how many times the quantile a shard may take: a little noise is no reason to compute twice.
	patience = 1.5
	// samples is how many of the last shards are remembered.
	samples = 64
)

// second gives out what is missing of the lowest slow shard that another engine computes.
func (l *Ledger) second(offer Offer, now time.Time) (*Call, time.Time) {
	var wake time.Time
	if l.config.Hedge.Budget <= 0 || l.hedged >= max(1, int(l.config.Hedge.Budget*float64(l.opened))) {
		return nil, wake
	}
	byBlock := func(a, b *shard) int { return cmp.Compare(a.first, b.first) }
	for _, slow := range slices.SortedFunc(maps.Keys(l.shards), byBlock) {
		if slow.hedged || slow.first >= l.limit() {
			continue
		}
		for call := range slow.calls { // there is but one: the shard is not hedged
			delay, known := l.delay(call.Count)
			if !known || call.Engine == offer.Engine {
				continue
			}
			if due := call.started.Add(delay); due.After(now) {
				if wake.IsZero() || due.Before(wake) {
					wake = due
				}
				continue
			}
			gaps := l.gaps(slow.span)
			slow.hedged = true
			l.hedged++
			second := l.call(slow, span{gaps[0].first, gaps[len(gaps)-1].end}, offer, now)
			second.Second = true
			return second, time.Time{}
		}
	}
	return nil, wake
}

// delay is how long a call for so many blocks is waited for, and whether enough is known to say so.
func (l *Ledger) delay(blocks int) (time.Duration, bool) {
	if l.config.Hedge.Quantile == 0 {
		return l.config.Hedge.MinDelay, true
	}
	perBlock, known := l.pace.quantile(l.config.Hedge.Quantile)
	return max(l.config.Hedge.MinDelay, time.Duration(patience*perBlock*float64(blocks))), known
}

// pace remembers how long the last shards took, in nanoseconds per block.
type pace struct {
	last []float64
	next int
}

func (p *pace) add(took time.Duration, blocks int) {
	sample := float64(took) / float64(blocks)
	if len(p.last) < samples {
		p.last = append(p.last, sample)
		return
	}
	p.last[p.next] = sample
	p.next = (p.next + 1) % samples
}

// quantile of the samples, in nanoseconds per block; false without any.
func (p *pace) quantile(q float64) (float64, bool) {
	if len(p.last) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(p.last))
	return sorted[int(math.Ceil(q*float64(len(sorted)-1)))], true
}

// blocksIn is how many blocks one call computes in a time; 0 where nothing is known.
func (p *pace) blocksIn(span time.Duration) int {
	median, known := p.quantile(0.5)
	if !known {
		return 0
	}
	return int(min(float64(span)/max(median, 1), maxShard))
}

// expect is how long a call for so many blocks takes; 0 where nothing is known.
func (p *pace) expect(blocks int) time.Duration {
	high, _ := p.quantile(0.95)
	return time.Duration(high * float64(blocks))
}
