package job

// Fall is how fast the later prices of an underlying fall while time passes and all dates come nearer by the same
// amount, in units of themselves and per year. Only the first interval shortens: with t its end and W the Brownian
// motion there, it is (rate - yield - volatility^2 / 2) + volatility W / (2 t), by the drift, and as what is left
// scatters less.
type Fall struct {
	// Motion is the slot of W; none where nobody asks for theta.
	Motion int
	// Line is the coefficients of 1 and W, and 0.
	Line [3]float64
}

// Part is which part of a quantity falls with the later prices: Share (quantity - Fixed), but nothing where it is
// today's price still.
type Part struct {
	// Fixed is what today's price is of an arithmetic average.
	Fixed float64
	// Share is how many of a geometric average's fixings are later, of all.
	Share float64
	// Today is what an extreme began as, and 0 of all else.
	Today float64
	// Highest says which end of the order that extreme is.
	Highest bool
}

// all of a quantity.
var all = Part{Share: 1}

func partOfAverage(geometric bool, steps []uint32, spot float64) Part {
	part, count := all, float64(len(steps))
	switch {
	case steps[0] != 0:
	case geometric:
		part.Share = (count - 1) / count
	default:
		part.Fixed = float64(spot * (1 / count))
	}
	return part
}

func partOfExtreme(highest bool, steps []uint32, spot float64) Part {
	part := all
	if steps[0] == 0 {
		part.Today, part.Highest = spot, highest
	}
	return part
}

// fall is that of the prices of an underlying from a step after 0 on.
func (q *quantities) fall(underlying, step uint32) Fall {
	of := q.dynamics[underlying]
	return Fall{q.motion(underlying, step), [3]float64{of.drift, float64(0.5*of.volatility) / q.time(step)}}
}
