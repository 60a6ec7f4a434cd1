package plan

import (
	"fmt"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// barrier is written on one underlying and ends or begins where its price meets a level.
type barrier struct{ option *riskv1.BarrierOption }

func (b barrier) check(c *checker, path string) {
	c.underlying(b.option.GetUnderlying(), "%sbarrier.underlying", path)
	dates := c.ending(b.option, path+"barrier.")
	if b.option.GetContinuous() && c.moving[b.option.GetUnderlying()] && len(dates) > 0 {
		c.watched = append(c.watched, dates[len(dates)-1])
	} else {
		c.looks += len(dates)
	}
	if b.option.GetContinuous() && len(dates) > 0 && dates[0] != 0 {
		field := "%sbarrier.listed.years[0]"
		if b.option.GetEven() != nil {
			field = "%sbarrier.even.first_years"
		}
		c.add(fmt.Sprintf("a barrier that is watched all the time is watched from now on: must be 0, not %v", dates[0]),
			field, path)
	}
}

func (b barrier) underlyings() []string { return []string{b.option.GetUnderlying()} }

func (b barrier) dates() []float64 { return fixings(b.option) }

func (b barrier) plan(position *pricerv1.Position, known *resolver) {
	position.Payoff = &pricerv1.Position_Barrier{Barrier: &pricerv1.Barrier{
		Underlying: known.underlyings[b.option.GetUnderlying()],
		Type:       optionTypes[b.option.GetType()],
		Strike:     b.option.GetStrike(),
		Kind:       barrierKinds[b.option.GetKind()],
		Level:      b.option.GetLevel(),
		Rebate:     b.option.GetRebate(),
		Schedule:   known.schedules.index(b.dates()),
		Continuous: b.option.GetContinuous(),
	}}
}

// estimator: looked at on dates alone, a barrier makes the payoff jump; the probability that a bridge meets it does
// not. That depends on today's price, so there is no density of which it is independent.
func (b barrier) estimator(greek riskv1.Greek) riskv1.Estimator {
	switch {
	case !b.option.GetContinuous():
		return riskv1.Estimator_ESTIMATOR_LIKELIHOOD_RATIO
	case greek == riskv1.Greek_GREEK_GAMMA, greek == riskv1.Greek_GREEK_THETA:
		return riskv1.Estimator_ESTIMATOR_COMMON_RANDOM_NUMBERS
	default:
		return riskv1.Estimator_ESTIMATOR_PATHWISE
	}
}

var barrierKinds = map[riskv1.BarrierOption_Kind]pricerv1.BarrierKind{
	riskv1.BarrierOption_KIND_DOWN_OUT: pricerv1.BarrierKind_BARRIER_KIND_DOWN_OUT,
	riskv1.BarrierOption_KIND_DOWN_IN:  pricerv1.BarrierKind_BARRIER_KIND_DOWN_IN,
	riskv1.BarrierOption_KIND_UP_OUT:   pricerv1.BarrierKind_BARRIER_KIND_UP_OUT,
	riskv1.BarrierOption_KIND_UP_IN:    pricerv1.BarrierKind_BARRIER_KIND_UP_IN,
}
