package main

import (
	"context"
	"math/bits"
	"runtime"
	"syscall"
	"time"
)

// clockResult is the clock of the core that the loop ran on.
type clockResult struct {
	// Hertz are cycles per second of processor time.
	Hertz float64 `json:"hertz"`
	// Seconds are how long the loop took, CPUSeconds how much of that it had a core for.
	Seconds    float64 `json:"seconds"`
	CPUSeconds float64 `json:"cpuSeconds"`
	// Check keeps the compiler from leaving the loop out.
	Check uint64 `json:"check"`
}

const (
	// chain is how many steps one turn of the loop has; each waits for the one before, so what else the turn does costs nothing.
	chain = 16
	// cyclesPerStep: a rotation and an exclusive or, each with a latency of one cycle on the cores of x86-64 and arm64 since 2013.
	cyclesPerStep = 2
	// turns of the loop between two looks at the time: some milliseconds.
	turns = 1 << 18
)

// runClock measures the clock by a loop whose length in cycles is known.
func runClock(ctx context.Context, o *options) (any, error) {
	runtime.LockOSThread()
	// A core that was idle takes a moment to be at its clock.
	value := spin(turns, 1)
	cycles := 0.0
	begin, before := time.Now(), processorTime()
	for time.Since(begin) < o.duration && ctx.Err() == nil {
		value = spin(turns, value)
		cycles += turns * chain * cyclesPerStep
	}
	used, took := processorTime()-before, time.Since(begin)
	return clockResult{Hertz: cycles / used.Seconds(), Seconds: took.Seconds(), CPUSeconds: used.Seconds(), Check: value}, ctx.Err()
}

//go:noinline
func spin(turns int, value uint64) uint64 {
	const key = 0x9e3779b97f4a7c15
	k := uint64(key)
	for range turns {
		value = bits.RotateLeft64(value, 5) ^ k
		value = bits.RotateLeft64(value, 7) ^ k
		value = bits.RotateLeft64(value, 5) ^ k
		value = bits.RotateLeft64(value, 7) ^ k
		value = bits.RotateLeft64(value, 5) ^ k
		value = bits.RotateLeft64(value, 7) ^ k
		value = bits.RotateLeft64(value, 5) ^ k
		value = bits.RotateLeft64(value, 7) ^ k
		value = bits.RotateLeft64(value, 5) ^ k
		value = bits.RotateLeft64(value, 7) ^ k
		value = bits.RotateLeft64(value, 5) ^ k
		value = bits.RotateLeft64(value, 7) ^ k
		value = bits.RotateLeft64(value, 5) ^ k
		value = bits.RotateLeft64(value, 7) ^ k
		value = bits.RotateLeft64(value, 5) ^ k
		value = bits.RotateLeft64(value, 7) ^ k
	}
	return value
}

// processorTime is what this process has used; it does nothing else meanwhile.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
