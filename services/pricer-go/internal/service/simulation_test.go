package service

import (
	"sync/atomic"
	"testing"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/lanes"
)

func TestTheWindowKeepsThreadsBusyAndMemorySmall(t *testing.T) {
	for _, c := range []struct{ threads, resultBytes, want int }{
		{2, 100, 8}, {2, 640_000, 3}, {2, 10_000_000, 3}, {64, 8, 256},
	} {
		if got := window(c.threads, c.resultBytes); got != c.want {
			t.Errorf("%d threads, %d bytes: %d, want %d", c.threads, c.resultBytes, got, c.want)
		}
	}
}

func TestABlockAllocatesNothingOnceTheFirstHaveBeenSent(t *testing.T) {
	plan, err := job.Compile(jobtest.Every())
	if err != nil {
		t.Fatal(err)
	}
	simulation := newSimulation(sums{lanes.Fastest(), plan}, 1, 1000)
	var stop atomic.Bool
	allocations := testing.AllocsPerRun(10, func() {
		found, _ := simulation.Compute(3, &stop)
		simulation.reuse(found)
	})
	if allocations != 0 {
		t.Errorf("%v allocations a block", allocations)
	}
}
