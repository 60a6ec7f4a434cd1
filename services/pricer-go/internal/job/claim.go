package job

// Claim is a position. Unless it is digital or Bermudan, it pays max(sign (long - strike), 0) at expiry.
type Claim struct {
	// Quantity is the weight in the total.
	Quantity float64
	// Sign is 1 for a call, -1 for a put.
	Sign float64
	// Discount is exp(-rate expiry).
	Discount float64
	// Expiry is when it pays, in years.
	Expiry float64
	// Spot is today's price of the underlying, where it is one.
	Spot float64
	// Rate is the risk-free rate per year, by which the discount shrinks.
	Rate float64
	// Long is what is received.
	Long Quantity
	// Strike is what is given for it; Floating, where it is not negative, is the quantity of the path that is given
	// instead.
	Strike   float64
	Floating Quantity
	// Basket, where it is not nil, is what Long is, and says what it depends on.
	Basket *Basket
	// Digital, where it is not nil, is all or nothing.
	Digital *Digital
	// Motion is the slot of the W that Score is of; none where it looks at several prices, or nobody asks for gamma.
	Motion int
	// Score is W / (spot volatility expiry) - 1 / spot: the coefficients of 1 and W, and 0.
	Score [3]float64
	// Fall is from its first date on, where it is on one underlying. LongPart and FloatingPart are what falls.
	Fall                   Fall
	LongPart, FloatingPart Part
	// Barrier, where it is not nil, ends or begins it.
	Barrier *Barrier
	// Bermudan, where it is not nil, is exercised early.
	Bermudan *Bermudan
	// Differences are the greeks that it has no estimator of, but differences between worlds. Those of a basket to an
	// underlying whose variance moves are with its terms.
	Differences Greeks
	// Control, where it is not nil, corrects what it pays.
	Control *Control
}

// Bermudan is a claim that pays where it is exercised.
type Bermudan struct {
	// Paid is the slot of what it has paid in the end, discounted. Those of the greeks that are asked for follow, in
	// their order.
	Paid int
}

// fixed is the Floating of a claim with a strike.
const fixed Quantity = none

// Underlyings is how many it has.
func (c *Claim) Underlyings() int {
	if c.Basket != nil {
		return c.Basket.Terms.End - c.Basket.Terms.First
	}
	return 1
}

// Term is one underlying of a basket.
type Term struct {
	// Price is its price.
	Price Quantity
	// Weight is the price's factor.
	Weight float64
	// Spot is today's price.
	Spot float64
	// Fall is how its price does.
	Fall Fall
	// Moves is that its variance does, so that a vega to it is a difference between worlds.
	Moves bool
}

// Digital is what a claim pays where sign (long - strike) is positive.
type Digital struct {
	// Asset says that it is the price, long. Otherwise it is Cash, discounted already.
	Asset bool
	Cash  float64
	// Motion is the slot of W, the Brownian motion at expiry; none where no greeks are asked for. Bend is the slot that
	// Gamma is of: the same, unless the variance moves.
	Motion, Bend int
	// What the logarithm of the density of the price changes with: the coefficients of 1, W and W^2. Those of Rho and
	// Theta have the discount's change in them.
	//
	//	delta  W / (spot volatility expiry)
	//	vega   (W^2 / expiry - 1) / volatility - W
	//	rho    W / volatility - expiry
	//	gamma  (W^2 / expiry - 1) / (spot^2 volatility^2 expiry) - W / (spot^2 volatility expiry)
	//	theta  rate - (W^2 / expiry - 1) / (2 expiry) - (rate - yield - volatility^2 / 2) W / (volatility expiry)
	//
	// Where the variance moves, Motion has n and Bend n^2 - i - n of a Density, and there is neither vega nor theta:
	//
	//	delta  n / spot
	//	rho    n expiry - expiry
	//	gamma  (n^2 - i - n) / spot^2
	Delta, Vega, Rho, Gamma, Theta [3]float64
}

// Barrier is what ends or begins a claim.
type Barrier struct {
	// Survival is what a path remembers of it.
	Survival Survival
	// In is that meeting it begins the claim; otherwise it ends it.
	In bool
	// Continuous is that it is watched all the time, so that the price is continuous in the path.
	Continuous bool
	// Rebate is what is paid when it is met, or where it begins the claim and never was, discounted from the last step;
	// 0 for nothing.
	Rebate float64
}
