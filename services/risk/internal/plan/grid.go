package plan

import (
	"encoding/binary"
	"slices"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// grid is the ascending union of all dates of a portfolio, and of others, and what is between them so that no step of
// a variance that moves is too long. Step 0 is now and not in times.
type grid struct {
	times []float64
	steps map[float64]uint32
}

func newGrid(portfolio *riskv1.Portfolio, others ...float64) grid {
	g := grid{steps: map[float64]uint32{0: 0}}
	moving, until := moving(portfolio), 0.0
	for _, date := range others {
		g.add(date)
	}
	for _, position := range portfolio.GetPositions() {
		held := instrumentOf(position.GetInstrument())
		if held == nil {
			continue
		}
		until = max(until, lastOf(held, moving))
		for _, date := range held.dates() {
			g.add(date)
		}
	}
	slices.Sort(g.times)
	g.times = refined(g.times, until)
	for i, date := range g.times {
		g.steps[date] = uint32(i) + 1
	}
	return g
}

// add notes a date, whose step is known once all are.
func (g *grid) add(date float64) {
	if _, known := g.steps[date]; !known {
		g.steps[date] = 0
		g.times = append(g.times, date)
	}
}

// scheduleTable numbers the distinct lists of steps.
type scheduleTable struct {
	grid  grid
	list  []*pricerv1.Schedule
	known map[string]uint32
}

// index returns the number of the schedule with these fixings.
func (t *scheduleTable) index(fixings []float64) uint32 {
	steps := make([]uint32, len(fixings))
	key := make([]byte, 0, 4*len(fixings))
	for i, date := range fixings {
		steps[i] = t.grid.steps[date]
		key = binary.LittleEndian.AppendUint32(key, steps[i])
	}
	index, known := t.known[string(key)]
	if !known {
		index = uint32(len(t.list))
		t.known[string(key)] = index
		t.list = append(t.list, &pricerv1.Schedule{Steps: steps})
	}
	return index
}
