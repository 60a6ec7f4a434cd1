package job

import (
	"cmp"
	"maps"
	"math"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// dynamics is what of an underlying does not change along a path. Where its variance moves, the motion is the whole of
// what moves the logarithm of its price about that of its forward: the volatility counts as 1, and its square as 0.
type dynamics struct {
	logSpot float64
	// drift is the growth of the median logarithm per year.
	drift      float64
	volatility float64
}

func dynamicsOf(job *pricerv1.Job, underlying uint32) dynamics {
	of := job.GetUnderlyings()[underlying]
	volatility := of.GetVolatility()
	halfVariance := float64(float64(0.5*volatility) * volatility)
	if of.GetHeston() != nil {
		volatility, halfVariance = 1, 0
	}
	return dynamics{
		logSpot:    lanes.Log(of.GetSpot()),
		drift:      (job.GetRate() - of.GetDividendYield()) - halfVariance,
		volatility: volatility,
	}
}

// centre is the logarithm of the median price at a time.
func (d dynamics) centre(time float64) float64 { return math.FMA(d.drift, time, d.logSpot) }

// reading is the slots that an underlying's price at a step is added to, those that its W is, those that a higher or a
// lower price replaces, how barriers are watched there, and what may be exercised on it.
type reading struct {
	prices, motions, highest, lowest []int
	looks                            []Look
	bridges                          []Bridge
	exercises                        []Exercise
	densities                        []Density
}

type (
	priceKey   struct{ step, underlying uint32 }
	averageKey struct {
		underlying, schedule uint32
		geometric            bool
	}
	extremeKey struct {
		underlying, schedule uint32
		highest              bool
	}
)

// quantities finds the distinct quantities of a checked job and gives them slots.
type quantities struct {
	job      *pricerv1.Job
	dynamics []dynamics
	// slots is how many a quantity has.
	slots    int
	prices   map[priceKey]Quantity
	motions  map[priceKey]int
	averages map[averageKey]Quantity
	extremes map[extremeKey]Quantity
	// densities are those that are read, noises their rows, by the underlying.
	densities map[priceKey]Density
	noises    map[uint32]int
	readings  map[priceKey]*reading
	initial   []float64
	finishes  []Finish
}

func newQuantities(job *pricerv1.Job, derivatives int) *quantities {
	q := &quantities{
		job:       job,
		slots:     1 + derivatives,
		prices:    map[priceKey]Quantity{},
		motions:   map[priceKey]int{},
		averages:  map[averageKey]Quantity{},
		extremes:  map[extremeKey]Quantity{},
		densities: map[priceKey]Density{},
		noises:    map[uint32]int{},
		readings:  map[priceKey]*reading{},
	}
	for i := range job.GetUnderlyings() {
		q.dynamics = append(q.dynamics, dynamicsOf(job, uint32(i)))
	}
	return q
}

// price is that of an underlying at a step after 0.
func (q *quantities) price(underlying, step uint32) Quantity {
	key := priceKey{step, underlying}
	if known, ok := q.prices[key]; ok {
		return known
	}
	quantity := q.quantity(0)
	reading := q.reading(key)
	reading.prices = append(reading.prices, int(quantity))
	q.prices[key] = quantity
	return quantity
}

// motion is the slot of an underlying's W at a step after 0.
func (q *quantities) motion(underlying, step uint32) int {
	key := priceKey{step, underlying}
	if known, ok := q.motions[key]; ok {
		return known
	}
	slot := q.slot(0)
	reading := q.reading(key)
	reading.motions = append(reading.motions, slot)
	q.motions[key] = slot
	return slot
}

// density is the score of an underlying's price at a step after 0, whose variance moves.
func (q *quantities) density(underlying, step uint32) Density {
	key := priceKey{step, underlying}
	if known, ok := q.densities[key]; ok {
		return known
	}
	if _, known := q.noises[underlying]; !known {
		q.noises[underlying] = len(q.noises)
	}
	density := Density{Row: q.noises[underlying], Score: q.slot(0), Bend: q.slot(0)}
	reading := q.reading(key)
	reading.densities = append(reading.densities, density)
	q.densities[key] = density
	return density
}

// centre is the logarithm of an underlying's price at a step after 0 where its W is 0.
func (q *quantities) centre(underlying, step uint32) float64 {
	return q.dynamics[underlying].centre(q.time(step))
}

// average is that of an underlying over a schedule.
func (q *quantities) average(underlying, schedule uint32, geometric bool) Quantity {
	key := averageKey{underlying, schedule, geometric}
	if known, ok := q.averages[key]; ok {
		return known
	}
	steps := q.job.GetSchedules()[schedule].GetSteps()
	find := q.arithmetic
	if geometric {
		find = q.geometric
	}
	quantity := find(underlying, steps)
	q.averages[key] = quantity
	return quantity
}

func (q *quantities) arithmetic(underlying uint32, steps []uint32) Quantity {
	// Today's price is known, and its derivatives to volatility and rate are 0.
	today := 0.0
	if steps[0] == 0 {
		today = q.job.GetUnderlyings()[underlying].GetSpot()
	}
	quantity := q.quantity(today)
	for _, step := range steps {
		if step != 0 {
			reading := q.reading(priceKey{step, underlying})
			reading.prices = append(reading.prices, int(quantity))
		}
	}
	q.finishes = append(q.finishes, Finish{Quantity: quantity, Factor: 1 / float64(len(steps))})
	return quantity
}

// geometric needs no price on the way: the mean of log S follows from the mean of W.
func (q *quantities) geometric(underlying uint32, steps []uint32) Quantity {
	quantity := q.quantity(0)
	sumOfTimes := 0.0
	for _, step := range steps {
		if step != 0 {
			reading := q.reading(priceKey{step, underlying})
			reading.motions = append(reading.motions, int(quantity))
			sumOfTimes += q.time(step)
		}
	}
	of := q.dynamics[underlying]
	meanTime := sumOfTimes / float64(len(steps))
	q.finishes = append(q.finishes, Finish{
		Geometric:  true,
		Quantity:   quantity,
		Factor:     1 / float64(len(steps)),
		Volatility: of.volatility,
		Centre:     of.centre(meanTime),
		MeanTime:   meanTime,
		VegaCentre: float64(of.volatility * meanTime),
	})
	return quantity
}

// extreme is the highest or the lowest price of an underlying over a schedule.
func (q *quantities) extreme(underlying, schedule uint32, highest bool) Quantity {
	key := extremeKey{underlying, schedule, highest}
	if known, ok := q.extremes[key]; ok {
		return known
	}
	steps := q.job.GetSchedules()[schedule].GetSteps()
	first := math.Inf(1)
	if highest {
		first = math.Inf(-1)
	}
	if steps[0] == 0 {
		// Today's price is known, and its derivatives to volatility and rate are 0.
		first = q.job.GetUnderlyings()[underlying].GetSpot()
	}
	quantity := q.quantity(first)
	for _, step := range steps {
		if step == 0 {
			continue
		}
		reading := q.reading(priceKey{step, underlying})
		if highest {
			reading.highest = append(reading.highest, int(quantity))
		} else {
			reading.lowest = append(reading.lowest, int(quantity))
		}
	}
	q.extremes[key] = quantity
	return quantity
}

// quantity is a new one, its value initial at step 0 and its derivatives 0.
func (q *quantities) quantity(initial float64) Quantity {
	quantity := Quantity(q.slot(initial))
	q.initial = append(q.initial, make([]float64, q.slots-1)...)
	return quantity
}

// slot is a new one, initial at step 0.
func (q *quantities) slot(initial float64) int {
	q.initial = append(q.initial, initial)
	return len(q.initial) - 1
}

func (q *quantities) reading(at priceKey) *reading {
	found, ok := q.readings[at]
	if !ok {
		found = &reading{}
		q.readings[at] = found
	}
	return found
}

func (q *quantities) time(step uint32) float64 { return q.job.GetTimes()[step-1] }

// observe adds all observations to a walk, by step and then by underlying.
func (q *quantities) observe(walk *Walk) {
	order := slices.SortedFunc(maps.Keys(q.readings), func(a, b priceKey) int {
		return cmp.Or(cmp.Compare(a.step, b.step), cmp.Compare(a.underlying, b.underlying))
	})
	filled := make([]bool, len(q.initial))
	walk.Noises = len(q.noises)
	for _, at := range order {
		of, time, reading := q.dynamics[at.underlying], q.time(at.step), q.readings[at]
		walk.Observations = append(walk.Observations, Observation{
			Step:       int(at.step),
			Underlying: int(at.underlying),
			Volatility: of.volatility,
			Centre:     q.centre(at.underlying, at.step),
			Time:       time,
			VegaCentre: float64(of.volatility * time),
			Variance:   none, // until the underlyings are made to move
			Fresh:      len(reading.prices) == 1 && !filled[reading.prices[0]] && q.initial[reading.prices[0]] == 0,
			Prices:     add(&walk.PriceSlots, reading.prices),
			Motions:    add(&walk.MotionSlots, reading.motions),
			Highest:    add(&walk.HighestSlots, reading.highest),
			Lowest:     add(&walk.LowestSlots, reading.lowest),
			Looks:      add(&walk.Looks, reading.looks),
			Bridges:    add(&walk.Bridges, reading.bridges),
			Exercises:  add(&walk.Exercises, reading.exercises),
			Densities:  add(&walk.Densities, reading.densities),
		})
		for _, slot := range reading.prices {
			filled[slot] = true
		}
	}
}

// add says where in the list the items are now.
func add[T any](list *[]T, items []T) Span {
	first := len(*list)
	*list = append(*list, items...)
	return Span{first, len(*list)}
}
