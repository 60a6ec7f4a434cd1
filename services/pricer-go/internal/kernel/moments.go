package kernel

import (
	"math"

	"workspace.internal/services/pricer-go/internal/lanes"
)

const (
	// powersAlone is how many sums of powers there are, powersPaid how many of them with what is paid.
	powersAlone = 7
	powersPaid  = 4
	// functions is how many there are of x and of a variance v that moves: 1, x, x^2, x^3, v, v x, v x^2.
	functions = 7
)

// sums are what least squares are made of: those of the products of two functions, the first index not below the
// second, and of each with what the option pays.
type sums struct {
	gram     [functions][functions]float64
	products [functions]float64
}

// moments are what the sums are made of, lane by lane: of the paths worth exercising the sums of the powers of
// x = S / strike - 1, and those of the first of them times what the option pays.
type moments struct {
	powers   [powersAlone]lanes.Lanes
	products [powersPaid]lanes.Lanes
}

func (m *moments) add(right lanes.Right, price, paid lanes.Chunk) {
	paid = paid[:len(price)]
	for g := range price {
		price, paid := &price[g], &paid[g]
		for lane := range price {
			if !(right.Sign*(price[lane]-right.Strike) > 0) {
				continue
			}
			x := math.FMA(price[lane], right.PerStrike, -1)
			power := 1.0
			for i := range powersAlone {
				m.powers[i][lane] += power
				if i < powersPaid {
					m.products[i][lane] = math.FMA(power, paid[lane], m.products[i][lane])
				}
				if i == 0 {
					power = x
				} else {
					power *= x
				}
			}
		}
	}
}

// reduce is the sums over the lanes.
func (m *moments) reduce() (of sums) {
	var powers [powersAlone]float64
	for i := range m.powers {
		powers[i] = m.powers[i].Sum()
	}
	for i := range m.products {
		for j := range i + 1 {
			of.gram[i][j] = powers[i+j]
		}
		of.products[i] = m.products[i].Sum()
	}
	return of
}

// momentsByVariance are the same where the variance moves: of all products of two functions, and of each with what the
// option pays.
type momentsByVariance struct {
	gram     [functions][functions]lanes.Lanes
	products [functions]lanes.Lanes
}

func (m *momentsByVariance) add(right lanes.Right, price, variance, paid lanes.Chunk) {
	variance, paid = variance[:len(price)], paid[:len(price)]
	for g := range price {
		price, variance, paid := &price[g], &variance[g], &paid[g]
		for lane := range price {
			if !(right.Sign*(price[lane]-right.Strike) > 0) {
				continue
			}
			x, v := math.FMA(price[lane], right.PerStrike, -1), variance[lane]
			square, mixed := float64(x*x), float64(v*x)
			of := [functions]float64{1, x, square, float64(square * x), v, mixed, float64(mixed * x)}
			for i, function := range of {
				for j, other := range of[:i+1] {
					m.gram[i][j][lane] = math.FMA(function, other, m.gram[i][j][lane])
				}
				m.products[i][lane] = math.FMA(function, paid[lane], m.products[i][lane])
			}
		}
	}
}

// reduce is the sums over the lanes.
func (m *momentsByVariance) reduce() (of sums) {
	for i := range m.products {
		for j := range i + 1 {
			of.gram[i][j] = m.gram[i][j].Sum()
		}
		of.products[i] = m.products[i].Sum()
	}
	return of
}
