package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"workspace.internal/services/kit-go/errs"
)

// boundary is the outermost interceptor: nothing internal passes it, and it writes the access log. A request that
// succeeds is logged at debug, any other at info.
type boundary struct{ log *slog.Logger }

func (b *boundary) unary(
	ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (response any, err error) {
	defer b.leave(ctx, info.FullMethod, time.Now(), &err)
	return handle(ctx, request)
}

func (b *boundary) stream(
	service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler,
) (err error) {
	defer b.leave(stream.Context(), info.FullMethod, time.Now(), &err)
	return handle(service, stream)
}

// leave is deferred directly, because only there it can recover.
func (b *boundary) leave(
	ctx context.Context, method string, begin time.Time, err *error, //nolint:gocritic // it replaces a named result
) {
	if cause := recover(); cause != nil {
		id := newID()
		b.log.ErrorContext(ctx, "panic in a handler",
			"id", id, "method", method, "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
		*err = internal(id)
	} else {
		*err = b.external(ctx, method, *err)
	}
	if infrastructure(method) {
		return
	}
	code, level := status.Code(*err), slog.LevelInfo
	if code == codes.OK {
		level = slog.LevelDebug
	}
	b.log.Log(ctx, level, "request", "method", method, "code", code.String(),
		"duration_ms", float64(time.Since(begin).Microseconds())/1e3)
}

// external is the error that the caller may see.
func (b *boundary) external(ctx context.Context, method string, err error) error {
	if err == nil {
		return nil
	}
	// UNKNOWN is what libraries make of errors that they know nothing about: its text was not written for callers.
	if own, ok := errs.Own(err); ok && own.Code() != codes.Unknown {
		return own.Err()
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return status.Error(codes.DeadlineExceeded, "the deadline has passed")
	case errors.Is(err, context.Canceled), errors.Is(ctx.Err(), context.Canceled):
		return status.Error(codes.Canceled, "the call was cancelled")
	}
	id := newID()
	b.log.ErrorContext(ctx, "internal error in a handler", "id", id, "method", method, "error", err.Error())
	return internal(id)
}

// newID ties the caller's error to the log line that has the cause.
func newID() string {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(random[:])
}

func internal(id string) error {
	return status.Errorf(codes.Internal, "internal error, id %s", id)
}
