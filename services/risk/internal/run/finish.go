package run

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"

	"workspace.internal/services/risk/internal/engines"
	"workspace.internal/services/risk/internal/estimate"
	"workspace.internal/services/risk/internal/ledger"
	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/store/gen"
)

// errRefused marks a run that can never succeed.
var errRefused = errors.New("the valuation cannot be computed")

func refused(err error) error { return fmt.Errorf("%w: %w", errRefused, err) }

// finish brings the valuation into the state that the outcome of its computation asks for, and returns the outcome.
func (e *execution) finish(ctx context.Context, outcome error) error {
	switch {
	case errors.Is(outcome, store.ErrFenced):
		return outcome
	case errors.Is(outcome, errDraining):
		return e.handBack(ctx, outcome)
	}
	// A replica that drains gives up trying; the lease then runs out and another replica finishes.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(e.runner.drain, func() { cancel(errDraining) })()

	to, snapshot, why := e.verdict(ctx, outcome)
	if to == states.Succeeded {
		if err := e.show(ctx, true); err != nil {
			return err
		}
	}
	var row *gen.GetValuationRow
	if err := e.retry(ctx, "finish", func(ctx context.Context) (err error) {
		row, err = e.runner.store.FinishRun(ctx, e.fence, to, snapshot, why)
		return err
	}); err != nil {
		return err
	}
	if row != nil {
		e.runner.config.Ended(*row)
	}
	return outcome
}

// verdict is the final state, with the result as far as there is one, and the error that callers see.
func (e *execution) verdict(ctx context.Context, outcome error) (states.State, *ledger.Snapshot, *status.Status) {
	var snapshot *ledger.Snapshot
	if e.books != nil {
		var err error
		if snapshot, err = e.books.Snapshot(true); err != nil {
			snapshot = nil
			outcome = errors.Join(outcome, err)
		}
	}
	switch {
	case outcome == nil:
		return states.Succeeded, snapshot, nil
	case errors.Is(outcome, errDeadline):
		return states.Failed, snapshot, Expired()
	case errors.Is(outcome, estimate.ErrOverflow):
		failure := &status.Status{Code: int32(codes.OutOfRange), Message: estimate.ErrOverflow.Error()}
		return states.Failed, snapshot, failure
	case errors.Is(outcome, engines.ErrOlder):
		failure := &status.Status{Code: int32(codes.Unimplemented), Message: engines.ErrOlder.Error()}
		return states.Failed, snapshot, failure
	default:
		id := make([]byte, 8)
		_, _ = rand.Read(id) // never fails: crypto/rand ends the process instead
		e.log.ErrorContext(ctx, "valuation failed", "id", hex.EncodeToString(id), "error", outcome)
		return states.Failed, snapshot, &status.Status{
			Code: int32(codes.Internal), Message: "internal error, id " + hex.EncodeToString(id),
		}
	}
}

// Expired is the error of a valuation whose time limit has run out.
func Expired() *status.Status {
	return &status.Status{Code: int32(codes.DeadlineExceeded), Message: "the time limit has run out"}
}

// handBack writes a last checkpoint and puts the valuation back into the queue. Where that fails, the lease runs out.
func (e *execution) handBack(ctx context.Context, outcome error) error {
	ctx, cancel := context.WithTimeout(ctx, handBackTimeout)
	defer cancel()
	if e.books != nil {
		if snapshot, err := e.books.Snapshot(true); err == nil {
			err = e.retry(ctx, "write the last checkpoint", func(ctx context.Context) error {
				return e.runner.store.SaveRun(ctx, e.fence, snapshot, true)
			})
			if errors.Is(err, store.ErrFenced) {
				return err
			}
		}
	}
	if err := e.retry(ctx, "hand back", func(ctx context.Context) error {
		return e.runner.store.HandBackRun(ctx, e.fence, e.runner.enqueue)
	}); err != nil {
		return errors.Join(outcome, err)
	}
	return outcome
}
