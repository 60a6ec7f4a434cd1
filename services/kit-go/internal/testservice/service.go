package testservice

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Service answers. Functions that are nil answer UNIMPLEMENTED.
type Service struct {
	// Unary answers Read, Put and Append; method is the full name.
	Unary func(ctx context.Context, method, text string) (string, error)
	// Watch answers Watch until it returns.
	Watch func(ctx context.Context, text string, send func(text string) error) error
	// Collect gets each text that Collect receives.
	Collect func(ctx context.Context, text string) error
}

// Register makes the service part of a server.
func Register(server grpc.ServiceRegistrar, service *Service) {
	schema()
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: Name,
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{unary("Read"), unary("Put"), unary("Append")},
		Streams: []grpc.StreamDesc{
			{StreamName: "Watch", ServerStreams: true, Handler: watch},
			{StreamName: "Collect", ServerStreams: true, ClientStreams: true, Handler: collect},
		},
	}, service)
}

// Call calls one of the unary methods.
func Call(ctx context.Context, conn grpc.ClientConnInterface, method, text string, tags ...string) (string, error) {
	answer := NewNote("")
	err := conn.Invoke(ctx, method, NewNote(text, tags...), answer)
	return Text(answer), err
}

// Open calls Watch; next waits for the next answer.
func Open(ctx context.Context, conn grpc.ClientConnInterface, text string) (next func() (string, error), err error) {
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, Watch)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(stream.SendMsg(NewNote(text)), stream.CloseSend()); err != nil {
		return nil, err
	}
	return func() (string, error) {
		answer := NewNote("")
		err := stream.RecvMsg(answer)
		return Text(answer), err
	}, nil
}

func unary(name string) grpc.MethodDesc {
	return grpc.MethodDesc{MethodName: name, Handler: func(
		implementation any, ctx context.Context, decode func(any) error, intercept grpc.UnaryServerInterceptor,
	) (any, error) {
		request := NewNote("")
		if err := decode(request); err != nil {
			return nil, err
		}
		full := "/" + Name + "/" + name
		service := implementation.(*Service)
		handle := func(ctx context.Context, _ any) (any, error) {
			if service.Unary == nil {
				return nil, status.Error(codes.Unimplemented, "not here")
			}
			text, err := service.Unary(ctx, full, Text(request))
			return NewNote(text), err
		}
		if intercept == nil {
			return handle(ctx, request)
		}
		return intercept(ctx, request, &grpc.UnaryServerInfo{Server: service, FullMethod: full}, handle)
	}}
}

func watch(implementation any, stream grpc.ServerStream) error {
	request := NewNote("")
	if err := stream.RecvMsg(request); err != nil {
		return err
	}
	service := implementation.(*Service)
	if service.Watch == nil {
		return status.Error(codes.Unimplemented, "not here")
	}
	send := func(text string) error { return stream.SendMsg(NewNote(text)) }
	return service.Watch(stream.Context(), Text(request), send)
}

func collect(implementation any, stream grpc.ServerStream) error {
	service := implementation.(*Service)
	for {
		request := NewNote("")
		if err := stream.RecvMsg(request); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := service.Collect(stream.Context(), Text(request)); err != nil {
			return err
		}
	}
}
