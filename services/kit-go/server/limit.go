package server

import (
	"context"
	"time"

	"google.golang.org/grpc"

	"bimetal.dev/services/kit-go/errs"
)

// retryAfter is the delay that refused callers are asked to keep.
const retryAfter = time.Second

// limiter admits a bounded number of requests at the same time and refuses the rest at once: a queue here would only make
// everybody late. Health and reflection are always admitted.
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
