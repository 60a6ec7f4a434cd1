package main

import (
	"context"
	"io"
	"net/http"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	benchv1 "workspace.internal/gateway-bench/gen/bench/v1"
)

const (
	// jsonBody is the unary request, and its answer: 38 bytes.
	jsonBody = `{"text":"twenty-seven characters, so"}`
	text     = "twenty-seven characters, so"
)

// newHTTPClient speaks HTTP/1.1 over as many connections as are used at a time, and keeps them.
func newHTTPClient(connections int) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}
}

// jsonCall makes one unary JSON call and checks its answer.
func jsonCall(client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, strings.NewReader(jsonBody))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Connect-Protocol-Version", "1") // vanguard takes calls without it for REST
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	return checkJSON(response.StatusCode, body)
}

// newGRPCCall connects to a gRPC server and returns a function that makes one unary call.
func newGRPCCall(target string) (func() error, error) {
	connection, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	client := benchv1.NewEchoServiceClient(connection)
	return func() error {
		_, err := client.Echo(context.Background(), &benchv1.EchoRequest{Text: text})
		return err
	}, nil
}

func echoURL(target string) string {
	return "http://" + target + benchv1.EchoService_Echo_FullMethodName
}
