package plan

import (
	"fmt"
	"math"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// Tolerances of the factorisation, for matrices whose entries were rounded.
const (
	// A pivot above -negativePivot is no proof of a negative eigenvalue.
	negativePivot = 1e-10
	// A pivot up to zeroPivot is taken as 0: the row is a combination of those before it.
	zeroPivot = 1e-12
	// What may be left of an entry in the column of a pivot that is 0; the root of zeroPivot.
	zeroResidual = 1e-6
)

// matrixFault is the first entry of a correlation matrix that makes it none.
type matrixFault struct {
	// column is -1 where the whole row is meant.
	row, column int
	description string
}

// cholesky returns the lower triangle L of the factorisation C = L L^T, row by row, or the first entry that shows C to
// be no correlation matrix. A positive semi-definite C is one. Underlyings that are independent have the factor nil.
//
// The operations are fused explicitly, so the bits do not depend on whether the compiler or the processor would.
//
//nolint:gocognit // the recurrence is two loops in one, and its faults are told where they show
func cholesky(rows []*riskv1.CorrelationRow) ([]float64, *matrixFault) {
	if fault := checkShape(rows); fault != nil {
		return nil, fault
	}
	independent := true
	var factor []float64
	at := func(row, column int) float64 { return factor[row*(row+1)/2+column] }
	for i, row := range rows {
		values := row.GetValues()
		for j := range i {
			if values[j] != 0 {
				independent = false
			}
			rest := values[j]
			for k := range j {
				rest = math.FMA(-at(i, k), at(j, k), rest)
			}
			entry := 0.0
			if pivot := at(j, j); pivot > 0 {
				entry = rest / pivot
			} else if math.Abs(rest) > zeroResidual {
				return nil, notDefinite(i, j)
			}
			factor = append(factor, entry)
			if remaining(factor, i, j) < -negativePivot {
				return nil, notDefinite(i, j)
			}
		}
		pivot := remaining(factor, i, i-1)
		if pivot <= zeroPivot {
			pivot = 0
		}
		factor = append(factor, math.Sqrt(pivot))
	}
	if independent {
		return nil, nil
	}
	for i := range factor {
		factor[i] = min(1, max(-1, factor[i]))
	}
	return factor, nil
}

// remaining is what the entries of a row up to a column leave of its unit variance.
func remaining(factor []float64, row, column int) float64 {
	rest := 1.0
	for _, entry := range factor[row*(row+1)/2 : row*(row+1)/2+column+1] {
		rest = math.FMA(-entry, entry, rest)
	}
	return rest
}

func notDefinite(row, column int) *matrixFault {
	return &matrixFault{
		row,
		column,
		fmt.Sprintf(
			"the matrix is not positive semi-definite: with the entries before it, "+
				"the correlation of underlyings %d and %d cannot be this",
			row,
			column,
		),
	}
}

// checkShape looks for the first entry that is not that of a symmetric square matrix with a unit diagonal.
func checkShape(rows []*riskv1.CorrelationRow) *matrixFault {
	for i, row := range rows {
		if got := len(row.GetValues()); got != len(rows) {
			return &matrixFault{
				i, -1, fmt.Sprintf("must have %d entries, one per underlying, but has %d", len(rows), got),
			}
		}
	}
	for i, row := range rows {
		for j, value := range row.GetValues()[:i+1] {
			switch {
			case i == j && value != 1:
				return &matrixFault{i, j, fmt.Sprintf("must be 1, being on the diagonal, but is %v", value)}
			case value != rows[j].GetValues()[i]:
				return &matrixFault{i, j, fmt.Sprintf(
					"the matrix must be symmetric, but this is %v and its mirror image, row %d entry %d, is %v",
					value, j, i, rows[j].GetValues()[i])}
			case math.IsNaN(value) || math.Abs(value) > 1:
				return &matrixFault{i, j, fmt.Sprintf("must be within [-1, 1], but is %v", value)}
			}
		}
	}
	return nil
}
