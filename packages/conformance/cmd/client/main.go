// Command client calls the gateway with grpc-go, each kind of method once, and prints what it saw as one JSON object.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log"
	"os"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	samplev1 "workspace.internal/conformance/gen/sample/v1"
)

// patience bounds every call; what is looked for is there long before.
const patience = 20 * time.Second

func main() {
	log.SetFlags(0)
	target := flag.String("target", "", "`host:port` of the gateway")
	flag.Parse()
	connection, err := grpc.NewClient(*target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	client := samplev1.NewSampleServiceClient(connection)
	seen := map[string]any{}
	for name, look := range map[string]func(context.Context, samplev1.SampleServiceClient) (any, error){
		"unary":    unary,
		"server":   serverStream,
		"client":   clientStream,
		"both":     bothWays,
		"deadline": deadline,
		"cancel":   cancel,
		"details":  details,
		"refused":  refused,
	} {
		ctx, release := context.WithTimeout(context.Background(), patience)
		result, err := look(ctx, client)
		release()
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		seen[name] = result
	}
	if err := json.NewEncoder(os.Stdout).Encode(seen); err != nil {
		log.Fatal(err)
	}
}

// unary sends metadata and tells which came back.
func unary(ctx context.Context, client samplev1.SampleServiceClient) (any, error) {
	var header, trailer metadata.MD
	ctx = metadata.AppendToOutgoingContext(ctx, "sample-header", "there and back")
	response, err := client.Get(ctx, &samplev1.GetRequest{Name: "ab", Times: 2}, grpc.Header(&header), grpc.Trailer(&trailer))
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"text":    response.GetText(),
		"header":  header.Get("sample-header"),
		"trailer": trailer.Get("sample-trailer"),
	}, nil
}

func serverStream(ctx context.Context, client samplev1.SampleServiceClient) (any, error) {
	stream, err := client.Count(ctx, &samplev1.CountRequest{Until: 1000})
	if err != nil {
		return nil, err
	}
	messages, last := 0, uint32(0)
	for {
		response, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return map[string]any{"messages": messages, "last": last}, nil
		}
		if err != nil {
			return nil, err
		}
		messages++
		last = response.GetNumber()
	}
}

func clientStream(ctx context.Context, client samplev1.SampleServiceClient) (any, error) {
	stream, err := client.Sum(ctx)
	if err != nil {
		return nil, err
	}
	for number := range uint32(100) {
		if err := stream.Send(&samplev1.SumRequest{Number: number}); err != nil {
			return nil, err
		}
	}
	response, err := stream.CloseAndRecv()
	if err != nil {
		return nil, err
	}
	return map[string]any{"sum": response.GetSum(), "messages": response.GetMessages()}, nil
}

// bothWays sends a message only when the one before was answered, which a gateway that collects messages would never see the end of.
func bothWays(ctx context.Context, client samplev1.SampleServiceClient) (any, error) {
	stream, err := client.Talk(ctx)
	if err != nil {
		return nil, err
	}
	texts := []string{}
	for _, text := range []string{"one", "two", "three"} {
		if err := stream.Send(&samplev1.TalkRequest{Text: text}); err != nil {
			return nil, err
		}
		response, err := stream.Recv()
		if err != nil {
			return nil, err
		}
		texts = append(texts, response.GetText())
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		return nil, errors.Join(errors.New("the stream did not end"), err)
	}
	return texts, nil
}

// deadline keeps a stream open that nobody ends, and tells by which code it ends.
func deadline(ctx context.Context, client samplev1.SampleServiceClient) (any, error) {
	ctx, release := context.WithTimeout(ctx, 200*time.Millisecond)
	defer release()
	stream, err := client.Talk(ctx)
	if err != nil {
		return nil, err
	}
	_, err = stream.Recv()
	return status.Code(err).String(), nil
}

// cancel leaves an answer without end after its first message.
func cancel(ctx context.Context, client samplev1.SampleServiceClient) (any, error) {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	stream, err := client.Count(ctx, &samplev1.CountRequest{})
	if err != nil {
		return nil, err
	}
	if _, err := stream.Recv(); err != nil {
		return nil, err
	}
	leave()
	for err == nil {
		_, err = stream.Recv()
	}
	return status.Code(err).String(), nil
}

func details(ctx context.Context, client samplev1.SampleServiceClient) (any, error) {
	_, err := client.Fail(ctx, &samplev1.FailRequest{Code: int32(codes.FailedPrecondition), Message: "größer als 100 %"})
	failure := status.Convert(err)
	reasons := []string{}
	for _, detail := range failure.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			reasons = append(reasons, info.GetReason()+" "+info.GetMetadata()["message"])
		}
	}
	return map[string]any{"code": failure.Code().String(), "message": failure.Message(), "reasons": reasons}, nil
}

// refused is what the service says to a request that it does not take.
func refused(ctx context.Context, client samplev1.SampleServiceClient) (any, error) {
	_, err := client.Get(ctx, &samplev1.GetRequest{})
	return status.Code(err).String() + ": " + status.Convert(err).Message(), nil
}
