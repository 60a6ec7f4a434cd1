package plan

import (
	"fmt"
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// ofConstantVolatility is the greeks whose estimators need a price that is lognormal.
var ofConstantVolatility = map[riskv1.Greek]string{
	riskv1.Greek_GREEK_VEGA: "vega", riskv1.Greek_GREEK_GAMMA: "gamma", riskv1.Greek_GREEK_THETA: "theta",
}

// constantVolatility checks that nothing is asked for which a variance that moves rules out: vega, gamma and theta,
// mirrored paths, a loss distribution, and the greeks of digital options on it.
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
	for k, greek := range spec.GetGreeks() {
		if what, ok := ofConstantVolatility[greek]; ok {
			c.needsConstantVolatility(what, id, "greeks[%d]", k)
		}
	}
	if spec.GetAntithetic() {
		c.needsConstantVolatility("mirroring a path", id, "antithetic")
	}
	if len(spec.GetGreeks()) == 0 {
		return
	}
	moving := moving(portfolio)
	for _, position := range portfolio.GetPositions() {
		if id := position.GetInstrument().GetDigital().GetUnderlying(); moving[id] {
			c.needsConstantVolatility(fmt.Sprintf("a greek of the digital option %q", position.GetId()), id, "greeks")
			return
		}
	}
}

// constant checks that the variance of an underlying does not move.
func (c *checker) constant(underlying, what, field string, args ...any) {
	if c.moving[underlying] {
		c.needsConstantVolatility(what, underlying, field, args...)
	}
}

func (c *checker) needsConstantVolatility(what, underlying, field string, args ...any) {
	c.add(fmt.Sprintf("%s needs a constant volatility, and %q has heston", what, underlying), field, args...)
}
