package plan

import (
	"fmt"
	"maps"
	"slices"

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
	// MaxFixings is how many fixings all Asian and lookback options may have together.
	MaxFixings = 1_048_576
	// MaxLooks is how many dates all barriers may be looked at on together; each takes as long as some ten fixings.
	// Those that are watched all the time where a variance moves have all steps of the grid.
	MaxLooks = 65_536
	// MaxTerms is how many terms all baskets may have together. Each has a delta, a vega and a gamma of its own, so
	// this bounds the size of a result as well.
	MaxTerms = 10_000
	// MaxExercises is how many dates all American options may have together. Engines need a millisecond or less for
	// each before a run begins. Those on a variance that moves have all steps of the grid.
	MaxExercises = 20_000
	// maxViolations bounds the answer to a portfolio that is wrong everywhere.
	maxViolations = 50
)

// checker collects what is wrong, and what the portfolio has of all that is limited.
type checker struct {
	// prefix begins every path.
	prefix string
	found  []errs.Violation
	// underlyings are the ids that there are.
	underlyings map[string]bool
	// dates are the distinct ones, and 0, which is no date; at most two more than may be.
	dates map[float64]struct{}
	// moving are the underlyings whose variance moves, until is the last date at which one of them is looked at.
	moving map[string]bool
	until  float64
	// watched are the last dates of the barriers that are watched all the time where a variance moves, exercised those
	// of the American options there.
	watched, exercised []float64
	// fixed is how many fixings there are, looks how many at barriers, terms how many of baskets, exercises how many
	// dates of American options.
	fixed, looks, terms, exercises int
}

func (c *checker) add(description, field string, args ...any) {
	if c.full() {
		return
	}
	field = c.prefix + fmt.Sprintf(field, args...)
	c.found = append(c.found, errs.Violation{Field: field, Description: description})
}

func (c *checker) full() bool { return len(c.found) >= maxViolations }

// tooMuch says that the rest of the portfolio need not be counted.
func (c *checker) tooMuch() bool {
	return c.fixed > MaxFixings || c.looks+len(c.watched) > MaxLooks || c.terms > MaxTerms ||
		c.exercises+len(c.exercised) > MaxExercises
}

// underlying checks that there is one of that id.
func (c *checker) underlying(id, field string, args ...any) {
	if !c.underlyings[id] {
		c.add(fmt.Sprintf("the portfolio has no underlying %q", id), field, args...)
	}
}

// date counts one. One too many (and 0) is enough to say so; all of them would be a lot of memory.
func (c *checker) date(years float64) {
	if len(c.dates) <= MaxDates+1 {
		c.dates[years] = struct{}{}
	}
}

// Check returns the rules that a portfolio breaks though its schema allows it, at most 50, each with a field path that
// begins with prefix (such as "portfolio."). It may be called on a portfolio that breaks its schema, too.
func Check(portfolio *riskv1.Portfolio, prefix string) []errs.Violation {
	c := &checker{
		prefix: prefix, underlyings: map[string]bool{}, dates: map[float64]struct{}{}, moving: moving(portfolio),
	}
	for i, u := range portfolio.GetUnderlyings() {
		if c.underlyings[u.GetId()] {
			c.add(fmt.Sprintf("the id %q occurs twice", u.GetId()), "underlyings[%d].id", i)
		}
		c.underlyings[u.GetId()] = true
	}
	positions := map[string]bool{}
	for i, position := range portfolio.GetPositions() {
		if c.full() || c.tooMuch() {
			break
		}
		if positions[position.GetId()] {
			c.add(fmt.Sprintf("the id %q occurs twice", position.GetId()), "positions[%d].id", i)
		}
		positions[position.GetId()] = true
		if held := instrumentOf(position.GetInstrument()); held != nil {
			held.check(c, fmt.Sprintf("positions[%d].instrument.", i))
			c.until = max(c.until, lastOf(held, c.moving))
		}
	}
	c.limits(len(portfolio.GetUnderlyings()))
	c.correlation(portfolio)
	return c.found
}

// limits checks what has been counted.
func (c *checker) limits(underlyings int) {
	delete(c.dates, 0)
	steps, what := len(c.dates), "distinct dates"
	if c.until > 0 {
		steps, what = c.steps(), "distinct dates and steps of variances between them"
	}
	if steps > MaxDates {
		c.add(fmt.Sprintf("all positions together may have %d %s, but have more", MaxDates, what), "positions")
	}
	if points := steps * underlyings; steps <= MaxDates && points > MaxGridPoints {
		c.add(fmt.Sprintf("underlyings times %s may be %d, but are %d", what, MaxGridPoints, points), "positions")
	}
	if c.fixed > MaxFixings {
		c.add(fmt.Sprintf("all Asian and lookback options together may have %d fixings, but have more", MaxFixings),
			"positions")
	}
	if c.looks > MaxLooks {
		c.add(fmt.Sprintf("all barriers together may be watched on %d dates, but have more", MaxLooks), "positions")
	}
	if c.terms > MaxTerms {
		c.add(fmt.Sprintf("all baskets together may have %d terms, but have more", MaxTerms), "positions")
	}
	if c.exercises > MaxExercises {
		c.add(fmt.Sprintf("all American options together may have %d dates, but have more", MaxExercises), "positions")
	}
}

// steps is how many the grid has, where a variance moves; more than may be, where they are too many. It counts those
// until the ends of the barriers that are looked at in each, and of the options whose exercise takes each to be found.
func (c *checker) steps() int {
	steps, start, until := 0, 0.0, make(map[float64]int, len(c.dates))
	for _, date := range slices.Sorted(maps.Keys(c.dates)) {
		if start < c.until {
			steps += parts(date - start)
		} else {
			steps++
		}
		start = date
		until[date] = steps
	}
	for _, end := range c.watched {
		c.looks += until[end]
	}
	for _, end := range c.exercised {
		c.exercises += until[end]
	}
	return steps
}

func (c *checker) correlation(portfolio *riskv1.Portfolio) {
	rows := portfolio.GetCorrelation()
	if len(rows) == 0 {
		return
	}
	if want := len(portfolio.GetUnderlyings()); len(rows) != want {
		c.add(fmt.Sprintf("must have %d rows, one per underlying, or none, but has %d", want, len(rows)), "correlation")
		return
	}
	_, fault := cholesky(rows)
	switch {
	case fault == nil:
	case fault.column < 0:
		c.add(fault.description, "correlation[%d].values", fault.row)
	default:
		c.add(fault.description, "correlation[%d].values[%d]", fault.row, fault.column)
	}
}
