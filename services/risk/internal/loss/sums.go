package loss

import (
	"fmt"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/estimate"
	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

// Sums are what the blocks of both passes are merged into. They implement ledger.Sums. The blocks of the first pass
// have today's value and the losses of their scenarios for sums, and no squares; those of the second, numbered on, the
// sums of the tails.
type Sums struct {
	plan  *plan.Plan
	value float64
	// losses are those of the scenarios so far, in their order.
	losses []float64
	// found is what the first pass says, once it is through.
	found *distribution
	// attributed are the sums of the second pass.
	attributed *merge.Accumulator
}

// New returns sums over no block.
func New(p *plan.Plan) *Sums {
	width := tailsOfALevel * len(p.ProfitAndLoss.Levels) * len(p.Positions)
	return &Sums{plan: p, attributed: merge.NewAccumulator(width)}
}

// FirstPass is how many blocks the first pass has: as many as the second.
func (s *Sums) FirstPass() uint64 { return s.plan.ProfitAndLoss.Blocks }

// Next implements ledger.Sums.
func (s *Sums) Next() uint64 { return uint64(len(s.losses))/merge.PathsPerBlock + s.attributed.Next() }

// Fits implements ledger.Sums.
func (s *Sums) Fits(b *merge.Block) error {
	if b.Index >= s.FirstPass() {
		return s.attributed.Fits(b)
	}
	if len(b.Sums) != 1+merge.PathsPerBlock || len(b.Squares) != 0 {
		return fmt.Errorf("%w: got %d losses and %d squares, want %d and none",
			merge.ErrWidth, len(b.Sums)-1, len(b.Squares), merge.PathsPerBlock)
	}
	return nil
}

// Add implements ledger.Sums.
func (s *Sums) Add(b *merge.Block) error {
	if b.Index != s.Next() {
		return fmt.Errorf("%w: got %d, want %d", merge.ErrOrder, b.Index, s.Next())
	}
	if err := s.Fits(b); err != nil {
		return err
	}
	if b.Index >= s.FirstPass() {
		return s.attributed.Add(&merge.Block{Index: b.Index - s.FirstPass(), Sums: b.Sums, Squares: b.Squares})
	}
	if s.losses == nil {
		s.losses = make([]float64, 0, s.plan.ProfitAndLoss.Scenarios())
	}
	s.value = b.Sums[0]
	s.losses = append(s.losses, b.Sums[1:]...)
	return s.settle()
}

// settle draws the conclusions of the first pass, once it is through.
func (s *Sums) settle() (err error) {
	if len(s.losses) == s.plan.ProfitAndLoss.Scenarios() {
		s.found, err = newDistribution(s.value, s.losses, s.plan.ProfitAndLoss.Levels)
	}
	return err
}

// BlockBytes implements ledger.Sums.
func (s *Sums) BlockBytes() int { return merge.Bytes(max(merge.PathsPerBlock/2, s.attributed.Width())) }

// StandardError implements ledger.Sums: nothing stops for it.
func (s *Sums) StandardError() (float64, error) { return 0, nil }

// Result implements ledger.Sums. The shortfalls of the positions are known once the second pass is through.
func (s *Sums) Result(positions bool) (*riskv1.Result, error) {
	found := s.found
	if found == nil {
		var err error
		if found, err = newDistribution(s.value, s.losses, s.plan.ProfitAndLoss.Levels); err != nil {
			return nil, err
		}
	}
	result := &riskv1.Result{Paths: int64(len(s.losses)), LossDistribution: found.message}
	if !positions || s.attributed.Next() < s.FirstPass() {
		return result, nil
	}
	for i := range s.plan.Positions {
		position, err := s.position(i)
		if err != nil {
			return nil, fmt.Errorf("the losses of position %q are %w", s.plan.Positions[i].ID, err)
		}
		result.Positions = append(result.Positions, position)
	}
	return result, nil
}

// position is what one position adds to each shortfall.
func (s *Sums) position(i int) (*riskv1.PositionEstimate, error) {
	position := &riskv1.PositionEstimate{PositionId: s.plan.Positions[i].ID}
	for level := range s.found.tails {
		t := &s.found.tails[level]
		mean := s.sum(level, worst, i) / t.weight
		variance := s.squares(level, worst, i)/t.weight - float64(mean*mean)
		atValue := (s.sum(level, fromLow, i) - s.sum(level, beyondHigh, i)) / float64(t.band)
		shortfall := &riskv1.Estimate{
			Value: mean, StandardError: t.standardError(len(s.losses), mean, variance, atValue),
		}
		if !finite(shortfall.GetValue()) || !finite(shortfall.GetStandardError()) {
			return nil, estimate.ErrOverflow
		}
		position.Shortfalls = append(position.Shortfalls, shortfall)
	}
	return position, nil
}

// The tails that engines sum up for each level: the worst scenarios; and those from the low end of the value at risk's
// confidence interval and beyond its high end, whose difference is what positions lose where the portfolio loses about
// the value at risk.
const (
	worst = iota
	fromLow
	beyondHigh
	tailsOfALevel
)

// Tails are those of all levels, for the engines. They are known once the first pass is through.
func (s *Sums) Tails() []*pricerv1.Tail {
	var tails []*pricerv1.Tail
	for _, t := range s.found.tails {
		tails = append(tails,
			&pricerv1.Tail{Threshold: t.value, Weight: t.atValue},
			&pricerv1.Tail{Threshold: t.low, Weight: 1},
			&pricerv1.Tail{Threshold: t.high, Weight: 0},
		)
	}
	return tails
}

func (s *Sums) at(level, tail, position int) int {
	return (tailsOfALevel*level+tail)*len(s.plan.Positions) + position
}

func (s *Sums) sum(level, tail, position int) float64 {
	sum, lost := s.attributed.Sum(s.at(level, tail, position))
	return sum + lost
}

func (s *Sums) squares(level, tail, position int) float64 {
	sum, lost := s.attributed.Square(s.at(level, tail, position))
	return sum + lost
}
