package kernel

import (
	"sync/atomic"
	"unsafe"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// Losses computes what is lost until the horizon, the only step of its simulation, in one block at a time. There, with
// S and W of a holding's underlying and the normal distribution function N,
//
//	asset    (amount S) N(fma(slope, W, centre)); 0 without that leg
//	cash     fma(amount, N(fma(slope, W, centre)), asset); the asset without that leg
//	expiring d = sign (S - strike) where it is positive, else 0; S or the cash instead where it pays these
//	loss     (worth - now) (-quantity)
//	total    from 0 on, for each holding in order: total + loss
//
// A tail counts a scenario w times: once where the total is above its threshold, its weight where it is neither above
// nor below, else not at all. Per holding, each lane sums over its groups
//
//	x = loss where w > 0, else 0;   sum = sum + w x;   square = fma(x, w x, square)
//
// and the lanes are summed as those of any series.
type Losses struct {
	of    *job.Revaluation
	paths *Block
	// weights are how much the scenarios of a chunk count, of each tail; losses those of a holding that count.
	weights []lanes.Chunk
	losses  lanes.Chunk
	sums    []lanes.Sums
}

// NewLosses makes room for a revaluation's blocks.
func NewLosses(tier *lanes.Tier, of *job.Revaluation) *Losses {
	l := &Losses{of: of, paths: New(tier, of.Plan), sums: make([]lanes.Sums, of.Series())}
	for range of.Tails {
		l.weights = append(l.weights, make(lanes.Chunk, l.paths.chunk))
	}
	l.losses = make(lanes.Chunk, l.paths.chunk)
	return l
}

// LossesScratchBytes is about how many bytes NewLosses takes.
func LossesScratchBytes(of *job.Revaluation) int {
	const sums = int(unsafe.Sizeof(lanes.Sums{}))
	return ScratchBytes(of.Plan) + (len(of.Tails)+1)*chunkGroups(of.Plan)*groupBytes + of.Series()*sums
}

// ResultLengths is how many values and how many squares Compute gives.
func ResultLengths(of *job.Revaluation) (values, squares int) {
	if len(of.Tails) == 0 {
		return 1 + BlockPaths, 0
	}
	return of.Series(), of.Series()
}

// Compute computes the block of that index. Without tails, the values get today's value and the loss of each scenario;
// otherwise values and squares get the sums of each tail and holding. It looks at stop for each holding of a chunk,
// and returns false soon after it is set.
func (l *Losses) Compute(index uint64, stop *atomic.Bool, values, squares []float64) bool {
	clear(l.sums)
	b := l.paths
	for done := 0; done < groups; done += b.chunk {
		if !b.simulate(index*groups+uint64(done), stop) {
			return false
		}
		clear(b.totals)
		for i := range l.of.Holdings {
			// Ten thousand of them take longer than anybody may be kept waiting.
			if stop.Load() {
				return false
			}
			b.tier.Add(b.totals, l.lost(&l.of.Holdings[i]))
		}
		if len(l.of.Tails) > 0 {
			if !l.addTails(stop) {
				return false
			}
			continue
		}
		for g := range b.totals {
			for lane, total := range b.totals[g] {
				values[1+(done+g)*lanes.Width+lane] = canonical(total)
			}
		}
	}
	if len(l.of.Tails) == 0 {
		values[0] = l.of.Value
		return true
	}
	for i := range l.sums {
		values[i] = canonical(l.sums[i].Values.Sum())
		squares[i] = canonical(l.sums[i].Squares.Sum())
	}
	return true
}

// addTails adds the scenarios in the totals to the sums of the tails. It returns false where it was asked to stop.
func (l *Losses) addTails(stop *atomic.Bool) bool {
	tier := l.paths.tier
	for t, tail := range l.of.Tails {
		tier.Weigh(l.weights[t], l.paths.totals, tail.Threshold, tail.Weight)
	}
	for i := range l.of.Holdings {
		if stop.Load() {
			return false
		}
		lost := l.lost(&l.of.Holdings[i])
		for t, weights := range l.weights {
			copy(l.losses, lost)
			tier.Keep(l.losses, weights)
			tier.AddParts(l.losses, weights, &l.sums[t*len(l.of.Holdings)+i])
		}
	}
	return true
}

// lost is what a holding loses in each scenario of the chunk; it lasts until the next.
func (l *Losses) lost(holding *job.Holding) lanes.Chunk {
	b := l.paths
	worth, price := b.values, b.slots[holding.Price]
	if holding.Expiring != nil {
		l.paid(worth, price, holding.Expiring)
	} else {
		l.inClosedForm(worth, price, b.slots[holding.Motion], holding.Living)
	}
	b.tier.Shift(worth, worth, holding.Now)
	b.tier.Scale(worth, worth, -holding.Quantity)
	return worth
}

func (l *Losses) paid(worth, price lanes.Chunk, of *job.Expiring) {
	b := l.paths
	distance := b.distances
	b.tier.Shift(distance, price, of.Strike)
	b.tier.Scale(distance, distance, of.Sign)
	switch of.Pays {
	case job.Asset:
		copy(worth, price)
	case job.Cash:
		fill(worth, of.Cash)
	default:
		copy(worth, distance)
	}
	b.tier.Keep(worth, distance)
}

func (l *Losses) inClosedForm(worth, price, motion lanes.Chunk, of job.Living) {
	b := l.paths
	if of.Asset == nil {
		clear(worth)
	} else {
		b.tier.Scale(worth, price, of.Asset.Amount)
		b.tier.Multiply(worth, l.probability(motion, of.Asset))
	}
	if of.Cash != nil {
		b.tier.AddScaled(worth, l.probability(motion, of.Cash), of.Cash.Amount)
	}
}

// probability is that of a leg's being paid.
func (l *Losses) probability(motion lanes.Chunk, leg *job.Leg) lanes.Chunk {
	b := l.paths
	argument, found := b.distances, b.payment
	fill(argument, leg.Centre)
	b.tier.AddScaled(argument, motion, leg.Slope)
	b.tier.NormalDistribution(found, argument)
	return found
}
