// Command connect-go is the peer that a team writes by hand: connect-go handlers that call the backend through connect-go's client.
package main

import (
	"context"
	"net/http"

	"connectrpc.com/connect"

	benchv1 "workspace.internal/gateway-bench/gen/bench/v1"
	"workspace.internal/gateway-bench/internal/serve"
)

func main() {
	backend := serve.Backend()
	listener := serve.Listen()
	client := &http.Client{Transport: serve.Transport()}
	base := "http://" + *backend

	echo := connect.NewClient[benchv1.EchoRequest, benchv1.EchoResponse](
		client, base+benchv1.EchoService_Echo_FullMethodName, connect.WithGRPC())
	count := connect.NewClient[benchv1.CountRequest, benchv1.CountResponse](
		client, base+benchv1.EchoService_Count_FullMethodName, connect.WithGRPC())

	mux := http.NewServeMux()
	mux.Handle(benchv1.EchoService_Echo_FullMethodName, connect.NewUnaryHandler(
		benchv1.EchoService_Echo_FullMethodName,
		func(ctx context.Context, request *connect.Request[benchv1.EchoRequest]) (*connect.Response[benchv1.EchoResponse], error) {
			response, err := echo.CallUnary(ctx, connect.NewRequest(request.Msg))
			if err != nil {
				return nil, err
			}
			return connect.NewResponse(response.Msg), nil
		}))
	mux.Handle(benchv1.EchoService_Count_FullMethodName, connect.NewServerStreamHandler(
		benchv1.EchoService_Count_FullMethodName,
		func(ctx context.Context, request *connect.Request[benchv1.CountRequest], out *connect.ServerStream[benchv1.CountResponse]) error {
			in, err := count.CallServerStream(ctx, connect.NewRequest(request.Msg))
			if err != nil {
				return err
			}
			defer func() { _ = in.Close() }()
			for in.Receive() {
				if err := out.Send(in.Msg()); err != nil {
					return err
				}
			}
			return in.Err()
		}))
	serve.HTTP(listener, mux)
}
