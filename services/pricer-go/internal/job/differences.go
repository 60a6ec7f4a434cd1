package job

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
)

// differences finds what a plan has no estimator of, and values it as differences between worlds.
type differences struct {
	job    *pricerv1.Job
	plan   *Plan
	worlds worlds
	// series is the next of the plan.
	series int
}

// differ adds the differences of a compiled job to its plan.
func differ(job *pricerv1.Job, plan *Plan) {
	d := &differences{job: job, plan: plan, worlds: worlds{job, map[move]*[2]world{}}, series: 1}
	for i := range plan.Claims {
		d.claim(i)
	}
	plan.Worlds = d.worlds.compile()
}

// claim is that of a position. The order is that of the series.
func (d *differences) claim(i int) {
	claim, position := &d.plan.Claims[i], d.job.GetPositions()[i]
	d.series++
	for _, greek := range d.plan.Greeks {
		if claim.Basket != nil && greek == Vega {
			d.vegas(position)
			continue
		}
		switch barrier := claim.Barrier; {
		case d.anyMoves(position):
			d.moving(i, greek)
		case barrier != nil && barrier.Continuous && (greek == Gamma || greek == Theta):
			d.watched(i, greek)
		}
		d.series++
		if greek.partial() {
			d.series += claim.Underlyings() - 1
		}
	}
}

// moving is where a variance moves, but for the vega of a basket.
func (d *differences) moving(i int, greek Greek) {
	claim, position := &d.plan.Claims[i], d.job.GetPositions()[i]
	switch barrier := claim.Barrier; {
	case greek == Vega:
		d.vega(position, d.row(), underlyingsOf(position)[0], volatility(every))
	case greek == Theta:
		d.theta(position, d.row())
	case greek == Rho && barrier != nil && !barrier.Continuous:
		d.rho(position, d.row(), claim.Expiry)
	case greek == Gamma && barrier != nil && barrier.Continuous:
		d.watched(i, greek)
		return
	default:
		return
	}
	claim.Differences = claim.Differences.With(greek)
}

// row is that of the next series.
func (d *differences) row() int {
	d.plan.Differences = append(d.plan.Differences, d.series)
	return len(d.plan.Differences) - 1
}

func (d *differences) anyMoves(position *pricerv1.Position) bool {
	for _, underlying := range underlyingsOf(position) {
		if moves(d.job, underlying) {
			return true
		}
	}
	return false
}

// vegas are those of a basket to its underlyings whose variance moves. Where there are several, each has worlds of its
// own.
func (d *differences) vegas(position *pricerv1.Position) {
	several := movingTerms(d.job, position.GetBasket()) > 1
	for _, term := range position.GetBasket().GetTerms() {
		if underlying := term.GetUnderlying(); moves(d.job, underlying) {
			at := volatility(every)
			if several {
				at = volatility(int(underlying))
			}
			d.vega(position, d.row(), underlying, at)
		}
		d.series++
	}
}

// vega is the difference by today's volatility.
func (d *differences) vega(position *pricerv1.Position, row int, underlying uint32, at move) {
	step := float64((Stretch + Stretch) * d.job.GetUnderlyings()[underlying].GetVolatility())
	d.worlds.add(at, position, row, 1/step, -(1 / step))
}

// theta is the difference by the time until the dates.
func (d *differences) theta(position *pricerv1.Position, row int) {
	at, moved := allTimes, d.job.GetTimes()[0]
	switch payoff := position.GetPayoff().(type) {
	case *pricerv1.Position_European:
		moved = d.time(payoff.European)
	case *pricerv1.Position_Digital:
		moved = d.time(payoff.Digital)
	case *pricerv1.Position_Basket:
		moved = d.time(payoff.Basket)
	default:
		at = firstStep
	}
	step := float64((Stretch + Stretch) * moved)
	d.worlds.add(at, position, row, -(1 / step), 1/step)
}

// rho is the difference by the rate, so that the forward of the expiry moves by as much of itself as a spot does.
func (d *differences) rho(position *pricerv1.Position, row int, expiry float64) {
	change := Bump / expiry
	step := change + change
	d.worlds.add(rate(change), position, row, 1/step, -(1 / step))
}

// time is that of the only date that a payoff looks at.
func (d *differences) time(of interface{ GetStep() uint32 }) float64 {
	return d.job.GetTimes()[of.GetStep()-1]
}

// watched is the gamma or the theta of an option with a barrier that is watched all the time, by today's price. Its
// theta, where the volatility is constant, is what Black and Scholes' equation leaves:
//
//	theta = rate V - (rate - yield) S dV/dS - volatility^2 / 2 S^2 d2V/dS2
//
// An option that was ended today is worth its rebate, and changes with nothing.
func (d *differences) watched(i int, greek Greek) {
	claim, of := &d.plan.Claims[i], d.job.GetPositions()[i].GetBarrier()
	claim.Differences = claim.Differences.With(greek)
	row := d.row()
	if !claim.Barrier.In && d.plan.Initial[claim.Barrier.Survival.Slot] == 0 {
		return
	}
	underlying := d.job.GetUnderlyings()[of.GetUnderlying()]
	bump := bump(underlying.GetSpot(), of.GetLevel())
	step := float64(bump * underlying.GetSpot())
	bend := 1 / float64(step*step)
	higher, here, lower := bend, -(bend + bend), bend
	if greek == Theta {
		growth := (d.job.GetRate() - underlying.GetDividendYield()) / (bump + bump)
		bend = float64(float64(0.5*underlying.GetVolatility())*underlying.GetVolatility()) / float64(bump*bump)
		higher, here, lower = -growth-bend, d.job.GetRate()+(bend+bend), growth-bend
	}
	d.worlds.add(spots(bump), d.job.GetPositions()[i], row, higher, lower)
	if d.job.GetSampling() == pricerv1.Sampling_SAMPLING_SOBOL {
		// Worlds have pseudo-random numbers, so the plan's own paths are others.
		d.worlds.add(spots(0), d.job.GetPositions()[i], row, 0.5*here, 0.5*here)
		return
	}
	share := Share{Claim: *claim, Row: row}
	share.Quantity = here
	d.plan.Shares = append(d.plan.Shares, share)
}

// underlyingsOf are those of a position.
func underlyingsOf(position *pricerv1.Position) []uint32 {
	switch payoff := position.GetPayoff().(type) {
	case *pricerv1.Position_European:
		return []uint32{payoff.European.GetUnderlying()}
	case *pricerv1.Position_Asian:
		return []uint32{payoff.Asian.GetUnderlying()}
	case *pricerv1.Position_Digital:
		return []uint32{payoff.Digital.GetUnderlying()}
	case *pricerv1.Position_Lookback:
		return []uint32{payoff.Lookback.GetUnderlying()}
	case *pricerv1.Position_Barrier:
		return []uint32{payoff.Barrier.GetUnderlying()}
	case *pricerv1.Position_Bermudan:
		return []uint32{payoff.Bermudan.GetUnderlying()}
	case *pricerv1.Position_Basket:
		all := make([]uint32, 0, len(payoff.Basket.GetTerms()))
		for _, term := range payoff.Basket.GetTerms() {
			all = append(all, term.GetUnderlying())
		}
		return all
	}
	return nil
}
