package job

import (
	"math"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// far is what distances from a barrier are cut to, so that the product of two is finite whatever the market.
const far = 1e150

// barriers finds the distinct barriers of a job.
type barriers struct {
	known map[barrierKey]*watched
	list  []*watched
}

type barrierKey struct {
	underlying, schedule uint32
	level                uint64 // its bits
	above, continuous    bool
}

// watched is a barrier that is watched.
type watched struct {
	barrierKey
	survival Survival
	logLevel float64
	// side is 1 where it is below, -1 where it is above.
	side     float64
	dynamics dynamics
	spot     float64
	// moves is that the variance does, density that of the first price which is looked at then; its row is none where
	// no greek needs it.
	moves   bool
	density Density
	// skew is how the variance moves with the price: what Bridge.Skew is.
	skew float64
}

// find is what a position with this barrier pays, at a last step with this discount.
func (b *barriers) find(of *pricerv1.Barrier, discount float64, q *quantities) *Barrier {
	kind := of.GetKind()
	key := barrierKey{
		underlying: of.GetUnderlying(), schedule: of.GetSchedule(), level: math.Float64bits(of.GetLevel()),
		above:      kind == pricerv1.BarrierKind_BARRIER_KIND_UP_OUT || kind == pricerv1.BarrierKind_BARRIER_KIND_UP_IN,
		continuous: of.GetContinuous(),
	}
	found, ok := b.known[key]
	if !ok {
		found = watch(key, of.GetLevel(), q)
		b.known[key] = found
		b.list = append(b.list, found)
	}
	in := kind == pricerv1.BarrierKind_BARRIER_KIND_DOWN_IN || kind == pricerv1.BarrierKind_BARRIER_KIND_UP_IN
	rebate := of.GetRebate()
	if in {
		rebate *= discount
	} else if rebate > 0 {
		found.pay(q)
	}
	return &Barrier{Survival: found.survival, In: in, Continuous: of.GetContinuous(), Rebate: rebate}
}

// observe has the quantities read what the barriers need. Once all positions are known, for the last of them may be the
// first to pay where a barrier is met.
func (b *barriers) observe(q *quantities) {
	for _, w := range b.list {
		start, first := 0.0, true
		for _, at := range w.looks(q.job) {
			end, reading := q.time(at.step), q.reading(priceKey{at.step, w.underlying})
			if w.continuous {
				reading.bridges = append(reading.bridges, w.bridge(start, end, q.time(at.dated), q.job.GetRate()))
			} else {
				reading.looks = append(reading.looks, w.look(start, end, first, q.job.GetRate()))
			}
			start, first = end, false
		}
	}
}

func watch(key barrierKey, level float64, q *quantities) *watched {
	w := &watched{
		barrierKey: key, survival: Survival{Paid: none}, logLevel: lanes.Log(level), side: 1,
		dynamics: q.dynamics[key.underlying], spot: q.job.GetUnderlyings()[key.underlying].GetSpot(),
		moves: moves(q.job, key.underlying), density: Density{Row: none},
	}
	if key.above {
		w.side = -1
	}
	alive, left := 1.0, 0.0
	if w.metToday(q) {
		alive = 0
	}
	if key.continuous {
		left = max(w.shift(0), 0)
	}
	w.survival.Slot = withGreeks(alive, q)
	q.slot(left)
	switch of := q.job.GetUnderlyings()[key.underlying]; {
	case !w.moves:
	case w.continuous:
		heston := of.GetHeston()
		w.skew = float64(0.25*w.side) * float64(heston.GetCorrelation()*heston.GetVolatilityOfVariance())
		q.slot(float64(of.GetVolatility() * of.GetVolatility()))
	case slices.ContainsFunc(q.job.GetGreeks(), func(greek pricerv1.Greek) bool {
		return greek == pricerv1.Greek_GREEK_DELTA || greek == pricerv1.Greek_GREEK_GAMMA
	}):
		w.density = q.density(key.underlying, w.looks(q.job)[0].step)
	}
	return w
}

// looked is a step at which a barrier is looked at, and the one that a meeting is dated at.
type looked struct{ step, dated uint32 }

// looks are those after 0. Watched all the time where the variance moves, a barrier is looked at in all steps of the
// grid, for a bridge needs the variance on its way.
func (w *watched) looks(job *pricerv1.Job) []looked {
	var all []looked
	next := uint32(1)
	for _, dated := range job.GetSchedules()[w.schedule].GetSteps() {
		if dated == 0 {
			continue
		}
		if !w.continuous || !w.moves {
			next = dated
		}
		for ; next <= dated; next++ {
			all = append(all, looked{next, dated})
		}
	}
	return all
}

// pay makes slots for what is paid when the barrier is met.
func (w *watched) pay(q *quantities) {
	if w.survival.Paid != none {
		return
	}
	paid := 0.0
	if w.metToday(q) {
		paid = 1
	}
	w.survival.Paid = withGreeks(paid, q)
}

func (w *watched) metToday(q *quantities) bool {
	return q.job.GetSchedules()[w.schedule].GetSteps()[0] == 0 && w.shift(0) <= 0
}

// shift is how far the median price is from the barrier.
func (w *watched) shift(time float64) float64 {
	distance := w.side * ((w.dynamics.centre(time) - w.logLevel) / w.dynamics.volatility)
	return min(max(distance, -far), far)
}

func (w *watched) look(start, end float64, first bool, rate float64) Look {
	volatility := w.dynamics.volatility
	if w.moves {
		return Look{
			Survival: w.survival, First: first, Side: w.side, Shift: w.shift(end), Discount: discount(rate, end),
			Given: &Given{Density: w.density, Delta: 1 / w.spot, Gamma: 1 / float64(w.spot*w.spot)},
		}
	}
	return Look{
		Survival: w.survival, First: first, Side: w.side, Shift: w.shift(end), Discount: discount(rate, end),
		Delta: 1 / (w.spot * volatility * end),
		Vega:  [3]float64{-(1 / volatility), -1, 1 / (volatility * (end - start))},
		Rho:   [2]float64{-end, 1 / volatility},
		Gamma: gammaScore(w.spot, volatility, end),
		Theta: thetaScore(rate, w.dynamics.drift, volatility, end),
	}
}

func (w *watched) bridge(start, end, dated, rate float64) Bridge {
	// The smallest normal number, so that it is finite.
	pull, discount := -2/max(end-start, 0x1p-1022), discount(rate, dated)
	from, to := w.slopes(start), w.slopes(end)
	both := func(greek int) [2]float64 { return [2]float64{pull * from[greek], pull * to[greek]} }
	return Bridge{
		Survival: w.survival, Side: w.side, Shift: w.shift(end), Pull: pull, Skew: w.skew,
		Discount: discount, Decay: -float64(discount * dated),
		Delta: both(0), Vega: both(1), Rho: both(2),
	}
}

// slopes are what the distance from the barrier changes with on a path: by the spot, the volatility and the rate.
func (w *watched) slopes(time float64) [3]float64 {
	volatility := w.dynamics.volatility
	return [3]float64{
		w.side / volatility / w.spot,
		-(w.shift(time) / volatility) - float64(w.side*time),
		float64(w.side*time) / volatility,
	}
}

// withGreeks is the first of new slots for a number and for each of its greeks, which are 0 at step 0.
func withGreeks(initial float64, q *quantities) int {
	slot := q.slot(initial)
	for range q.job.GetGreeks() {
		q.slot(0)
	}
	return slot
}
