package api

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"

	"workspace.internal/services/kit-go/errs"
	"workspace.internal/services/kit-go/postgres"
)

// requestTimeout bounds a unary call however patient its caller is: behind it stands a database that is slow or gone.
const requestTimeout = 8 * time.Second

var errSlow = errors.New("the request took too long")

// Unary bounds a call and turns a database that is away into UNAVAILABLE.
func Unary(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	bounded, cancel := context.WithTimeoutCause(ctx, requestTimeout, errSlow)
	defer cancel()
	response, err := handle(bounded, request)
	if err != nil && ctx.Err() == nil && errors.Is(context.Cause(bounded), errSlow) {
		return nil, unavailable()
	}
	return response, external(ctx, err)
}

// external leaves errors that are meant for the caller, and hides what the database says.
func external(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	if _, ok := errs.Own(err); !ok && postgres.Unavailable(err) {
		return unavailable()
	}
	return err
}

func unavailable() error {
	return errs.Unavailable("the service cannot answer at the moment", time.Second)
}
