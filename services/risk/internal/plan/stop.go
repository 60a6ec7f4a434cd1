package plan

import (
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// firstCheckpoint is the number of blocks at which a target standard error is first looked at; each later checkpoint
// is at twice as many.
const firstCheckpoint = 16

// defaultMaxPaths is what an unset TargetStandardError.max_paths means.
const defaultMaxPaths = 1 << 30

// Stop says when a valuation is done: after MaxBlocks, or at the first checkpoint at which the total's standard error
// is at most Target. The checkpoints depend on nothing but this, so the stopping point is reproducible.
type Stop struct {
	// MaxBlocks is where it stops in any case.
	MaxBlocks uint64
	// Target is the standard error asked for; 0 where a number of paths was.
	Target float64
	// Pass is where the first of two passes over the same paths ends, before the second is given out. 0: there is one.
	Pass uint64
}

func newStop(spec *riskv1.ValuationSpec) Stop {
	target := spec.GetTarget()
	if target == nil {
		once := max(blocks(spec.GetPaths()), fewest(spec))
		if spec.GetProfitAndLoss() != nil {
			return Stop{MaxBlocks: 2 * once, Pass: once}
		}
		return Stop{MaxBlocks: once}
	}
	paths := target.GetMaxPaths()
	if paths == 0 {
		paths = defaultMaxPaths
	}
	return Stop{MaxBlocks: max(blocks(paths), fewest(spec)), Target: target.GetStandardError()}
}

// Planned is how many blocks the specification asks for before anything is known of its standard error.
func Planned(spec *riskv1.ValuationSpec) uint64 {
	stop := newStop(spec)
	return stop.Planned(stop.Checkpoint(0))
}

// Planned is how many blocks a run is to take, as far as is known before it comes to the checkpoint.
func (s Stop) Planned(checkpoint uint64) uint64 {
	if s.Pass > 0 {
		return s.MaxBlocks
	}
	return checkpoint
}

// Checkpoint is the first number of blocks after done at which the run may end.
func (s Stop) Checkpoint(done uint64) uint64 {
	switch {
	case done < s.Pass:
		return s.Pass
	case s.Target == 0:
		return s.MaxBlocks
	}
	next := uint64(firstCheckpoint)
	for next <= done {
		next *= 2
	}
	return min(next, s.MaxBlocks)
}

// Reached says whether a run with so many blocks and this standard error of its total ends. Only numbers of blocks
// that are a checkpoint may be asked about.
func (s Stop) Reached(done uint64, standardError float64) bool {
	return done >= s.MaxBlocks || s.Target > 0 && standardError <= s.Target
}
