package main

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// openResult is what calls at a fixed rate came to.
type openResult struct {
	Latency
	// Offered is the number of calls that were due, Answered and Failed that of those whose end was seen. The others waited until
	// the end of the grace period, and the latencies have them with that, so a quantile among them is a lower bound.
	Offered  int `json:"offered"`
	Answered int `json:"answered"`
	Failed   int `json:"failed"`
}

// grace is how long calls that were due may still wait for their turn when the time is over.
const grace = time.Second

// runOpen starts calls at a fixed rate. A call's latency counts from when it was due, not from when a connection was free for it:
// otherwise a server that stalls would be measured by the few calls that it lets through. The connections have made a call each before the
// time begins: clients that all come at the same moment are another question than those that call.
func runOpen(target string, rate float64, duration time.Duration, connections int) (*openResult, error) {
	clients := make([]*wireClient, connections)
	for i := range clients {
		clients[i] = newWireClient(target)
		defer clients[i].close()
		if err := clients[i].call(); err != nil {
			return nil, fmt.Errorf("the first call of a connection failed: %w", err)
		}
	}
	total := int(rate * duration.Seconds())
	due := make(chan time.Time, total)

	var (
		group     sync.WaitGroup
		mutex     sync.Mutex // protects latencies, result and reason
		latencies = make([]time.Duration, 0, total)
		result    = openResult{Offered: total}
		reason    = errors.New("no answer in time")
	)
	start := time.Now()
	end := start.Add(duration + grace)
	for _, client := range clients {
		group.Go(func() {
			for at := range due {
				late := time.Now().After(end)
				var err error
				if !late {
					err = client.call()
				}
				latency := time.Since(at)
				mutex.Lock()
				latencies = append(latencies, latency)
				switch {
				case late:
				case err != nil:
					result.Failed++
					reason = err
				default:
					result.Answered++
				}
				mutex.Unlock()
			}
		})
	}
	for i := range total {
		at := start.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		time.Sleep(time.Until(at))
		due <- at
	}
	close(due)
	group.Wait()
	if result.Answered == 0 {
		return nil, fmt.Errorf("none of %d calls was answered: %w", total, reason)
	}
	result.Latency = latencyOf(latencies)
	return &result, nil
}
