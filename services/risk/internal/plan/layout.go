package plan

import (
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// Position is what reads a position's estimates from the sums of a block.
type Position struct {
	// ID is the position's.
	ID string
	// Underlyings are the ids of what it is written on, in the order of its greeks to one underlying.
	Underlyings []string
	// Estimator is how a greek of it is estimated, to one of its underlyings or to none.
	Estimator func(greek riskv1.Greek, underlying string) riskv1.Estimator
}

// noUnderlying is that of a greek that is to none.
var noUnderlying = []string{""}

// To lists the underlyings that the position has a greek of this kind to, one sum each, in the order of the sums; ""
// alone for a greek that is to no underlying.
func (p *Position) To(greek riskv1.Greek) []string {
	switch greek {
	case riskv1.Greek_GREEK_DELTA, riskv1.Greek_GREEK_VEGA, riskv1.Greek_GREEK_GAMMA:
		return p.Underlyings
	default:
		return noUnderlying
	}
}

// Width is how many sums a block has: the total, and per position its price and its greeks.
func (p *Plan) Width() int {
	width := 1
	for i := range p.Positions {
		width++
		for _, greek := range p.Greeks {
			width += len(p.Positions[i].To(greek))
		}
	}
	return width
}
