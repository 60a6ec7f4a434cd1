package loss

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

// version is the first byte of stored sums.
const version = 1

// MarshalBinary writes today's value, the losses and the sums of the second pass (not Next, which is stored beside
// them) as little-endian doubles.
func (s *Sums) MarshalBinary() ([]byte, error) {
	out := make([]byte, 0, 9+8*len(s.losses))
	out = append(out, version)
	out = binary.LittleEndian.AppendUint64(out, math.Float64bits(s.value))
	for _, loss := range s.losses {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(loss))
	}
	if s.attributed.Next() == 0 {
		return out, nil
	}
	attributed, err := s.attributed.MarshalBinary()
	return append(out, attributed...), err
}

// Restore reads what MarshalBinary wrote after the blocks [0, next).
func Restore(p *plan.Plan, next uint64, data []byte) (*Sums, error) {
	s := New(p)
	if next == 0 {
		return s, nil
	}
	if len(data) < 9 || data[0] != version {
		return nil, errors.New("stored losses are of an unknown version")
	}
	s.value = math.Float64frombits(binary.LittleEndian.Uint64(data[1:]))
	data = data[9:]
	scenarios := int(min(next, s.FirstPass())) * merge.PathsPerBlock
	if len(data) < 8*scenarios || next <= s.FirstPass() && len(data) != 8*scenarios {
		return nil, fmt.Errorf("%w: stored losses have %d bytes, want %d", merge.ErrWidth, len(data), 8*scenarios)
	}
	s.losses = make([]float64, scenarios, p.ProfitAndLoss.Scenarios())
	for i := range s.losses {
		s.losses[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
	}
	if next > s.FirstPass() {
		var err error
		s.attributed, err = merge.RestoreAccumulator(data[8*scenarios:], next-s.FirstPass(), s.attributed.Width())
		if err != nil {
			return nil, err
		}
	}
	err := s.settle()
	return s, err
}
