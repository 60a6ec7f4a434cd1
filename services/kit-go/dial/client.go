package dial

import (
	"context"
	"fmt"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/resolver"
)

// scheme is what targets of the resolver below begin with.
const scheme = "list"

// NewClient is a connection to the component of that name: calls go round-robin to all its replicas that are ready.
// It connects in the background and does not fail where nobody listens yet; a call then answers UNAVAILABLE.
func NewClient(name string, addresses Addresses, options Options) (*grpc.ClientConn, error) {
	options = options.withDefaults()
	serviceConfig, err := newServiceConfig(options.Services)
	if err != nil {
		return nil, fmt.Errorf("plan the retries for %s: %w", name, err)
	}
	dialOptions := append(options.dialOptions(serviceConfig),
		grpc.WithResolvers(resolverBuilder{addresses, options}))
	conn, err := grpc.NewClient(scheme+":///"+name, dialOptions...)
	if err != nil {
		return nil, fmt.Errorf("make a client of %s: %w", name, err)
	}
	conn.Connect()
	return conn, nil
}

// resolverBuilder tells gRPC what the watcher finds.
type resolverBuilder struct {
	addresses Addresses
	options   Options
}

// Scheme implements resolver.Builder.
func (b resolverBuilder) Scheme() string { return scheme }

// Build implements resolver.Builder.
func (b resolverBuilder) Build(
	_ resolver.Target, conn resolver.ClientConn, _ resolver.BuildOptions,
) (resolver.Resolver, error) {
	ctx, cancel := context.WithCancel(context.Background())
	watching := &watchingResolver{cancel: cancel}
	watching.running.Go(func() {
		newWatcher(b.addresses, b.options).run(ctx, func(found []string) {
			state := resolver.State{}
			for _, address := range found {
				state.Endpoints = append(state.Endpoints,
					resolver.Endpoint{Addresses: []resolver.Address{{Addr: address}}})
			}
			// The error is the balancer's wish for another resolution, which comes anyway.
			_ = conn.UpdateState(state)
		})
	})
	return watching, nil
}

type watchingResolver struct {
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// ResolveNow implements resolver.Resolver. The interval is short enough to ignore the wish.
func (*watchingResolver) ResolveNow(resolver.ResolveNowOptions) {}

// Close implements resolver.Resolver.
func (r *watchingResolver) Close() {
	r.cancel()
	r.running.Wait()
}
