package main

import (
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The histogram tells latencies apart to three digits, from a microsecond to a minute.
const (
	shortest = time.Microsecond
	longest  = time.Minute
	digits   = 3
)

// latencies collects latencies and failures; safe for concurrent use.
type latencies struct {
	mu        sync.Mutex // protects all
	histogram *hdrhistogram.Histogram
	failed    int
	reason    error
	deadline  time.Duration
}

func newLatencies(deadline time.Duration) *latencies {
	return &latencies{histogram: hdrhistogram.New(int64(shortest), int64(longest), digits), deadline: deadline}
}

// add takes one call in. One that failed counts with the deadline at least: a server that refuses at once must not look fast.
func (l *latencies) add(latency time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		latency = max(latency, l.deadline)
	}
	_ = l.histogram.RecordValue(int64(min(max(latency, shortest), longest))) // inside the range, so it cannot fail
	if err != nil {
		l.failed++
		l.reason = err
	}
}

// Quantiles are latencies in milliseconds.
type Quantiles struct {
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p999"`
	P9999 float64 `json:"p9999"`
	Max   float64 `json:"max"`
}

func (l *latencies) quantiles() Quantiles {
	at := func(percent float64) float64 { return float64(l.histogram.ValueAtQuantile(percent)) / 1e6 }
	return Quantiles{
		P50: at(50), P90: at(90), P99: at(99), P999: at(99.9), P9999: at(99.99), Max: float64(l.histogram.Max()) / 1e6,
	}
}

// Outcome says what became of calls.
type Outcome struct {
	Calls  int    `json:"calls"`
	Failed int    `json:"failed"`
	Reason string `json:"reason,omitempty"`
	// LatencyMs counts from when a call was due in the open loop, and from when it began in the closed one.
	LatencyMs Quantiles `json:"latencyMs"`
}

func (l *latencies) outcome() Outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := Outcome{Calls: int(l.histogram.TotalCount()), Failed: l.failed, LatencyMs: l.quantiles()}
	if l.reason != nil {
		o.Reason = l.reason.Error()
	}
	return o
}
