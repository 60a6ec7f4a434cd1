package plan

import (
	"fmt"
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
	"workspace.internal/services/kit-go/errs"
)

// CheckSpec returns what of a specification a checked portfolio cannot be valued by, each with a field path that begins
// with prefix (such as "valuation.spec."). An underlying whose variance moves has no vega, no mirrored paths, and none
// of the greeks that need its volatility to be constant.
func CheckSpec(portfolio *riskv1.Portfolio, spec *riskv1.ValuationSpec, prefix string) []errs.Violation {
	underlyings := portfolio.GetUnderlyings()
	first := slices.IndexFunc(underlyings, func(u *riskv1.Underlying) bool { return u.GetHeston() != nil })
	if first < 0 {
		return nil
	}
	var found []errs.Violation
	refuse := func(field, what, underlying string) {
		found = append(found, errs.Violation{
			Field:       prefix + field,
			Description: fmt.Sprintf("%s needs a constant volatility, and %q has heston", what, underlying),
		})
	}
	if k := slices.Index(spec.GetGreeks(), riskv1.Greek_GREEK_VEGA); k >= 0 {
		refuse(fmt.Sprintf("greeks[%d]", k), "vega", underlyings[first].GetId())
	}
	if spec.GetAntithetic() {
		refuse("antithetic", "mirroring a path", underlyings[first].GetId())
	}
	if len(spec.GetGreeks()) == 0 {
		return found
	}
	moving := moving(portfolio)
	for _, position := range portfolio.GetPositions() {
		if id := position.GetInstrument().GetDigital().GetUnderlying(); moving[id] {
			refuse("greeks", fmt.Sprintf("a greek of the digital option %q", position.GetId()), id)
			break
		}
	}
	return found
}
