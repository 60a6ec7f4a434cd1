package job

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/errs"
)

// Compile compiles a job that keeps the constraints of its schema. The error is INVALID_ARGUMENT with what is wrong
// beyond the schema: order within lists, and indices that lead nowhere; at most 16 violations.
func Compile(job *pricerv1.Job) (*Plan, error) {
	if violations := check(job, complete); len(violations) > 0 {
		return nil, errs.Invalid(violations...)
	}
	plan := compile(job)
	differ(job, plan)
	return plan, nil
}

// compile compiles a checked job, but for what it has no estimator of.
func compile(job *pricerv1.Job) *Plan {
	plan := &Plan{
		Key:         keyOf(job),
		Underlyings: len(job.GetUnderlyings()),
		Antithetic:  job.GetAntithetic(),
	}
	derivatives := 0
	for _, greek := range job.GetGreeks() {
		switch greek {
		case pricerv1.Greek_GREEK_DELTA:
			plan.Greeks = append(plan.Greeks, Delta)
		case pricerv1.Greek_GREEK_VEGA:
			plan.Greeks = append(plan.Greeks, Vega)
			derivatives++
		case pricerv1.Greek_GREEK_RHO:
			plan.Greeks = append(plan.Greeks, Rho)
			derivatives++
		case pricerv1.Greek_GREEK_GAMMA:
			plan.Greeks = append(plan.Greeks, Gamma)
		case pricerv1.Greek_GREEK_THETA:
			plan.Greeks = append(plan.Greeks, Theta)
		case pricerv1.Greek_GREEK_UNSPECIFIED: // refused by the schema
		}
	}
	if plan.Asks(Vega) {
		plan.VegaSlot = 1
	}
	if plan.Asks(Rho) {
		plan.RhoSlot = plan.VegaSlot + 1
	}

	quantities := newQuantities(job, derivatives)
	claims := claims{
		job: job, quantities: quantities,
		baskets:   baskets{known: map[string]foundBasket{}},
		barriers:  barriers{known: map[barrierKey]*watched{}},
		bermudans: map[string]int{},
		averaged:  map[averageKey]*averages{},
	}
	plan.Claims = make([]Claim, 0, len(job.GetPositions()))
	for _, position := range job.GetPositions() {
		plan.Claims = append(plan.Claims, claims.claim(position))
	}
	claims.barriers.observe(quantities)
	plan.Initial, plan.Finishes, plan.Terms = quantities.initial, quantities.finishes, claims.baskets.terms
	quantities.observe(&plan.Walk)
	travel(job, &plan.Walk)
	plan.Tracks = newTracks(job, &plan.Walk)
	return plan
}
