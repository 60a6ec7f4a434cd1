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

	"bimetal.dev/services/kit-go/errs"
)

// boundary is the outermost interceptor: nothing internal passes it, and it writes the access log. A request that succeeds is
// logged at debug, any other at info.
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
func (b *boundary) leave(ctx context.Context, method string, begin time.Time, err *error) {
	if cause := recover(); cause != nil {
		*err = b.internal(ctx, "panic in a handler", method, "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
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
	return b.internal(ctx, "internal error in a handler", method, "error", err.Error())
}

// internal logs the cause under a fresh id and returns the error that has nothing but the id.
func (b *boundary) internal(ctx context.Context, message, method string, cause ...any) error {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand ends the process instead
	id := hex.EncodeToString(random[:])
	b.log.ErrorContext(ctx, message, append([]any{"id", id, "method", method}, cause...)...)
	return status.Errorf(codes.Internal, "internal error, id %s", id)
}
