package plan

import (
	"fmt"
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// maxMovingTerms is how many underlyings whose variance moves may be in baskets with others such, where vega is asked
// for: engines simulate twice more for each.
const maxMovingTerms = 8

// constantVolatility checks that nothing is asked for which a variance that moves rules out: a loss distribution,
// greeks of digital options, of barriers on dates and of early exercise whose price is certain given its variance, and
// too many vegas.
func (c *checker) constantVolatility(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec) {
	underlyings := portfolio.GetUnderlyings()
	first := slices.IndexFunc(underlyings, func(u *riskv1.Underlying) bool { return u.GetHeston() != nil })
	if first < 0 {
		return
	}
	id := underlyings[first].GetId()
	if spec.GetProfitAndLoss() != nil {
		c.needsConstantVolatility("a loss distribution", id, "profit_and_loss")
	}
	c.movingTerms(portfolio, spec.GetGreeks())
	c.densities(portfolio, spec.GetGreeks())
}

// movingTerms bounds the vegas of baskets with several variances that move.
func (c *checker) movingTerms(portfolio *riskv1.Portfolio, greeks []riskv1.Greek) {
	asked, moving, apart := slices.Index(greeks, riskv1.Greek_GREEK_VEGA), moving(portfolio), map[string]bool{}
	if asked < 0 {
		return
	}
	for _, position := range portfolio.GetPositions() {
		var ids []string
		for _, term := range position.GetInstrument().GetBasket().GetTerms() {
			if id := term.GetUnderlying(); moving[id] {
				ids = append(ids, id)
			}
		}
		if len(ids) > 1 {
			for _, id := range ids {
				apart[id] = true
			}
		}
	}
	if len(apart) > maxMovingTerms {
		const tooMany = "vega of baskets with several underlyings that have heston: " +
			"these may be at most %d in all, not %d"
		c.add(fmt.Sprintf(tooMany, maxMovingTerms, len(apart)), "greeks[%d]", asked)
	}
}

// densities: where a price has no noise that is independent of its variance, it has no density given that, by which
// delta, gamma and, of a digital option, rho are estimated of what jumps, and gamma of what is exercised early.
func (c *checker) densities(portfolio *riskv1.Portfolio, greeks []riskv1.Greek) {
	certain := map[string]bool{}
	for _, u := range portfolio.GetUnderlyings() {
		if rho := u.GetHeston().GetCorrelation(); rho == 1 || rho == -1 {
			certain[u.GetId()] = true
		}
	}
	for _, position := range portfolio.GetPositions() {
		held := instrumentOf(position.GetInstrument())
		if held == nil {
			continue
		}
		ids := held.underlyings()
		if len(ids) != 1 || !certain[ids[0]] {
			continue
		}
		estimator, id := estimatorOf(held, certain), ids[0]
		asked := slices.IndexFunc(greeks, func(greek riskv1.Greek) bool {
			switch estimator(greek, id) {
			case riskv1.Estimator_ESTIMATOR_LIKELIHOOD_RATIO, riskv1.Estimator_ESTIMATOR_PATHWISE_LIKELIHOOD_RATIO:
				return true
			default:
				return false
			}
		})
		if asked >= 0 {
			const none = "there is no estimator of it for %q: the price of %q is certain given its variance"
			c.add(fmt.Sprintf(none, position.GetId(), id), "greeks[%d]", asked)
			return
		}
	}
}

func (c *checker) needsConstantVolatility(what, underlying, field string, args ...any) {
	c.add(fmt.Sprintf("%s needs a constant volatility, and %q has heston", what, underlying), field, args...)
}
