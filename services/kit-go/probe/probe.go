// Package probe asks a process on this machine whether it is ready, for images that have no shell to do it.
package probe

import (
	"cmp"
	"context"
	"fmt"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// Check asks grpc.health.v1 of the process at its listen address for a name, and returns nil if it is SERVING. "" is
// the whole process, other names are its services and the components that it depends on. Where the process listens on
// all interfaces it is asked on the loopback one.
func Check(ctx context.Context, listenAddress, name string) (err error) {
	host, port, err := net.SplitHostPort(listenAddress)
	if err != nil {
		return fmt.Errorf("read the address: %w", err)
	}
	conn, err := grpc.NewClient("passthrough:///"+net.JoinHostPort(reachable(host), port),
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithNoProxy(), grpc.WithDisableServiceConfig())
	if err != nil {
		return fmt.Errorf("make a client: %w", err)
	}
	defer func() { _ = conn.Close() }()
	answer, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{Service: name})
	if err != nil {
		return fmt.Errorf("ask %s: %w", listenAddress, err)
	}
	if answer.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		return fmt.Errorf("%s at %s is %s", cmp.Or(name, "the process"), listenAddress, answer.GetStatus())
	}
	return nil
}

func reachable(host string) string {
	switch ip := net.ParseIP(host); {
	case host == "":
		return "127.0.0.1"
	case ip == nil || !ip.IsUnspecified():
		return host
	case ip.To4() != nil:
		return "127.0.0.1"
	default:
		return "::1"
	}
}
