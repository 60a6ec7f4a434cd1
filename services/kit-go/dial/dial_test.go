package dial_test

import (
	"context"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"workspace.internal/services/kit-go/dial"
	"workspace.internal/services/kit-go/internal/testservice"
)

// replica answers with its own address, and remembers from where it was called.
type replica struct {
	address string
	health  *health.Server
	grpc    *grpc.Server
	calls   atomic.Int64

	mu    sync.Mutex
	peers map[string]bool
}

// replicaAt listens at the address, which may have port 0. Fail is what unary calls answer, if not nil.
func replicaAt(t *testing.T, address string, fail func(call int64) error) *replica {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	r := &replica{
		address: listener.Addr().String(), health: health.NewServer(), grpc: grpc.NewServer(), peers: map[string]bool{},
	}
	testservice.Register(r.grpc, &testservice.Service{Unary: func(ctx context.Context, _, _ string) (string, error) {
		call := r.calls.Add(1)
		from, _ := peer.FromContext(ctx)
		r.mu.Lock()
		r.peers[from.Addr.String()] = true
		r.mu.Unlock()
		if fail != nil {
			if err := fail(call); err != nil {
				return "", err
			}
		}
		return r.address, nil
	}})
	healthpb.RegisterHealthServer(r.grpc, r.health)
	go func() { _ = r.grpc.Serve(listener) }()
	t.Cleanup(r.grpc.Stop)
	return r
}

func (r *replica) port() string {
	_, port, _ := net.SplitHostPort(r.address)
	return port
}

func client(t *testing.T, options dial.Options, addresses ...string) *grpc.ClientConn {
	t.Helper()
	conn, err := dial.NewClient("service", addresses, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// seen calls until exactly the wanted replicas have answered the last calls.
func seen(t *testing.T, conn grpc.ClientConnInterface, want ...*replica) {
	t.Helper()
	var addresses []string
	for _, replica := range want {
		addresses = append(addresses, replica.address)
	}
	slices.Sort(addresses)
	for deadline := time.Now().Add(20 * time.Second); ; {
		var got []string
		for range 4 * len(want) {
			if address, err := testservice.Call(t.Context(), conn, testservice.Append, "x"); err == nil {
				got = append(got, address)
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); slices.Equal(got, addresses) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v answer, want %v", got, addresses)
		}
	}
}

func TestCallsGoRoundRobinToEveryReplicaThatIsReady(t *testing.T) {
	a, b := replicaAt(t, "127.0.0.1:0", nil), replicaAt(t, "127.0.0.1:0", nil)
	nobody := replicaAt(t, "127.0.0.1:0", nil)
	nobody.grpc.Stop()
	conn := client(t, dial.Options{}, a.address, nobody.address, b.address)
	seen(t, conn, a, b)
	before := [2]int64{a.calls.Load(), b.calls.Load()}
	for range 10 {
		if _, err := testservice.Call(t.Context(), conn, testservice.Append, "x"); err != nil {
			t.Fatal(err)
		}
	}
	if now := [2]int64{a.calls.Load(), b.calls.Load()}; now[0]-before[0] != 5 || now[1]-before[1] != 5 {
		t.Errorf("%v calls were %v before: they are not in turn", now, before)
	}

	b.health.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
	seen(t, conn, a)
	again := replicaAt(t, nobody.address, nil)
	seen(t, conn, a, again)
}

func TestHostsAreResolvedAgain(t *testing.T) {
	a := replicaAt(t, "127.0.0.1:0", nil)
	b := replicaAt(t, "127.0.0.2:"+a.port(), nil)
	var found atomic.Value
	found.Store([]string{"127.0.0.1"})
	conn := client(t, dial.Options{
		Interval: 10 * time.Millisecond,
		Lookup:   func(context.Context, string) ([]string, error) { return found.Load().([]string), nil },
	}, "replicas:"+a.port())
	seen(t, conn, a)
	found.Store([]string{"127.0.0.1", "127.0.0.2"})
	seen(t, conn, a, b)
	found.Store([]string{"127.0.0.2"})
	seen(t, conn, b)
}

func TestOnlyIdempotentCallsAreRetried(t *testing.T) {
	fail := func(call int64) error {
		if call%2 == 1 {
			return status.Error(codes.Unavailable, "not now")
		}
		return nil
	}
	for method, retried := range map[string]bool{
		testservice.Read: true, testservice.Put: true, testservice.Append: false,
	} {
		r := replicaAt(t, "127.0.0.1:0", fail)
		conn := client(t, dial.Options{Services: []string{testservice.Name}}, r.address)
		var err error
		for err = status.Error(codes.Unavailable, ""); r.calls.Load() == 0; {
			_, err = testservice.Call(t.Context(), conn, method, "x")
		}
		if got := err == nil; got != retried {
			t.Errorf("%s: retried is %v after %d calls: %v", method, got, r.calls.Load(), err)
		}
	}
}

func TestACallWithoutADeadlineGetsOne(t *testing.T) {
	r := replicaAt(t, "127.0.0.1:0", nil)
	release := make(chan struct{})
	stuck := replicaAt(t, "127.0.0.1:0", func(int64) error { <-release; return nil })
	defer close(release)
	conn := client(t, dial.Options{Timeout: 50 * time.Millisecond}, stuck.address)
	for stuck.calls.Load() == 0 {
		_, err := testservice.Call(t.Context(), conn, testservice.Append, "x")
		if code := status.Code(err); code != codes.DeadlineExceeded && code != codes.Unavailable {
			t.Fatalf("it answered %v", err)
		}
	}
	seen(t, client(t, dial.Options{}, r.address), r)
}

func TestAPoolTellsReplicasApartAndHasSeveralConnectionsToEach(t *testing.T) {
	a := replicaAt(t, "127.0.0.1:0", nil)
	nobody := replicaAt(t, "127.0.0.1:0", nil)
	nobody.grpc.Stop()
	pool, err := dial.NewPool("engines", dial.Addresses{a.address, nobody.address}, 3, dial.Options{})
	if err != nil {
		t.Fatal(err)
	}
	component := pool.Component()
	if err := component.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	up := awaitReady(t, pool, a.address)
	if len(pool.Endpoints()) != 2 {
		t.Errorf("%d endpoints, want both", len(pool.Endpoints()))
	}
	for connected := 0; connected < 3; {
		if _, err := testservice.Call(t.Context(), up.Conn(), testservice.Append, "x"); err != nil {
			t.Fatal(err)
		}
		a.mu.Lock()
		connected = len(a.peers)
		a.mu.Unlock()
	}
	replicaAt(t, nobody.address, nil)
	awaitReady(t, pool, nobody.address)
	if err := component.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	<-up.Gone()
}

func awaitReady(t *testing.T, pool *dial.Pool, address string) *dial.Endpoint {
	t.Helper()
	for {
		endpoints, changed := pool.Snapshot()
		for _, endpoint := range endpoints {
			if endpoint.ID() == address && endpoint.Ready() {
				return endpoint
			}
		}
		select {
		case <-changed:
		case <-time.After(20 * time.Second):
			t.Fatalf("%s does not become ready", address)
		}
	}
}
