// Command grpc-gateway is the peer that is measured against: grpc-gateway as its documentation sets it up.
package main

import (
	"context"
	"log"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	benchv1 "workspace.internal/gateway-bench/gen/bench/v1"
	"workspace.internal/gateway-bench/internal/serve"
)

func main() {
	backend := serve.Backend()
	listener := serve.Listen()
	mux := runtime.NewServeMux()
	options := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	if err := benchv1.RegisterEchoServiceHandlerFromEndpoint(context.Background(), mux, *backend, options); err != nil {
		log.Fatal(err)
	}
	serve.HTTP(listener, mux)
}
