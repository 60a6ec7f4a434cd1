package kernel

import (
	"math"

	"workspace.internal/services/pricer-go/internal/lanes"
)

const (
	// powersAlone is how many sums of powers there are, powersPaid how many of them with what is paid.
	powersAlone = 7
	powersPaid  = 4
)

// moments are what the least squares are made of, lane by lane: of the paths worth exercising the sums of the powers of
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
func (m *moments) reduce() (powers [powersAlone]float64, products [powersPaid]float64) {
	for i := range m.powers {
		powers[i] = m.powers[i].Sum()
	}
	for i := range m.products {
		products[i] = m.products[i].Sum()
	}
	return powers, products
}
