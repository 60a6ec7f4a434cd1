package job

import (
	"math"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/lanes"
)

// Tracks are the motions of the factors at each step, standard and independent of each other, and how a Brownian bridge
// makes them of the points of a block: from where each factor ends to what is halfway, and on.
type Tracks struct {
	// Count is how many there are: one of each factor and step, after that of step 0, which all factors share.
	Count int
	// First is the track of each factor at step 1. Those of its later steps follow.
	First []int
	// Nodes are in the order of the points' dimensions: as a factor divides its steps, the end before halves before
	// quarters, and of each place the factors in their order.
	Nodes []Node
}

// Node is one track, given others: normal with a mean between theirs.
type Node struct {
	// Factor and Step are which it is of.
	Factor, Step int
	// Track is where it goes, Left and Right are those that it is between. For the last step both are Origin.
	Track, Left, Right int
	// Weights are of those, and of the normal of the node.
	Weights lanes.Between
}

// Origin is the track of step 0, where every motion is 0.
const Origin = 0

func (t *Tracks) bytes() int {
	if t == nil {
		return 0
	}
	return size(t.First) + size(t.Nodes)
}

// place is a step and those that it is between.
type place struct{ step, left, right int }

// newTracks is those over the steps in which the factors are drawn; nil where the job has pseudo-random numbers.
func newTracks(job *pricerv1.Job, walk *Walk) *Tracks {
	if job.GetSampling() != pricerv1.Sampling_SAMPLING_SOBOL {
		return nil
	}
	tracks := &Tracks{Count: 1, First: make([]int, len(job.GetUnderlyings()))}
	places := make([][]place, len(job.GetUnderlyings()))
	most := 0
	for factor := range places {
		last := walk.lastStep(factor)
		tracks.First[factor] = tracks.Count
		tracks.Count += last
		places[factor] = halved(last)
		most = max(most, last)
	}
	tracks.Nodes = make([]Node, 0, tracks.Count-1)
	for i := range most {
		for factor := range places {
			if i < len(places[factor]) {
				tracks.Nodes = append(tracks.Nodes, tracks.node(factor, places[factor][i], job.GetTimes()))
			}
		}
	}
	return tracks
}

// lastStep is the last one that a factor is drawn for; 0 where it never is.
func (w *Walk) lastStep(factor int) int {
	last := 0
	for i := range w.Phases {
		for _, drawn := range w.FactorsOf(&w.Phases[i]) {
			if drawn == factor {
				last = w.Phases[i].Steps.End - 1
			}
		}
	}
	return last
}

// halved is the steps from 1 on in the order in which a bridge finds them: the last, then the middle of each interval,
// level by level and in each from the left.
func halved(last int) []place {
	if last == 0 {
		return nil
	}
	places := make([]place, 1, last)
	places[0] = place{last, 0, 0}
	intervals := []Span{{0, last}}
	for len(intervals) > 0 {
		of := intervals[0]
		intervals = intervals[1:]
		if middle := (of.First + of.End) / 2; middle > of.First {
			places = append(places, place{middle, of.First, of.End})
			intervals = append(intervals, Span{of.First, middle}, Span{middle, of.End})
		}
	}
	return places
}

func (t *Tracks) node(factor int, at place, times []float64) Node {
	track := func(step int) int {
		if step == 0 {
			return Origin
		}
		return t.First[factor] + step - 1
	}
	time := func(step int) float64 {
		if step == 0 {
			return 0
		}
		return times[step-1]
	}
	node := Node{
		Factor: factor, Step: at.step, Track: track(at.step), Left: track(at.left), Right: track(at.right),
		Weights: lanes.Between{Spread: math.Sqrt(time(at.step))},
	}
	if at.right > 0 {
		before, after := time(at.step)-time(at.left), time(at.right)-time(at.step)
		whole := time(at.right) - time(at.left)
		node.Weights = lanes.Between{
			Left: after / whole, Right: before / whole, Spread: math.Sqrt(float64(before*after) / whole),
		}
	}
	return node
}
