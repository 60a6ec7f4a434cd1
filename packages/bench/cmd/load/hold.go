package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
)

// holdResult is what became of streams that are to stay open.
type holdResult struct {
	// Opened is how many have had their first message; LatencyMs of Outcome is the time to it, from when the stream was due.
	Outcome
	Opened int `json:"opened"`
	// Lost is how many have ended by the end. Only in the second line.
	Lost int `json:"lost"`
}

// runHold opens streams at a fixed rate, prints a line when each has had its first message or failed, holds them until standard input
// ends, and says then how many were lost meanwhile.
func runHold(ctx context.Context, o *options) (any, error) {
	c, err := newClient(o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.close() }()
	holding, release := context.WithCancel(ctx)
	defer release()
	seen := newLatencies(o.deadline)
	var lost atomic.Int64
	atRate(ctx, o.rate, o.streams, func(due time.Time) {
		stream, err := firstMessage(holding, c, o.deadline)
		seen.add(time.Since(due), err)
		if err == nil {
			go drain(holding, stream, &lost)
		}
	})
	result := holdResult{Outcome: seen.outcome()}
	result.Opened = result.Calls - result.Failed
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	result.Lost = int(lost.Load())
	return result, nil
}

var errLate = errors.New("no first message within the deadline")

// firstMessage opens a stream and waits for its first message; the deadline is that of the message alone.
func firstMessage(ctx context.Context, c *client, deadline time.Duration) (grpc.ClientStream, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	late := time.AfterFunc(deadline, func() { cancel(errLate) })
	stream, err := c.open(ctx)
	if err == nil {
		var first []byte
		err = stream.RecvMsg(&first)
	}
	if !late.Stop() && err != nil {
		err = errLate
	}
	if err != nil {
		cancel(err)
	}
	return stream, err
}

// drain reads a stream to its end, and counts it where it was not we who ended it.
func drain(ctx context.Context, stream grpc.ClientStream, lost *atomic.Int64) {
	for {
		var message []byte
		if err := stream.RecvMsg(&message); err != nil {
			if ctx.Err() == nil {
				lost.Add(1)
			}
			return
		}
	}
}
