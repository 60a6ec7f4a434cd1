package dial

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
)

// Endpoint is one replica: an address with several connections, which calls use in turn.
type Endpoint struct {
	id    string
	conns []*grpc.ClientConn
	turn  atomic.Uint64
	ready atomic.Int64
	gone  chan struct{}
	// cancel ends the goroutines that watch the connections.
	cancel context.CancelFunc

	mu      sync.Mutex // guards what follows
	calls   int
	retired bool
}

func newEndpoint(address string, connections int, options []grpc.DialOption, notify func()) (*Endpoint, error) {
	ctx, cancel := context.WithCancel(context.Background())
	endpoint := &Endpoint{id: address, gone: make(chan struct{}), cancel: cancel}
	for range connections {
		conn, err := grpc.NewClient("passthrough:///"+address, options...)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("make a client of %s: %w", address, err), endpoint.close())
		}
		endpoint.conns = append(endpoint.conns, conn)
	}
	for _, conn := range endpoint.conns {
		go endpoint.watch(ctx, conn, notify)
	}
	return endpoint, nil
}

// ID is the ip:port, which stays the same as long as the endpoint exists.
func (e *Endpoint) ID() string { return e.id }

// Ready says whether a call would be sent at once: at least one connection is up and the server says that it is
// SERVING.
func (e *Endpoint) Ready() bool { return e.ready.Load() > 0 }

// Gone is closed when DNS no longer knows the address or the pool was closed. Calls that run on go on until they end
// or the pool is closed; new ones belong elsewhere.
func (e *Endpoint) Gone() <-chan struct{} { return e.gone }

// Conn is what clients of the generated bindings are made from. Calls take the connections in turn, those first that
// are up; they are not retried.
func (e *Endpoint) Conn() grpc.ClientConnInterface { return endpointConn{e} }

// watch keeps the connection up and counts it while it is ready.
func (e *Endpoint) watch(ctx context.Context, conn *grpc.ClientConn, notify func()) {
	ready := false
	for {
		conn.Connect()
		state := conn.GetState()
		if now := state == connectivity.Ready; now != ready {
			ready = now
			if ready {
				e.ready.Add(1)
			} else {
				e.ready.Add(-1)
			}
			notify()
		}
		if !conn.WaitForStateChange(ctx, state) {
			return
		}
	}
}

// next is the connection whose turn it is.
func (e *Endpoint) next() *grpc.ClientConn {
	turn := e.turn.Add(1)
	count := uint64(len(e.conns))
	for i := range count {
		if conn := e.conns[(turn+i)%count]; conn.GetState() == connectivity.Ready {
			return conn
		}
	}
	return e.conns[turn%count]
}

// begin counts a call and returns what to call, once, when it has ended.
func (e *Endpoint) begin() (end func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.calls++
	return sync.OnceFunc(func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.calls--
		e.closeIfUnusedLocked()
	})
}

// retire closes the connections as soon as no call uses them.
func (e *Endpoint) retire() {
	close(e.gone)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.retired = true
	e.closeIfUnusedLocked()
}

func (e *Endpoint) closeIfUnusedLocked() {
	if e.retired && e.calls == 0 {
		// The end of a call is reported from within gRPC, which closing a connection calls into again.
		go func() { _ = e.close() }()
	}
}

func (e *Endpoint) close() error {
	e.cancel()
	var failures []error
	for _, conn := range e.conns {
		failures = append(failures, conn.Close())
	}
	return errors.Join(failures...)
}

// endpointConn sends each call over the next connection and tells the endpoint of its beginning and end.
type endpointConn struct{ endpoint *Endpoint }

// Invoke implements grpc.ClientConnInterface.
func (c endpointConn) Invoke(
	ctx context.Context, method string, request, response any, options ...grpc.CallOption,
) error {
	defer c.endpoint.begin()()
	return c.endpoint.next().Invoke(ctx, method, request, response, options...)
}

// NewStream implements grpc.ClientConnInterface.
func (c endpointConn) NewStream(
	ctx context.Context, description *grpc.StreamDesc, method string, options ...grpc.CallOption,
) (grpc.ClientStream, error) {
	end := c.endpoint.begin()
	options = append(slices.Clip(options), grpc.OnFinish(func(error) { end() }))
	stream, err := c.endpoint.next().NewStream(ctx, description, method, options...)
	if err != nil {
		end()
	}
	return stream, err
}
