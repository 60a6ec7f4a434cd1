package main

import (
	"testing"
	"time"
)

func TestLatencyOfAnyOrder(t *testing.T) {
	t.Parallel()
	latencies := make([]time.Duration, 0, 101)
	for i := range 101 {
		latencies = append(latencies, time.Duration(100-i)*time.Millisecond)
	}
	if got, want := latencyOf(latencies), (Latency{Calls: 101, P50: 50, P99: 99, Max: 100}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestLatencyOfOneCall(t *testing.T) {
	t.Parallel()
	if got, want := latencyOf([]time.Duration{1500 * time.Microsecond}), (Latency{Calls: 1, P50: 1.5, P99: 1.5, Max: 1.5}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
