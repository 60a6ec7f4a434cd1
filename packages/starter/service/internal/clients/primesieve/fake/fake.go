// Package fake stands in for prime-sieve in tests: a real server on a real socket that answers what the test says.
package fake

import (
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	primesievev1 "workspace.internal/proto/gen/go/prime_sieve/v1"

	"workspace.internal/services/kit-go/dial"
	"workspace.internal/services/prime-tally/internal/clients/primesieve"
)

// Start serves what the test has written, which embeds UnimplementedPrimeSieveServiceServer, until the test ends, and
// returns where.
func Start(t *testing.T, service primesievev1.PrimeSieveServiceServer) primesieve.Config {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	primesievev1.RegisterPrimeSieveServiceServer(server, service)
	healthpb.RegisterHealthServer(server, health.NewServer())
	go func() { _ = server.Serve(listener) }() // ends with Stop
	t.Cleanup(server.Stop)
	return primesieve.Config{Address: dial.Addresses{listener.Addr().String()}}
}
