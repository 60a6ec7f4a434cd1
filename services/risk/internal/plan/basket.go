package plan

import (
	"fmt"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// basket is written on several underlyings and pays on what it makes of their prices at expiry.
type basket struct{ option *riskv1.BasketOption }

func (b basket) check(c *checker, path string) {
	seen := make(map[string]bool, len(b.option.GetTerms()))
	for i, term := range b.option.GetTerms() {
		id := term.GetUnderlying()
		if seen[id] {
			c.add(fmt.Sprintf("another term is of the underlying %q: add their weights up", id),
				"%sbasket.terms[%d].underlying", path, i)
		} else {
			c.underlying(id, "%sbasket.terms[%d].underlying", path, i)
		}
		seen[id] = true
	}
	c.terms += len(b.option.GetTerms())
	c.date(b.option.GetExpiryYears())
}

func (b basket) underlyings() []string {
	ids := make([]string, 0, len(b.option.GetTerms()))
	for _, term := range b.option.GetTerms() {
		ids = append(ids, term.GetUnderlying())
	}
	return ids
}

func (b basket) dates() []float64 { return []float64{b.option.GetExpiryYears()} }

func (b basket) plan(position *pricerv1.Position, known *resolver) {
	planned := &pricerv1.Basket{
		Kind:   basketKinds[b.option.GetKind()],
		Type:   optionTypes[b.option.GetType()],
		Strike: b.option.GetStrike(),
		Step:   known.grid.steps[b.option.GetExpiryYears()],
	}
	for _, term := range b.option.GetTerms() {
		planned.Terms = append(planned.Terms, &pricerv1.BasketTerm{
			Underlying: known.underlyings[term.GetUnderlying()], Weight: term.GetWeight(),
		})
	}
	position.Payoff = &pricerv1.Position_Basket{Basket: planned}
}

func (basket) estimator(greek riskv1.Greek) riskv1.Estimator {
	return continuous(greek, riskv1.Estimator_ESTIMATOR_COMMON_RANDOM_NUMBERS)
}

var basketKinds = map[riskv1.BasketOption_Kind]pricerv1.BasketKind{
	riskv1.BasketOption_KIND_SUM: pricerv1.BasketKind_BASKET_KIND_SUM,
	riskv1.BasketOption_KIND_MIN: pricerv1.BasketKind_BASKET_KIND_MIN,
	riskv1.BasketOption_KIND_MAX: pricerv1.BasketKind_BASKET_KIND_MAX,
}
