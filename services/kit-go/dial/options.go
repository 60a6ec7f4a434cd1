package dial

import (
	"cmp"
	"net"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
)

// DefaultTimeout is the deadline of unary calls that come without one, unless the options say otherwise.
const DefaultTimeout = 10 * time.Second

// Options are common to NewClient and NewPool. The zero value is usable.
type Options struct {
	// Services are the full names (such as "package.v1.SomeService") of the services whose calls NewClient retries
	// where the schema declares them idempotent. Their bindings must be linked in. A Pool does not retry: its owner
	// picks the next endpoint.
	Services []string
	// Timeout is the deadline of unary calls that come without one. Defaults to DefaultTimeout.
	Timeout time.Duration
	// Interval is how often hosts are resolved. Defaults to Interval.
	Interval time.Duration
	// Lookup resolves a host. Defaults to the resolver of package net.
	Lookup Lookup
	// MaxMessageBytes is the largest message to receive. Defaults to 4 MiB.
	MaxMessageBytes int
	// Dial is added to the options of each connection.
	Dial []grpc.DialOption
}

func (o Options) withDefaults() Options {
	o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	o.Interval = cmp.Or(o.Interval, Interval)
	o.MaxMessageBytes = cmp.Or(o.MaxMessageBytes, 4<<20)
	if o.Lookup == nil {
		o.Lookup = net.DefaultResolver.LookupHost
	}
	return o
}

// dialOptions are those of every connection.
func (o Options) dialOptions(serviceConfig string) []grpc.DialOption {
	return append([]grpc.DialOption{
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithNoProxy(),
		grpc.WithDisableServiceConfig(),
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(o.MaxMessageBytes)),
		grpc.WithStatsHandler(otelgrpc.NewClientHandler(otelgrpc.WithFilter(filters.Not(filters.HealthCheck())))),
		grpc.WithChainUnaryInterceptor(deadline(o.Timeout)),
		// Connections stay up while nothing is called: a replica that comes back is ready before the next call.
		grpc.WithIdleTimeout(0),
		// gRPC's own bound of two minutes hides a server that is back (pingcap/tidb #6730).
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff: backoff.Config{
				BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second,
			},
			MinConnectTimeout: 2 * time.Second,
		}),
		// Ten seconds is the least that gRPC allows. The timeout is also the TCP user timeout, so it is what
		// unacknowledged data waits: three seconds of it made the tail of others (pingcap/tidb #55984).
		grpc.WithKeepaliveParams(keepalive.ClientParameters{
			Time: 10 * time.Second, Timeout: time.Second, PermitWithoutStream: true,
		}),
	}, o.Dial...)
}
