package job

// Finish is applied to slots at the end of a path.
type Finish struct {
	// Basket, where it is not nil, makes a basket of prices. Otherwise the quantity is a mean.
	Basket *Basket
	// Geometric turns a slot's sum of W into the geometric average and its derivatives. Otherwise the slot and those of
	// its derivatives are multiplied by Factor.
	Geometric bool
	// Quantity is whose slots they are.
	Quantity Quantity
	// Factor is one over the number of fixings.
	Factor float64
	// Volatility is the underlying's.
	Volatility float64
	// Centre is the mean of log S less volatility times the mean of W.
	Centre float64
	// MeanTime is that of the fixings in years.
	MeanTime float64
	// VegaCentre is volatility times the mean time.
	VegaCentre float64
}

// Basket is made of its terms in their order. It has no derivative to one volatility; that slot stays empty.
type Basket struct {
	// Kind is what they are made into.
	Kind BasketKind
	// Terms are within Plan.Terms.
	Terms Span
	// Which is the slot for the index of the term that is the lowest or the highest; none where nobody asks for it.
	Which int
	// RunnerUp is the slot for what would be the lowest or the highest without it; none where nobody asks for it.
	RunnerUp int
	// Fall is the slot for what the basket falls by per year as time passes; none where nobody asks for it.
	Fall int
}

// BasketKind is what a basket makes of its terms.
type BasketKind int

// The kinds of baskets.
const (
	Sum BasketKind = iota
	Lowest
	Highest
)

// none is the slot of what is not there.
const none = -1
