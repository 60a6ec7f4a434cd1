package estimate

import (
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

// Prices are the sums of a valuation that asks what a portfolio is worth. They implement ledger.Sums.
type Prices struct {
	*merge.Accumulator

	plan *plan.Plan
}

// NewPrices returns those over no block.
func NewPrices(p *plan.Plan) *Prices { return &Prices{merge.NewAccumulator(p.Width()), p} }

// RestorePrices reads those over the blocks [0, next) from what MarshalBinary wrote.
func RestorePrices(p *plan.Plan, next uint64, data []byte) (*Prices, error) {
	if next == 0 {
		return NewPrices(p), nil
	}
	sums, err := merge.RestoreAccumulator(data, next, p.Width())
	if err != nil {
		return nil, err
	}
	return &Prices{sums, p}, nil
}

// BlockBytes is about how much memory a block takes.
func (p *Prices) BlockBytes() int { return merge.Bytes(p.Width()) }

// StandardError is that of the total.
func (p *Prices) StandardError() (float64, error) {
	total, err := Total(p.Accumulator, p.plan)
	return total.GetStandardError(), err
}

// Result are the estimates, those of the positions on request. Of one sample there are none.
func (p *Prices) Result(positions bool) (*riskv1.Result, error) {
	if samples(p.Accumulator, p.plan) < 2 {
		return nil, nil //nolint:nilnil // no result is no error either
	}
	total, err := Total(p.Accumulator, p.plan)
	if err != nil {
		return nil, err
	}
	result := &riskv1.Result{Paths: p.Paths(), Total: total}
	if positions {
		result.Positions, err = Positions(p.Accumulator, p.plan)
	}
	return result, err
}
