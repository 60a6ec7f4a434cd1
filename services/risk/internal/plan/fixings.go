package plan

import (
	"fmt"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// scheduled is an option that looks at the price on several dates.
type scheduled interface {
	GetEven() *riskv1.EvenFixings
	GetListed() *riskv1.ListedFixings
}

// fixings lists an option's fixings in years. The last one of an even schedule is the date given, not what the formula
// rounds to, so that it coincides with an expiry on the same date.
func fixings(option scheduled) []float64 {
	even := option.GetEven()
	if even == nil {
		return option.GetListed().GetYears()
	}
	count := int(even.GetCount())
	list := make([]float64, max(count, 0))
	first, last := even.GetFirstYears(), even.GetLastYears()
	for i := range list {
		list[i] = first + float64(float64(float64(i)*float64(last-first))/float64(count-1))
	}
	if count > 0 {
		list[count-1] = last
	}
	return list
}

// fixings checks those of an option whose fields have this path, and counts them.
func (c *checker) fixings(option scheduled, path string) {
	c.fixed += len(c.ending(option, path))
}

// ending checks that an option's fixings ascend and do not end today, and returns them.
func (c *checker) ending(option scheduled, path string) []float64 {
	list := c.ascending(option, "fixings", path)
	if len(list) == 1 && list[0] == 0 {
		c.add("the last fixing must be after 0", "%slisted.years[0]", path)
	}
	return list
}

// ascending checks the order of an option's dates, which are called what, notes them, and returns them.
func (c *checker) ascending(option scheduled, what, path string) []float64 {
	list := fixings(option)
	if at := firstNotAscending(list); at >= 0 {
		if option.GetEven() != nil {
			const tooClose = "the %s are closer to each other than doubles can tell apart"
			c.add(fmt.Sprintf(tooClose, what), "%seven.count", path)
		} else {
			c.add(fmt.Sprintf("%s must be strictly ascending, but this is %v after %v", what, list[at], list[at-1]),
				"%slisted.years[%d]", path, at)
		}
	}
	for _, date := range list {
		c.date(date)
	}
	return list
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
