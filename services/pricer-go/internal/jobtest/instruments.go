package jobtest

import pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

// Short names for the kinds of baskets.
const (
	Sum     = pricerv1.BasketKind_BASKET_KIND_SUM
	Lowest  = pricerv1.BasketKind_BASKET_KIND_MIN
	Highest = pricerv1.BasketKind_BASKET_KIND_MAX
)

// Digital is one such position; cash of 0 is the asset.
func Digital(
	underlying uint32, kind pricerv1.OptionType, strike float64, step uint32, cash float64,
) *pricerv1.Position {
	digital := &pricerv1.Digital{Underlying: underlying, Type: kind, Strike: strike, Step: step}
	if cash != 0 {
		digital.Cash = &cash
	}
	return &pricerv1.Position{Quantity: 1, Payoff: &pricerv1.Position_Digital{Digital: digital}}
}

// Lookback is one such position; a strike of 0 is the floating strike.
func Lookback(underlying uint32, kind pricerv1.OptionType, strike float64, schedule uint32) *pricerv1.Position {
	lookback := &pricerv1.Lookback{Underlying: underlying, Type: kind, Schedule: schedule}
	if strike != 0 {
		lookback.Strike = &strike
	}
	return &pricerv1.Position{Quantity: 1, Payoff: &pricerv1.Position_Lookback{Lookback: lookback}}
}

// Terms are those of a basket: the underlying and its weight.
type Terms [][2]float64

// Basket is one such position.
func Basket(
	kind pricerv1.BasketKind, terms Terms, option pricerv1.OptionType, strike float64, step uint32,
) *pricerv1.Position {
	basket := &pricerv1.Basket{Kind: kind, Type: option, Strike: strike, Step: step}
	for _, term := range terms {
		basket.Terms = append(basket.Terms, &pricerv1.BasketTerm{Underlying: uint32(term[0]), Weight: term[1]})
	}
	return &pricerv1.Position{Quantity: 1, Payoff: &pricerv1.Position_Basket{Basket: basket}}
}

// Exotics is the market of Every with payoffs that jump, remember an extreme, or look at several underlyings.
func Exotics() *pricerv1.Job {
	job, three := Every(), Terms{{2, 4}, {0, 0.5}, {1, -1}}
	job.Positions = []*pricerv1.Position{
		Digital(0, Call, 103, 3, 10),
		Digital(1, Put, 52, 6, 0),
		Lookback(0, Call, 104, 0),
		Lookback(1, Put, 51, 1),
		Lookback(2, Call, 0, 1),
		Lookback(0, Put, 0, 0),
		Basket(Sum, three, Call, 35, 4),
		Basket(Sum, three, Put, 35, 4),
		Basket(Lowest, Terms{{0, 1}, {1, 2}}, Call, 90, 5),
		Basket(Highest, Terms{{1, 2}, {2, 10}, {0, 1}}, Put, 120, 5),
		Basket(Sum, Terms{{0, 1}, {1, -2}}, Call, 0, 2),
	}
	job.Positions[2].Quantity = -2.5
	return job
}

// Moving is an underlying with a variance that moves.
func Moving(of *pricerv1.Underlying, kappa, theta, xi, rho float64) *pricerv1.Underlying {
	return &pricerv1.Underlying{
		Spot: of.GetSpot(), DividendYield: of.GetDividendYield(), Volatility: of.GetVolatility(),
		Heston: &pricerv1.Heston{
			MeanReversion: kappa, LongRunVariance: theta, VolatilityOfVariance: xi, Correlation: rho,
		},
	}
}

// MovingVariances is the market of Every with two variances that move, all that can be valued with them, and their
// greeks.
func MovingVariances() *pricerv1.Job {
	job, exotics := Every(), Exotics()
	job.Positions = append(job.Positions, exotics.GetPositions()[2:]...)
	job.Positions = append(job.Positions, exotics.GetPositions()[1])
	job.Underlyings[0] = Moving(job.GetUnderlyings()[0], 1.5, 0.05, 0.6, -0.7)
	job.Underlyings[2] = Moving(job.GetUnderlyings()[2], 0.8, 0.3, 1.1, 0.4)
	job.Greeks = []pricerv1.Greek{pricerv1.Greek_GREEK_DELTA, pricerv1.Greek_GREEK_RHO}
	return job
}

// Sensitive is the positions of both and an average with a fixing today, with all greeks.
func Sensitive() *pricerv1.Job {
	job := Every()
	job.Positions = append(job.Positions, Exotics().GetPositions()...)
	job.Positions = append(job.Positions, Asian(1, Put, Arithmetic, 51, 1), Asian(1, Call, Arithmetic, 0, 1))
	return OfSecondOrder(job)
}

// OfSecondOrder asks a job for gamma and theta too.
func OfSecondOrder(job *pricerv1.Job) *pricerv1.Job {
	job.Greeks = append(job.Greeks, pricerv1.Greek_GREEK_GAMMA, pricerv1.Greek_GREEK_THETA)
	return job
}

// MovingWithAllGreeks is MovingVariances with digital options on these, and all greeks.
func MovingWithAllGreeks() *pricerv1.Job {
	job := MovingVariances()
	job.Positions = append(job.Positions,
		Digital(0, Call, 103, 3, 10),
		Digital(2, Put, 10, 4, 0),
		Basket(Highest, Terms{{1, 2}, {2, 10}}, Put, 120, 5),
	)
	job.Greeks = AllGreeks()
	return OfSecondOrder(job)
}

// Bermudan is one such position, without a policy.
func Bermudan(underlying uint32, kind pricerv1.OptionType, strike float64, schedule uint32) *pricerv1.Position {
	return &pricerv1.Position{Quantity: 1, Payoff: &pricerv1.Position_Bermudan{Bermudan: &pricerv1.Bermudan{
		Underlying: underlying, Type: kind, Strike: strike, Schedule: schedule,
	}}}
}

// Early is the market of Every with options that may be exercised early, without their policies, and others on the same
// prices.
func Early() *pricerv1.Job {
	job := Every()
	job.Schedules = []*pricerv1.Schedule{Schedule(1, 2, 3, 4, 5), Schedule(2, 6), Schedule(4)}
	job.Positions = []*pricerv1.Position{
		Bermudan(0, Put, 104, 0),
		Bermudan(0, Call, 101, 0),
		Bermudan(1, Call, 48, 1),
		Bermudan(2, Put, 11, 2),
		Bermudan(0, Put, 104, 0),
		Bermudan(0, Put, 68, 0),
		European(0, Put, 104, 5),
		Asian(0, Put, Arithmetic, 104, 0),
	}
	job.Positions[4].Quantity = -0.5
	return job
}

// MovingEarly is Early where two variances move, with all greeks.
func MovingEarly() *pricerv1.Job {
	job := Early()
	job.Underlyings = MovingVariances().GetUnderlyings()
	return OfSecondOrder(job)
}

// Controlled makes it so.
func Controlled(job *pricerv1.Job) *pricerv1.Job {
	job.ControlVariates = true
	return job
}

// Antithetic makes it so.
func Antithetic(job *pricerv1.Job) *pricerv1.Job {
	job.Antithetic = true
	return job
}

// Sobol makes the paths of Sobol points.
func Sobol(job *pricerv1.Job) *pricerv1.Job {
	job.Sampling = pricerv1.Sampling_SAMPLING_SOBOL
	return job
}
