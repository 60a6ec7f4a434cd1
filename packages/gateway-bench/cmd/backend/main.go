// Command backend is the grpc-go server that stands behind every peer.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

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

// printCallID tells which calls have arrived here, by the id that their caller gave them.
func printCallID(ctx context.Context) {
	for _, id := range metadata.ValueFromIncomingContext(ctx, "call-id") {
		fmt.Println(id)
	}
}

func printing() []grpc.ServerOption {
	unary := func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		printCallID(ctx)
		return handle(ctx, request)
	}
	stream := func(server any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
		printCallID(stream.Context())
		return handle(server, stream)
	}
	return []grpc.ServerOption{grpc.UnaryInterceptor(unary), grpc.StreamInterceptor(stream)}
}

func main() {
	printIDs := flag.Bool("print-call-ids", false, "print the header call-id of each call that arrives, on a line of its own")
	listener := serve.Listen()
	var options []grpc.ServerOption
	if *printIDs {
		options = printing()
	}
	server := grpc.NewServer(options...)
	benchv1.RegisterEchoServiceServer(server, echo{})
	log.Fatal(server.Serve(listener))
}
