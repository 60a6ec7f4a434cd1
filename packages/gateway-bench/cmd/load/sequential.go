package main

import "time"

// runSequential makes one call after the other, as the only client.
func runSequential(target string, useGRPC bool, duration time.Duration) (*Latency, error) {
	client := newHTTPClient(1)
	url := echoURL(target)
	call := func() error { return jsonCall(client, url) }
	if useGRPC {
		grpcCall, err := newGRPCCall(target)
		if err != nil {
			return nil, err
		}
		call = grpcCall
	}
	var latencies []time.Duration
	for start := time.Now(); len(latencies) == 0 || time.Since(start) < duration; {
		began := time.Now()
		if err := call(); err != nil {
			return nil, err
		}
		latencies = append(latencies, time.Since(began))
	}
	latency := latencyOf(latencies)
	return &latency, nil
}
