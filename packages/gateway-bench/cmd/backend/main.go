// Command backend is the grpc-go server that stands behind every peer.
package main

import (
	"context"
	"log"

	"google.golang.org/grpc"

	benchv1 "workspace.internal/gateway-bench/gen/bench/v1"
	"workspace.internal/gateway-bench/internal/serve"
)

type echo struct {
	benchv1.UnimplementedEchoServiceServer
}

func (echo) Echo(_ context.Context, request *benchv1.EchoRequest) (*benchv1.EchoResponse, error) {
	return &benchv1.EchoResponse{Text: request.GetText()}, nil
}

func (echo) Count(request *benchv1.CountRequest, stream grpc.ServerStreamingServer[benchv1.CountResponse]) error {
	response := &benchv1.CountResponse{Payload: make([]byte, request.GetSize())}
	for range request.GetMessages() {
		if err := stream.Send(response); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	server := grpc.NewServer()
	benchv1.RegisterEchoServiceServer(server, echo{})
	log.Fatal(server.Serve(serve.Listen()))
}
