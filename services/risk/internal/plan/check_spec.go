package plan

import (
	"fmt"
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
	"workspace.internal/services/kit-go/errs"
)

// FitsAll says whether a specification asks for nothing that a checked portfolio could lack.
func FitsAll(spec *riskv1.ValuationSpec) bool {
	return spec.GetProfitAndLoss() == nil && !spec.GetAntithetic() && len(spec.GetGreeks()) == 0
}

// rare greeks have no estimator for some kinds.
func rare(greek riskv1.Greek) bool {
	return greek == riskv1.Greek_GREEK_GAMMA || greek == riskv1.Greek_GREEK_THETA
}

// CheckSpec returns what of a specification a checked portfolio cannot be valued by, each with a field path that begins
// with prefix (such as "valuation.spec.").
func CheckSpec(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec, prefix string) []errs.Violation {
	c := &checker{prefix: prefix, underlyings: map[string]bool{}, dates: map[float64]struct{}{}}
	if spec.GetProfitAndLoss() != nil {
		c.profitAndLoss(portfolio, spec)
	}
	c.greeks(portfolio, spec)
	c.constantVolatility(portfolio, spec)
	c.sampling(spec)
	return c.found
}

// greeks refuses gamma and theta, of which not every kind has an estimator.
func (c *checker) greeks(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec) {
	without := slices.IndexFunc(portfolio.GetPositions(), func(p *riskv1.Position) bool {
		return p.GetInstrument().GetBarrier() != nil || p.GetInstrument().GetAmerican() != nil
	})
	if without < 0 {
		return
	}
	for i, greek := range spec.GetGreeks() {
		if rare(greek) {
			const none = "there is no estimator of it for position %q; leave out one of the two"
			c.add(fmt.Sprintf(none, portfolio.GetPositions()[without].GetId()), "greeks[%d]", i)
		}
	}
}
