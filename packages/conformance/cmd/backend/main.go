// Command backend is the grpc-go server behind the gateway that real clients call. It prints its address on a line of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	samplev1 "workspace.internal/conformance/gen/sample/v1"
)

type sample struct {
	samplev1.UnimplementedSampleServiceServer
}

func (sample) Get(ctx context.Context, request *samplev1.GetRequest) (*samplev1.GetResponse, error) {
	if request.GetName() == "" {
		return nil, status.Error(codes.InvalidArgument, "name must not be empty")
	}
	if err := echoMetadata(ctx); err != nil {
		return nil, err
	}
	return &samplev1.GetResponse{Text: strings.Repeat(request.GetName(), int(max(1, request.GetTimes())))}, nil
}

func (sample) Put(_ context.Context, request *samplev1.PutRequest) (*samplev1.PutResponse, error) {
	if request.GetName() == "" {
		return nil, status.Error(codes.InvalidArgument, "name must not be empty")
	}
	return &samplev1.PutResponse{Name: request.GetName(), Size: request.GetSize()}, nil
}

func (sample) Fail(_ context.Context, request *samplev1.FailRequest) (*samplev1.FailResponse, error) {
	failure, err := status.New(codes.Code(request.GetCode()), request.GetMessage()).WithDetails(&errdetails.ErrorInfo{
		Reason:   "ASKED_FOR",
		Domain:   "sample.example",
		Metadata: map[string]string{"message": request.GetMessage()},
	})
	if err != nil {
		return nil, err
	}
	return nil, failure.Err()
}

func (sample) Count(request *samplev1.CountRequest, stream grpc.ServerStreamingServer[samplev1.CountResponse]) error {
	for number := uint32(1); request.GetUntil() == 0 || number <= request.GetUntil(); number++ {
		if err := stream.Send(&samplev1.CountResponse{Number: number}); err != nil {
			return err
		}
	}
	return nil
}

func (sample) Sum(stream grpc.ClientStreamingServer[samplev1.SumRequest, samplev1.SumResponse]) error {
	response := &samplev1.SumResponse{}
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return stream.SendAndClose(response)
		}
		if err != nil {
			return err
		}
		response.Sum += request.GetNumber()
		response.Messages++
	}
}

func (sample) Talk(stream grpc.BidiStreamingServer[samplev1.TalkRequest, samplev1.TalkResponse]) error {
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&samplev1.TalkResponse{Text: request.GetText()}); err != nil {
			return err
		}
	}
}

func echoMetadata(ctx context.Context) error {
	received := metadata.ValueFromIncomingContext(ctx, "sample-header")
	if len(received) == 0 {
		return nil
	}
	header, trailer := metadata.MD{"sample-header": received}, metadata.MD{"sample-trailer": received}
	return errors.Join(grpc.SetHeader(ctx, header), grpc.SetTrailer(ctx, trailer))
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	server := grpc.NewServer()
	samplev1.RegisterSampleServiceServer(server, sample{})
	healthv1.RegisterHealthServer(server, health.NewServer())
	log.Fatal(server.Serve(listener))
}
