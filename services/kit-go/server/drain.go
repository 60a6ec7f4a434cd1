package server

import (
	"context"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"

	"workspace.internal/services/kit-go/lifecycle"
)

// stopGrace is what broken-off handlers have to notice that their context has ended.
const stopGrace = time.Second

// drainingKey is where a request's context holds the server's draining channel.
type drainingKey struct{}

// Component is the server as the last part of a process. Started, it listens, logs "listening" with its address and
// turns readiness on. Stopped, it turns readiness off, waits for DRAIN_DELAY while it still accepts, then closes the
// listener and waits for the requests that run, for DRAIN_TIMEOUT at most; those that still run then are broken off,
// and that is an error.
func (s *Server) Component() lifecycle.Component {
	return lifecycle.Component{
		Name:        "server",
		Start:       s.start,
		Stop:        s.stop,
		StopTimeout: s.config.DrainDelay + s.config.DrainTimeout + 2*stopGrace,
		Failed:      s.failed,
	}
}

// Draining is closed when the server of this request begins to drain. A handler whose stream has no end of its own
// selects on it and returns UNAVAILABLE, so that the caller goes on at another replica; otherwise its stream would
// hold up the drain until the bound. Outside of a request it is nil, which never becomes ready.
func Draining(ctx context.Context) <-chan struct{} {
	draining, _ := ctx.Value(drainingKey{}).(<-chan struct{})
	return draining
}

func (s *Server) stop(ctx context.Context) error {
	s.health.Shutdown()
	s.log.Info("draining", "delay", s.config.DrainDelay.String(), "timeout", s.config.DrainTimeout.String())
	select {
	case <-time.After(s.config.DrainDelay):
	case <-ctx.Done():
	}
	s.drain()

	drained := make(chan struct{})
	go func() {
		defer close(drained)
		s.grpc.GracefulStop()
	}()
	select {
	case <-drained:
		return nil
	case <-time.After(s.config.DrainTimeout):
	}
	go s.grpc.Stop()
	select {
	case <-drained: // now that their contexts have ended, the handlers have returned
	case <-time.After(stopGrace):
	}
	return fmt.Errorf("requests were broken off after %s", s.config.DrainTimeout)
}

// unaryContext and streamContext let handlers see the drain.
func (s *Server) unaryContext(
	ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (any, error) {
	return handle(s.withDraining(ctx), request)
}

func (s *Server) streamContext(
	service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler,
) error {
	ctx := s.withDraining(stream.Context())
	if infrastructure(info.FullMethod) {
		// Streams of health and reflection never end by themselves and their handlers know of no drain.
		ended, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.draining, cancel)()
		ctx = ended
	}
	return handle(service, contextStream{stream, ctx})
}

func (s *Server) withDraining(ctx context.Context) context.Context {
	return context.WithValue(ctx, drainingKey{}, s.draining.Done())
}

// contextStream is a stream with another context.
type contextStream struct {
	grpc.ServerStream
	ctx context.Context //nolint:containedctx // a stream has one
}

func (s contextStream) Context() context.Context { return s.ctx }

// infrastructure says whether the method belongs to the server itself and not to a service.
func infrastructure(method string) bool {
	return strings.HasPrefix(method, "/grpc.health.") || strings.HasPrefix(method, "/grpc.reflection.")
}
