package kernel

import (
	"math"

	"workspace.internal/services/pricer-go/internal/job"
)

// leastPivot is the part of its diagonal below which a pivot is of rounding: the function adds nothing that the numbers
// can tell.
const leastPivot = 0x1p-40

// regress is the sum of so many functions, each times a coefficient, that is nearest to V in the sum of squares, from
// the sums of the functions' products with each other and with V. From the first function on that the points cannot
// tell from those before, the coefficients are 0.
//
// The normal equations are solved by Cholesky's factor, column after column; products are subtracted in ascending
// order by fused multiply-adds.
func regress(of *sums, n int) job.Continuation {
	var factor [functions][functions]float64
	terms := 0
	for j := range n {
		diagonal := of.gram[j][j]
		pivot := diagonal
		for k := range j {
			pivot = math.FMA(-factor[j][k], factor[j][k], pivot)
		}
		if !(pivot > leastPivot*diagonal) {
			break
		}
		terms = j + 1
		factor[j][j] = math.Sqrt(pivot)
		for i := j + 1; i < n; i++ {
			rest := of.gram[i][j]
			for k := range j {
				rest = math.FMA(-factor[i][k], factor[j][k], rest)
			}
			factor[i][j] = rest / factor[j][j]
		}
	}
	var solution job.Continuation
	for i := range terms {
		rest := of.products[i]
		for k := range i {
			rest = math.FMA(-factor[i][k], solution[k], rest)
		}
		solution[i] = rest / factor[i][i]
	}
	for i := terms - 1; i >= 0; i-- {
		rest := solution[i]
		for k := i + 1; k < terms; k++ {
			rest = math.FMA(-factor[k][i], solution[k], rest)
		}
		solution[i] = rest / factor[i][i]
	}
	return solution
}
