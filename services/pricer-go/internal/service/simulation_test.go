package service

import (
	"slices"
	"sync/atomic"
	"testing"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/lanes"
)

func TestTheWindowKeepsThreadsBusyAndMemorySmall(t *testing.T) {
	for _, c := range []struct{ threads, resultBytes, want int }{
		{2, 100, 128}, {2, 640_000, 3}, {2, 10_000_000, 3}, {64, 8, 4096},
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
	simulation := newSimulation(sums{lanes.Fastest(), plan}, 1, 1<<30, 1000)
	var stop atomic.Bool
	allocations := testing.AllocsPerRun(10, func() {
		found, _ := simulation.Compute(3, &stop)
		simulation.reuse(found)
	})
	if allocations != 0 {
		t.Errorf("%v allocations a block", allocations)
	}
}

// largest has 50,000 terms of baskets, each with a price of its own, everything asked for, nothing shared.
func largest(t *testing.T) computation {
	t.Helper()
	of := jobtest.Antithetic(jobtest.OneCall())
	of.Greeks = jobtest.AllGreeks()
	of = jobtest.OfSecondOrder(of)
	of.Underlyings = slices.Repeat(of.GetUnderlyings(), 100)
	terms := make(jobtest.Terms, 100)
	for i := range terms {
		terms[i] = [2]float64{float64(i), 1}
	}
	of.Times, of.Positions = nil, nil
	for step := range uint32(500) {
		of.Times = append(of.Times, float64(step+1))
		of.Positions = append(of.Positions, jobtest.Basket(jobtest.Highest, terms, jobtest.Call, 100, step+1))
	}
	plan, err := job.Compile(of)
	if err != nil {
		t.Fatal(err)
	}
	return sums{lanes.Fastest(), plan}
}

func TestALargeJobIsComputedByAsManyThreadsAsItLeavesMemoryFor(t *testing.T) {
	const mebibyte = 1 << 20
	of := largest(t)
	if bytes := of.scratchBytes(); bytes >= 160*mebibyte {
		t.Errorf("a block takes %d bytes", bytes)
	}
	if bytes := resultBytes(of); bytes >= 4*mebibyte {
		t.Errorf("a block gives %d bytes", bytes)
	}
	one := newSimulation(of, 1, 0, 1000).request(0).Bytes
	for _, c := range []struct{ memory, blocks int }{{96, 1}, {512, 3}, {4096, 9}} {
		found := newSimulation(of, 8, c.memory*mebibyte, 1000).request(0)
		if found.Window != c.blocks || found.Bytes > max(one, c.memory*mebibyte) {
			t.Errorf("%d MiB: %d blocks, %d bytes", c.memory, found.Window, found.Bytes)
		}
	}
}
