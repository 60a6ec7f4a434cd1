package plan

import (
	"fmt"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
	"workspace.internal/services/kit-go/errs"
)

// Limits on what one portfolio may ask of an engine, beyond those of the schema. They keep the time of a block below
// about a second, so that an engine notices a cancellation soon.
const (
	// MaxDates is how many distinct dates all positions may have together.
	MaxDates = 4096
	// MaxGridPoints is how many prices a path may have: underlyings times distinct dates.
	MaxGridPoints = 65_536
	// MaxFixings is how many fixings all Asian options may have together.
	MaxFixings = 1_048_576
	// maxViolations bounds the answer to a portfolio that is wrong everywhere.
	maxViolations = 50
)

// violations collects them under a common prefix.
type violations struct {
	prefix string
	list   []errs.Violation
}

func (v *violations) add(description, field string, args ...any) {
	if len(v.list) < maxViolations {
		v.list = append(v.list, errs.Violation{Field: v.prefix + fmt.Sprintf(field, args...), Description: description})
	}
}

func (v *violations) full() bool { return len(v.list) >= maxViolations }

// Check returns the rules that a portfolio breaks though its schema allows it, at most 50, each with a field path that
// begins with prefix (such as "portfolio."). It may be called on a portfolio that breaks its schema, too.
func Check(portfolio *riskv1.Portfolio, prefix string) []errs.Violation {
	v := &violations{prefix: prefix}
	underlyings := map[string]bool{}
	for i, u := range portfolio.GetUnderlyings() {
		if underlyings[u.GetId()] {
			v.add(fmt.Sprintf("the id %q occurs twice", u.GetId()), "underlyings[%d].id", i)
		}
		underlyings[u.GetId()] = true
	}
	positions := map[string]bool{}
	dates := map[float64]struct{}{}
	total := 0
	for i, position := range portfolio.GetPositions() {
		if v.full() || total > MaxFixings {
			break
		}
		if positions[position.GetId()] {
			v.add(fmt.Sprintf("the id %q occurs twice", position.GetId()), "positions[%d].id", i)
		}
		positions[position.GetId()] = true
		total += checkInstrument(v, i, position.GetInstrument(), underlyings, dates)
	}
	delete(dates, 0)
	if len(dates) > MaxDates {
		v.add(fmt.Sprintf("all positions together may have %d distinct dates, but have more", MaxDates), "positions")
	}
	if points := len(dates) * len(portfolio.GetUnderlyings()); len(dates) <= MaxDates && points > MaxGridPoints {
		v.add(fmt.Sprintf("underlyings times distinct dates may be %d, but are %d", MaxGridPoints, points), "positions")
	}
	if total > MaxFixings {
		v.add(fmt.Sprintf("all Asian options together may have %d fixings, but have more", MaxFixings), "positions")
	}
	checkCorrelation(v, portfolio)
	return v.list
}

// checkInstrument adds an instrument's dates to those of the portfolio, and returns how many fixings it has.
func checkInstrument(
	v *violations, position int, instrument *riskv1.Instrument, underlyings map[string]bool, dates map[float64]struct{},
) int {
	switch kind := instrument.GetKind().(type) {
	case *riskv1.Instrument_European:
		path := fmt.Sprintf("positions[%d].instrument.european.", position)
		checkUnderlying(v, path, kind.European.GetUnderlying(), underlyings)
		dates[kind.European.GetExpiryYears()] = struct{}{}
		return 0
	case *riskv1.Instrument_Asian:
		path := fmt.Sprintf("positions[%d].instrument.asian.", position)
		checkUnderlying(v, path, kind.Asian.GetUnderlying(), underlyings)
		fixings := fixings(kind.Asian)
		if at := firstNotAscending(fixings); at >= 0 {
			if kind.Asian.GetEven() != nil {
				v.add("the fixings are closer to each other than doubles can tell apart", "%seven.count", path)
			} else {
				v.add(
					fmt.Sprintf(
						"fixings must be strictly ascending, but this is %v after %v",
						fixings[at],
						fixings[at-1],
					),
					"%slisted.years[%d]",
					path,
					at,
				)
			}
		} else if last := len(fixings) - 1; last == 0 && fixings[0] == 0 {
			v.add("the last fixing must be after 0", "%slisted.years[0]", path)
		}
		for _, date := range fixings {
			if len(dates) > MaxDates+1 {
				// One too many (and 0, which is no date) is enough to say so; all of them would be a lot of memory.
				break
			}
			dates[date] = struct{}{}
		}
		return len(fixings)
	default:
		return 0
	}
}

func checkUnderlying(v *violations, path, id string, underlyings map[string]bool) {
	if !underlyings[id] {
		v.add(fmt.Sprintf("the portfolio has no underlying %q", id), "%sunderlying", path)
	}
}

// firstNotAscending returns the index of the first entry that is not above the one before it, or -1.
func firstNotAscending(list []float64) int {
	for i := 1; i < len(list); i++ {
		if !(list[i] > list[i-1]) {
			return i
		}
	}
	return -1
}

func checkCorrelation(v *violations, portfolio *riskv1.Portfolio) {
	rows := portfolio.GetCorrelation()
	if len(rows) == 0 {
		return
	}
	if want := len(portfolio.GetUnderlyings()); len(rows) != want {
		v.add(fmt.Sprintf("must have %d rows, one per underlying, or none, but has %d", want, len(rows)), "correlation")
		return
	}
	_, fault := cholesky(rows)
	switch {
	case fault == nil:
	case fault.column < 0:
		v.add(fault.description, "correlation[%d].values", fault.row)
	default:
		v.add(fault.description, "correlation[%d].values[%d]", fault.row, fault.column)
	}
}
