package server

import (
	"context"
	"math"
	"time"

	"google.golang.org/grpc"

	"workspace.internal/services/kit-go/errs"
)

// retryAfter is the delay that refused callers are asked to keep.
const retryAfter = time.Second

// headroom is how many streams beyond the limit of requests a connection may open, so that the surplus is refused
// with a reason instead of waiting silently in the client.
const headroom = 256

func maxStreams(limit int) uint32 {
	return uint32(min(limit, math.MaxInt32)) + headroom //nolint:gosec // the sum fits: the limit is positive
}

// limiter admits a bounded number of requests at the same time and refuses the rest at once: a queue here would only
// make everybody late. Health and reflection are always admitted.
type limiter struct{ slots chan struct{} }

func newLimiter(limit int) *limiter {
	return &limiter{slots: make(chan struct{}, limit)}
}

func (l *limiter) unary(
	ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (any, error) {
	if err := l.enter(info.FullMethod); err != nil {
		return nil, err
	}
	defer l.leave(info.FullMethod)
	return handle(ctx, request)
}

func (l *limiter) stream(
	service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler,
) error {
	if err := l.enter(info.FullMethod); err != nil {
		return err
	}
	defer l.leave(info.FullMethod)
	return handle(service, stream)
}

func (l *limiter) enter(method string) error {
	if infrastructure(method) {
		return nil
	}
	select {
	case l.slots <- struct{}{}:
		return nil
	default:
		return errs.Exhausted("too many requests at the same time", retryAfter)
	}
}

func (l *limiter) leave(method string) {
	if !infrastructure(method) {
		<-l.slots
	}
}
