package job

import (
	"math"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// Holding is a position of which the losses are asked for.
type Holding struct {
	// Quantity is how much of it is held.
	Quantity float64
	// Now is what one unit is worth today.
	Now float64
	// Price and Motion are the slots of the price and of W, the Brownian motion, at the horizon.
	Price, Motion int
	// Expiring, where it is not nil, is what one unit pays at the horizon. Otherwise Living is what it is worth there.
	Expiring *Expiring
	Living   Living
}

// Living is the closed form of Black and Scholes: a leg that pays the price, and one that pays cash; nil where there is
// none. With the horizon's S and W and the normal distribution function N, one unit is worth
//
//	Asset.Amount S N(fma(Asset.Slope, W, Asset.Centre)) + Cash.Amount N(fma(Cash.Slope, W, Cash.Centre))
type Living struct{ Asset, Cash *Leg }

// Leg is a part of a payoff and the probability that it is paid, as a function of W.
type Leg struct {
	// Amount is what is paid, discounted to the horizon, or of what underlying, less its dividends.
	Amount float64
	// Slope is how much the argument of the distribution function grows with W.
	Slope float64
	// Centre is the argument where W is 0.
	Centre float64
}

// Expiring is a payoff.
type Expiring struct {
	// Sign is 1 for a call, -1 for a put.
	Sign float64
	// Strike is in currency.
	Strike float64
	// Pays is what is paid where sign (S - strike) is positive; Cash goes with it.
	Pays Pays
	Cash float64
}

// Pays is what an option pays in the money.
type Pays int

// The kinds of payment: sign (S - strike), S itself, or an amount.
const (
	Difference Pays = iota
	Asset
	Cash
)

// held is a position's option, in its market.
type held struct {
	Expiring

	job        *pricerv1.Job
	underlying uint32
	expiry     float64
}

// newHeld is for a payoff that has a closed form here.
func newHeld(job *pricerv1.Job, position *pricerv1.Position) held {
	made := held{job: job}
	made.Sign = 1
	var (
		of   option
		step uint32
	)
	switch payoff := position.GetPayoff().(type) {
	case *pricerv1.Position_European:
		of, step, made.underlying = payoff.European, payoff.European.GetStep(), payoff.European.GetUnderlying()
		made.Strike = payoff.European.GetStrike()
	case *pricerv1.Position_Digital:
		of, step, made.underlying = payoff.Digital, payoff.Digital.GetStep(), payoff.Digital.GetUnderlying()
		made.Strike, made.Pays, made.Cash = payoff.Digital.GetStrike(), Cash, payoff.Digital.GetCash()
		if payoff.Digital.Cash == nil {
			made.Pays = Asset
		}
	}
	if of.GetType() == pricerv1.OptionType_OPTION_TYPE_PUT {
		made.Sign = -1
	}
	made.expiry = job.GetTimes()[step-1]
	return made
}

// now is what one unit is worth today.
func (h *held) now() float64 {
	spot := h.market().GetSpot()
	living := h.living(lanes.Log(spot), h.expiry)
	value := 0.0
	if leg := living.Asset; leg != nil {
		value = leg.Amount * spot * lanes.NormalDistribution(math.FMA(leg.Slope, 0, leg.Centre))
	}
	if leg := living.Cash; leg != nil {
		value = math.FMA(leg.Amount, lanes.NormalDistribution(math.FMA(leg.Slope, 0, leg.Centre)), value)
	}
	return value
}

// life is how many years it has to live at the horizon.
func (h *held) life() float64 { return h.expiry - h.job.GetTimes()[0] }

// living is its closed form with so many years to live, where the logarithm of the price is centre if W is 0.
func (h *held) living(centre, life float64) Living {
	volatility, yield := h.market().GetVolatility(), h.market().GetDividendYield()
	halfVariance := float64(float64(0.5*volatility) * volatility)
	growth := (h.job.GetRate() - yield) + halfVariance
	root := math.Sqrt(life)
	deviation := float64(volatility * root)
	far := math.FMA(growth, life, centre-lanes.Log(h.Strike)) / deviation
	leg := func(amount, centre float64) *Leg {
		return &Leg{Amount: amount, Slope: h.Sign / root, Centre: h.Sign * centre}
	}
	carried := lanes.Exp(-float64(yield * life))
	discount := lanes.Exp(-float64(h.job.GetRate() * life))
	switch h.Pays {
	case Asset:
		return Living{Asset: leg(carried, far)}
	case Cash:
		return Living{Cash: leg(h.Cash*discount, far-deviation)}
	default:
		return Living{Asset: leg(h.Sign*carried, far), Cash: leg(-h.Sign*h.Strike*discount, far-deviation)}
	}
}

func (h *held) market() *pricerv1.Underlying { return h.job.GetUnderlyings()[h.underlying] }
