package server

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"workspace.internal/services/kit-go/lifecycle"
)

// Depends makes the health of a component that this one calls visible from outside: grpc.health.v1 answers SERVING for
// its name while at least one of its replicas is ready, as conn sees it, and NOT_SERVING otherwise. The server's own
// health, the name "", does not follow: a service whose callee is gone for a while still answers what it can. Stopped,
// the component closes conn.
func (s *Server) Depends(name string, conn *grpc.ClientConn) lifecycle.Component {
	s.health.SetServingStatus(name, healthpb.HealthCheckResponse_NOT_SERVING)
	ctx, cancel := context.WithCancel(context.Background())
	return lifecycle.Component{
		Name: "connection to " + name,
		Start: func(context.Context) error {
			go func() {
				for state := conn.GetState(); ; state = conn.GetState() {
					health := healthpb.HealthCheckResponse_NOT_SERVING
					if state == connectivity.Ready {
						health = healthpb.HealthCheckResponse_SERVING
					}
					s.health.SetServingStatus(name, health)
					if !conn.WaitForStateChange(ctx, state) {
						return
					}
				}
			}()
			return nil
		},
		Stop: func(context.Context) error {
			cancel()
			return conn.Close()
		},
	}
}
