package dial

import (
	"context"
	"time"

	"google.golang.org/grpc"
)

// deadline gives unary calls that come without a deadline one. Streams are left alone: many have no natural end.
func deadline(timeout time.Duration) grpc.UnaryClientInterceptor {
	return func(
		ctx context.Context, method string, request, response any,
		conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption,
	) error {
		if _, has := ctx.Deadline(); !has {
			bounded, cancel := context.WithTimeout(ctx, timeout)
			defer cancel()
			ctx = bounded
		}
		return invoke(ctx, method, request, response, conn, options...)
	}
}
