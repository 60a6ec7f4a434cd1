package plan

import (
	"testing"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

func TestGreeksWithoutAnEstimatorAreRefused(t *testing.T) {
	spec := &riskv1.ValuationSpec{Greeks: []riskv1.Greek{
		riskv1.Greek_GREEK_DELTA, riskv1.Greek_GREEK_GAMMA, riskv1.Greek_GREEK_THETA,
	}}
	if found := CheckSpec(portfolio(europeanCall("e", "A", 1)), spec, "spec."); len(found) > 0 {
		t.Errorf("a European option: %v", found)
	}
	for name, without := range map[string]*riskv1.Position{
		"a barrier": upOut("o", "A", 1), "an American option": americanPut("o", "A", 1),
	} {
		found := CheckSpec(portfolio(europeanCall("e", "A", 1), without), spec, "spec.")
		if len(found) != 2 || found[0].Field != "spec.greeks[1]" || found[1].Field != "spec.greeks[2]" {
			t.Errorf("%s: %v", name, found)
		}
	}
}
