// Package server is a gRPC server with everything that all services want the same.
//
// Every server has health (grpc.health.v1, for "" and each registered service), reflection, a limit of message size
// and of concurrent requests, validation of each request message by the constraints of its schema, one model of
// errors, an access log and spans. See Options for what can be set, and Component for how it starts and drains.
//
// What a caller sees when a handler fails:
//
//	a status error (see package errs)  as it is, without the text of the errors around it
//	the caller's context has ended     CANCELLED or DEADLINE_EXCEEDED
//	any other error, or a panic        INTERNAL "internal error, id <hex>"; the log has the id and the cause
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"

	"workspace.internal/services/kit-go/config"
)

// streamWorkers is how many goroutines wait for calls. Their stacks have grown already, which a goroutine of its own
// does anew for each call: some 6 % of the processor time of small ones. A call that finds all busy gets its own.
const streamWorkers = 16

// Options are what a Server is made from.
type Options struct {
	// Config holds the address, the limits and the bounds of draining.
	Config config.Server
	// Logger gets the access log and the causes of internal errors.
	Logger *slog.Logger
	// Unary and Stream run innermost, after the request has been admitted; Unary sees only valid requests.
	Unary  []grpc.UnaryServerInterceptor
	Stream []grpc.StreamServerInterceptor
}

// Server serves gRPC. It is a grpc.ServiceRegistrar: services are registered before it starts.
type Server struct {
	config config.Server
	log    *slog.Logger
	grpc   *grpc.Server
	health *health.Server
	// draining ends when the server begins to drain.
	draining context.Context //nolint:containedctx // it is a signal, and AfterFunc wants a context
	drain    context.CancelFunc
	// bound is closed when the listener has its address, which is then in address.
	bound   chan struct{}
	address string
	failed  chan error
}

// New makes a server that does not listen yet.
func New(options Options) *Server {
	draining, drain := context.WithCancel(context.Background())
	s := &Server{
		config:   options.Config,
		log:      options.Logger,
		health:   health.NewServer(),
		draining: draining,
		drain:    drain,
		bound:    make(chan struct{}),
		failed:   make(chan error, 1),
	}
	s.health.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)

	edge := &boundary{log: s.log}
	admit := newLimiter(s.config.MaxConcurrentRequests)
	s.grpc = grpc.NewServer(
		grpc.NumStreamWorkers(streamWorkers),
		grpc.StatsHandler(otelgrpc.NewServerHandler(otelgrpc.WithFilter(filters.Not(filters.HealthCheck())))),
		grpc.MaxRecvMsgSize(s.config.MaxRequestBytes),
		grpc.MaxConcurrentStreams(maxStreams(s.config.MaxConcurrentRequests)),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{
			MinTime: 5 * time.Second, PermitWithoutStream: true, // clients of the kit ask every 10 s
		}),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: 30 * time.Second, Timeout: 10 * time.Second}),
		grpc.ChainUnaryInterceptor(append([]grpc.UnaryServerInterceptor{
			edge.unary, s.unaryContext, admit.unary, validateUnary,
		}, options.Unary...)...),
		grpc.ChainStreamInterceptor(append([]grpc.StreamServerInterceptor{
			edge.stream, s.streamContext, admit.stream, validateStream,
		}, options.Stream...)...),
	)
	healthpb.RegisterHealthServer(s.grpc, s.health)
	reflection.Register(s.grpc)
	return s
}

// RegisterService implements grpc.ServiceRegistrar.
func (s *Server) RegisterService(description *grpc.ServiceDesc, implementation any) {
	s.grpc.RegisterService(description, implementation)
	s.health.SetServingStatus(description.ServiceName, healthpb.HealthCheckResponse_NOT_SERVING)
}

// Address waits until the server listens and is then its host:port.
func (s *Server) Address(ctx context.Context) (string, error) {
	select {
	case <-s.bound:
		return s.address, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// start listens, serves in the background and turns readiness on.
func (s *Server) start(ctx context.Context) error {
	if err := s.prepareValidation(); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.ListenAddress)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.config.ListenAddress, err)
	}
	s.address = listener.Addr().String()
	close(s.bound)
	go func() {
		if err := s.grpc.Serve(listener); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			s.failed <- fmt.Errorf("serve: %w", err)
		}
	}()
	for service := range s.grpc.GetServiceInfo() {
		s.health.SetServingStatus(service, healthpb.HealthCheckResponse_SERVING)
	}
	s.health.SetServingStatus("", healthpb.HealthCheckResponse_SERVING)
	s.log.Info("listening", "address", s.address)
	return nil
}
