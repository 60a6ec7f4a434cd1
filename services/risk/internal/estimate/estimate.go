// Package estimate makes estimates with standard errors of merged sums.
package estimate

import (
	"errors"
	"fmt"
	"math"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

// ErrOverflow says that a sum left the range of a double: the portfolio's numbers are too large to be valued.
var ErrOverflow = errors.New("beyond the range of a double")

// Total estimates the whole portfolio's value. There must be at least two samples.
func Total(sums *merge.Accumulator, p *plan.Plan) (*riskv1.Estimate, error) {
	total, err := entry(sums, samples(sums, p), 0)
	if err != nil {
		return nil, fmt.Errorf("the sums of the total are %w", err)
	}
	return total, nil
}

// Positions estimates price and greeks of each position. There must be at least two samples.
func Positions(sums *merge.Accumulator, p *plan.Plan) ([]*riskv1.PositionEstimate, error) {
	list := make([]*riskv1.PositionEstimate, 0, len(p.Positions))
	reader := reader{sums: sums, samples: samples(sums, p), next: 1}
	for i := range p.Positions {
		position, err := reader.position(&p.Positions[i], p.Greeks)
		if err != nil {
			return nil, fmt.Errorf("the sums of position %q are %w", p.Positions[i].ID, err)
		}
		list = append(list, position)
	}
	return list, nil
}

// reader goes through the sums in their order.
type reader struct {
	sums    *merge.Accumulator
	samples int64
	next    int
}

// samples is how many independent ones are in the sums.
func samples(sums *merge.Accumulator, p *plan.Plan) int64 {
	return int64(sums.Next()) * int64(plan.Samples(p.Job))
}

func (r *reader) entry() (*riskv1.Estimate, error) {
	r.next++
	return entry(r.sums, r.samples, r.next-1)
}

func (r *reader) position(of *plan.Position, greeks []riskv1.Greek) (*riskv1.PositionEstimate, error) {
	price, err := r.entry()
	if err != nil {
		return nil, err
	}
	position := &riskv1.PositionEstimate{PositionId: of.ID, Price: price}
	for _, greek := range greeks {
		for _, underlying := range of.To(greek) {
			value, err := r.entry()
			if err != nil {
				return nil, err
			}
			position.Greeks = append(position.Greeks, &riskv1.GreekEstimate{
				Greek: greek, Estimate: value, Estimator: of.Estimator(greek, underlying), Underlying: underlying,
			})
		}
	}
	return position, nil
}

// entry makes the estimate of one sum over so many samples.
func entry(sums *merge.Accumulator, samples int64, i int) (*riskv1.Estimate, error) {
	n := float64(samples)
	sum, sumLost := sums.Sum(i)
	square, squareLost := sums.Square(i)
	mean := (sum + sumLost) / n
	// The sum of squared deviations is Q - S^2 / n. What rounding lost of the large terms is taken up after their
	// difference, and the conversions and the FMA fix which operations are fused, so that the bits are the same on
	// every platform.
	deviations := math.FMA(-mean, sum, square) + math.FMA(-mean, sumLost, squareLost)
	// The mean is rounded too, which may leave a payoff without any variance a little below none.
	variance := max(0, deviations) / float64(n-1)
	result := &riskv1.Estimate{Value: mean, StandardError: math.Sqrt(variance / n)}
	if !finite(result.GetValue()) || !finite(result.GetStandardError()) {
		return nil, ErrOverflow
	}
	return result, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
