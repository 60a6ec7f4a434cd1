package engines

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/risk/internal/ledger"
)

// Bounds on calls. A call that is expected to take a time t may be silent for 10 t and last for 30 t, within these.
const (
	minSilence, unknownSilence, maxSilence    = 5 * time.Second, time.Minute, 2 * time.Minute
	minDuration, unknownDuration, maxDuration = 20 * time.Second, 5 * time.Minute, 20 * time.Minute
	// slow is how long a call that lost against a second one without delivering anything must have lasted, beyond 3 t,
	// for it to count as a failure of its engine.
	slow = time.Second
	// defaultRetryDelay is for an engine that is full and does not say until when.
	defaultRetryDelay = 100 * time.Millisecond
)

var (
	// errSilent breaks off a call that delivers nothing.
	errSilent = errors.New("the engine delivers nothing")
	// errContract is an answer that the contract does not allow.
	errContract = errors.New("the engine breaks its contract")
)

// simulate makes one call and settles it with the ledger, the engine and the run.
func (f *Fleet) simulate(e *engine, run *Run, call *ledger.Call) {
	defer run.calls.Done()
	defer call.Cancel()
	begin := time.Now()
	blocks, err := f.stream(e, run, call)
	run.Ledger.End(call)
	f.settle(e, run, call, blocks, err, time.Since(begin))
	f.wake()
}

// stream receives the blocks of a call; how many it says also where it fails.
func (f *Fleet) stream(e *engine, run *Run, call *ledger.Call) (blocks int, err error) {
	silence := between(minSilence, 10*call.Expected, maxSilence, unknownSilence)
	duration := between(minDuration, 30*call.Expected, maxDuration, unknownDuration)
	timed, cancelTimed := context.WithTimeout(call.Context, duration)
	defer cancelTimed()
	ctx, cancel := context.WithCancelCause(timed)
	defer cancel(nil)
	watchdog := time.AfterFunc(silence, func() { cancel(errSilent) })
	defer watchdog.Stop()
	defer func() {
		if err != nil && errors.Is(context.Cause(ctx), errSilent) {
			err = status.Error(codes.DeadlineExceeded, errSilent.Error())
		}
	}()

	answers, err := run.Work.Call(ctx, e.client, call.First, call.Count)
	if err != nil {
		return 0, err
	}
	for {
		block, err := answers.Recv()
		if errors.Is(err, io.EOF) {
			if blocks < call.Count && call.Context.Err() == nil {
				return blocks, fmt.Errorf("%w: %d blocks of %d", errContract, blocks, call.Count)
			}
			return blocks, nil
		}
		if err != nil {
			return blocks, err
		}
		watchdog.Reset(silence)
		if err := run.Ledger.Deliver(call, block, time.Now()); err != nil {
			return blocks, fmt.Errorf("%w: %w", errContract, err)
		}
		blocks++
		run.strikes.Store(0)
		if f.hungry.Load() {
			f.wake()
		}
	}
}

func between(low, value, high, unknown time.Duration) time.Duration {
	if value == 0 {
		return unknown
	}
	return min(max(low, value), high)
}

// settle draws the conclusions of a call's end for its engine and its run.
func (f *Fleet) settle(e *engine, run *Run, call *ledger.Call, blocks int, err error, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e.busy--
	switch {
	case err == nil:
		e.failures = 0
		return
	case run.Context.Err() != nil:
		return
	case call.Context.Err() != nil:
		// The ledger has no more need of it. Where that is because the call was far too slow, it is the engine's
		// failure.
		if call.Second || blocks > 0 || took < slow+3*call.Expected {
			return
		}
		err = errSilent
	}
	if pause, full := f.blame(e, run, err); !full {
		f.log.WarnContext(run.Context, "call failed", "engine", e.name, "first_block", call.First, "blocks", call.Count,
			"received", blocks, "error", err, "pause", pause.String())
	}
}

// blame draws the conclusions of a call's failure for its engine and its run: for how long the engine is left alone,
// and whether it is but full.
func (f *Fleet) blame(e *engine, run *Run, err error) (pause time.Duration, full bool) {
	switch code := status.Code(err); code {
	case codes.ResourceExhausted:
		delay, told := errs.RetryDelay(err)
		if !told {
			// Full engines say when they are not; without that it may be the message that is too large, which waiting
			// does not cure.
			delay = defaultRetryDelay
			run.strike(err)
		}
		pause = min(max(delay, 10*time.Millisecond), MaxEjection)
		e.until = time.Now().Add(pause)
		f.log.DebugContext(run.Context, "engine full", "engine", e.name, "pause", pause.String())
		return pause, true
	case codes.InvalidArgument, codes.FailedPrecondition, codes.OutOfRange:
		run.Refused(err)
	case codes.Internal, codes.Unknown, codes.DataLoss:
		run.strike(err)
	default:
	}
	return e.failed(time.Now()), false
}
