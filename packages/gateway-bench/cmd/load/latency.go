package main

import (
	"slices"
	"time"
)

// Latency sums up the latencies of calls.
type Latency struct {
	Calls int     `json:"calls"`
	P50   float64 `json:"p50Ms"`
	P99   float64 `json:"p99Ms"`
	Max   float64 `json:"maxMs"`
}

// latencyOf sorts the latencies, of which there must be one at least.
func latencyOf(latencies []time.Duration) Latency {
	slices.Sort(latencies)
	at := func(quantile float64) float64 {
		return float64(latencies[int(quantile*float64(len(latencies)-1))].Microseconds()) / 1000
	}
	return Latency{Calls: len(latencies), P50: at(0.5), P99: at(0.99), Max: at(1)}
}
