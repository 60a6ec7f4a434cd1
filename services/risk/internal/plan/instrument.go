package plan

import (
	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// instrument is a kind of instrument as the planner sees it. Each kind has a file of its own.
type instrument interface {
	// check adds what is wrong with it beyond its schema. The path is that of the oneof it is a member of.
	check(c *checker, path string)
	// underlyings are the ids of what it is written on, in the order of its greeks to one underlying.
	underlyings() []string
	// dates are when it looks at prices, in years.
	dates() []float64
	// plan sets what one unit pays.
	plan(position *pricerv1.Position, known *resolver)
	// estimator is how the engines estimate a greek of it where no variance moves.
	estimator(greek riskv1.Greek) riskv1.Estimator
}

// instrumentOf is nil where no kind is set.
func instrumentOf(message *riskv1.Instrument) instrument {
	switch kind := message.GetKind().(type) {
	case *riskv1.Instrument_European:
		return european{option: kind.European}
	case *riskv1.Instrument_Asian:
		return asian{option: kind.Asian}
	case *riskv1.Instrument_Digital:
		return digital{option: kind.Digital}
	case *riskv1.Instrument_Lookback:
		return lookback{option: kind.Lookback}
	case *riskv1.Instrument_Basket:
		return basket{option: kind.Basket}
	case *riskv1.Instrument_Barrier:
		return barrier{option: kind.Barrier}
	case *riskv1.Instrument_American:
		return american{option: kind.American}
	default:
		return nil
	}
}

// continuous is how the engines estimate a greek of a payoff that is continuous but has kinks: along each path, but for
// gamma, the slope of a slope that jumps.
func continuous(greek riskv1.Greek, gamma riskv1.Estimator) riskv1.Estimator {
	if greek == riskv1.Greek_GREEK_GAMMA {
		return gamma
	}
	return riskv1.Estimator_ESTIMATOR_PATHWISE
}

// onSeveral is continuous for an option on several prices of one underlying. Both sides of a floating strike grow
// with the spot alike: the delta along each path does not change with it.
func onSeveral(greek riskv1.Greek, floating bool) riskv1.Estimator {
	if floating {
		return riskv1.Estimator_ESTIMATOR_PATHWISE
	}
	return continuous(greek, riskv1.Estimator_ESTIMATOR_COMMON_RANDOM_NUMBERS)
}

// resolver turns the names and dates of a checked portfolio into numbers.
type resolver struct {
	// underlyings are indices by id.
	underlyings map[string]uint32
	grid        grid
	schedules   scheduleTable
}

var optionTypes = map[riskv1.OptionType]pricerv1.OptionType{
	riskv1.OptionType_OPTION_TYPE_CALL: pricerv1.OptionType_OPTION_TYPE_CALL,
	riskv1.OptionType_OPTION_TYPE_PUT:  pricerv1.OptionType_OPTION_TYPE_PUT,
}
