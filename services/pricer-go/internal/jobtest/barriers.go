package jobtest

import (
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// Short names for the kinds of barriers.
const (
	DownOut = pricerv1.BarrierKind_BARRIER_KIND_DOWN_OUT
	DownIn  = pricerv1.BarrierKind_BARRIER_KIND_DOWN_IN
	UpOut   = pricerv1.BarrierKind_BARRIER_KIND_UP_OUT
	UpIn    = pricerv1.BarrierKind_BARRIER_KIND_UP_IN
)

// Barrier is one such position, watched step by step.
func Barrier(
	underlying uint32, option pricerv1.OptionType, strike float64,
	kind pricerv1.BarrierKind, level, rebate float64, schedule uint32,
) *pricerv1.Position {
	return &pricerv1.Position{Quantity: 1, Payoff: &pricerv1.Position_Barrier{Barrier: &pricerv1.Barrier{
		Underlying: underlying, Type: option, Strike: strike,
		Kind: kind, Level: level, Rebate: rebate, Schedule: schedule,
	}}}
}

// Continuous is the same position, watched all the time.
func Continuous(position *pricerv1.Position) *pricerv1.Position {
	of := position.GetBarrier()
	watched := Barrier(of.GetUnderlying(), of.GetType(), of.GetStrike(),
		of.GetKind(), of.GetLevel(), of.GetRebate(), of.GetSchedule())
	watched.GetBarrier().Continuous = true
	return watched
}

// Barriers is the market of Every with barriers of all kinds, watched either way, with and without rebates, shared, and
// met today already.
func Barriers() *pricerv1.Job {
	job := Every()
	positions := []*pricerv1.Position{
		Barrier(0, Call, 100, DownOut, 90, 0, 0),
		Barrier(0, Call, 100, DownIn, 90, 0, 0),
		Barrier(2, Call, 9.5, DownIn, 8, 0, 1),
		Barrier(0, Put, 100, DownOut, 90, 2.5, 0),
		Barrier(1, Put, 52, UpOut, 60, 2.5, 1),
		Barrier(1, Call, 52, UpIn, 60, 2.5, 1),
		Barrier(2, Put, 9.5, DownOut, 8, 2.5, 1),
		Barrier(2, Put, 9.5, DownIn, 8, 2.5, 1),
		Barrier(0, Call, 99, UpOut, 98, 2.5, 1),
		Barrier(0, Put, 99, DownIn, 101, 2.5, 1),
	}
	for _, position := range slices.Clone(positions) {
		if position.GetBarrier().GetSchedule() == 1 {
			positions = append(positions, Continuous(position))
		}
	}
	job.Positions = slices.Insert(positions, 3, European(0, Call, 100, 5))
	job.Positions[1].Quantity = -2.5
	return job
}

// MovingBarriers is Barriers where two variances move, with all greeks.
func MovingBarriers() *pricerv1.Job {
	job := Barriers()
	job.Underlyings = MovingVariances().GetUnderlyings()
	return OfSecondOrder(job)
}
