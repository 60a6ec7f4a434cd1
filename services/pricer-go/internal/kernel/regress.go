package kernel

import "math"

// leastPivot is the part of its diagonal below which a pivot is of rounding: the power adds nothing that the numbers
// can tell.
const leastPivot = 0x1p-40

// regress is the polynomial in x that is nearest to v in the sum of squares, from the sums of the powers of x and of
// the first of them times v. Its degree is 3, or less where x has too few distinct values for that; the coefficients
// above are 0.
//
// The normal equations A c = b, A_ij the sum of x^(i + j), are solved by the Cholesky factor of A, column after column;
// products are subtracted in ascending order by fused multiply-adds.
func regress(powers [powersAlone]float64, products [powersPaid]float64) [powersPaid]float64 {
	var factor [powersPaid][powersPaid]float64
	terms := 0
	for j := range powersPaid {
		diagonal := powers[2*j]
		pivot := diagonal
		for k := range j {
			pivot = math.FMA(-factor[j][k], factor[j][k], pivot)
		}
		if !(pivot > leastPivot*diagonal) {
			break
		}
		terms = j + 1
		factor[j][j] = math.Sqrt(pivot)
		for i := j + 1; i < powersPaid; i++ {
			rest := powers[i+j]
			for k := range j {
				rest = math.FMA(-factor[i][k], factor[j][k], rest)
			}
			factor[i][j] = rest / factor[j][j]
		}
	}
	var solution [powersPaid]float64
	for i := range terms {
		rest := products[i]
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
