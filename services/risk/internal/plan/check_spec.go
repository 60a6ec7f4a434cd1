package plan

import (
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
	"workspace.internal/services/kit-go/errs"
)

// FitsAll says whether CheckSpec has nothing to say of a specification, whatever the portfolio.
func FitsAll(spec *riskv1.ValuationSpec) bool {
	return spec.GetProfitAndLoss() == nil && len(spec.GetGreeks()) == 0 && !mirrorsPoints(spec)
}

// CheckSpec returns what of a specification a checked portfolio cannot be valued by, each with a field path that begins
// with prefix (such as "valuation.spec.").
func CheckSpec(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec, prefix string) []errs.Violation {
	c := &checker{prefix: prefix, underlyings: map[string]bool{}, dates: map[float64]struct{}{}}
	if spec.GetProfitAndLoss() != nil {
		c.profitAndLoss(portfolio, spec)
	}
	c.constantVolatility(portfolio, spec)
	c.sampling(spec)
	return c.found
}
