package kernel

import (
	"math"
	"slices"
	"sync/atomic"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// forward is all paths of a price whose variance moves, after a step. They can be followed forward alone.
type forward struct {
	step              int
	motion, variances lanes.Chunk
}

func (f forward) clone() forward {
	f.motion, f.variances = slices.Clone(f.motion), slices.Clone(f.variances)
	return f
}

// stretch is how many dates are in one: about as many as there are stretches.
func stretch(of *job.Calibration) int { return max(int(math.Sqrt(float64(len(of.Dates)))), 1) }

// alongVariances follows all paths twice: once to where stretches of dates begin, and from there on through each
// stretch, the last first.
func (s *sweep) alongVariances(of *job.Calibration, stop *atomic.Bool) bool {
	draws := &draws{newPaths(), newPaths(), newPaths()}
	paths := forward{motion: newPaths(), variances: newPaths()}
	fill(paths.variances, of.Moving.Initial)
	length := stretch(of)
	var starts []forward
	for first := 0; first < len(s.dates); first += length {
		starts = append(starts, paths.clone())
		end := min(first+length, len(s.dates))
		if end < len(s.dates) && !s.advance(&paths, draws, of, s.dates[end-1].Step, stop) {
			return false
		}
	}
	for k, paths := range slices.Backward(starts) {
		first := k * length
		dates := s.dates[first:min(first+length, len(s.dates))]
		prices, variances := make([]lanes.Chunk, len(dates)), make([]lanes.Chunk, len(dates))
		for i := range dates {
			if !s.advance(&paths, draws, of, dates[i].Step, stop) {
				return false
			}
			prices[i], variances[i] = newPaths(), slices.Clone(paths.variances)
			s.tier.Price(prices[i], paths.motion, 1, dates[i].Centre)
		}
		for i := range slices.Backward(dates) {
			s.at(first+i, prices[i], variances[i])
		}
	}
	return true
}

// draws are the random numbers of a step of all paths.
type draws struct{ normals, shocks, uniforms lanes.Chunk }

// advance takes all paths to a later step. It returns false where it was asked to stop.
func (s *sweep) advance(paths *forward, draws *draws, of *job.Calibration, to uint32, stop *atomic.Bool) bool {
	for paths.step < int(to) {
		if stop.Load() {
			return false
		}
		paths.step++
		s.tier.Normals(draws.normals, policyGroup, uint32(paths.step), of.Factor, of.Key)
		s.tier.Centred(draws.uniforms, policyGroup, uint32(paths.step), of.Moving.Factor, of.Key)
		copy(draws.shocks, draws.uniforms)
		s.tier.Quantiles(draws.shocks)
		s.tier.Heston(paths.motion, paths.variances, draws.normals, draws.shocks, draws.uniforms,
			&of.Moving.Steps[paths.step-1])
	}
	return true
}
