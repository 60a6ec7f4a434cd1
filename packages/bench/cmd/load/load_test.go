package main

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
)

// serve serves health, and lets a test see each unary call before it is answered.
func serve(t *testing.T, before func(ctx context.Context) error) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(grpc.UnaryInterceptor(
		func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
			if err := before(ctx); err != nil {
				return nil, err
			}
			return handle(ctx, request)
		}))
	healthpb.RegisterHealthServer(server, health.NewServer())
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}

func atOnce(context.Context) error { return nil }

func check(target string) *options {
	return &options{
		target: target, method: "grpc.health.v1.Health/Check", request: "{}", concurrency: 2, connections: 2,
		rate: 200, duration: 100 * time.Millisecond, deadline: 5 * time.Second,
	}
}

func TestACallGivesItsAnswerAsJSON(t *testing.T) {
	t.Parallel()
	result, err := runCall(t.Context(), check(serve(t, atOnce)))
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ Status string }
	if err := json.Unmarshal(result.(json.RawMessage), &answer); err != nil || answer.Status != "SERVING" {
		t.Errorf("answer %s, %v", result, err)
	}
}

func TestPaddingIsIgnoredByTheServer(t *testing.T) {
	t.Parallel()
	o := check(serve(t, atOnce))
	o.padding = 100_000
	if _, err := runCall(t.Context(), o); err != nil {
		t.Error(err)
	}
}

func TestTheClosedLoopKeepsSoManyCallsRunning(t *testing.T) {
	t.Parallel()
	var running, most atomic.Int64
	o := check(serve(t, func(context.Context) error {
		most.Store(max(most.Load(), running.Add(1)))
		defer running.Add(-1)
		time.Sleep(time.Millisecond)
		return nil
	}))
	o.concurrency = 3
	result, err := runClosed(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r := result.(closedResult); r.Calls == 0 || r.Failed != 0 || r.Seconds < o.duration.Seconds() {
		t.Errorf("%+v", r)
	}
	if most.Load() > 3 {
		t.Errorf("%d calls ran at a time, want 3 at most", most.Load())
	}
}

func TestTheOpenLoopCountsTheWaitBehindAStalledServer(t *testing.T) {
	t.Parallel()
	const stall = 300 * time.Millisecond
	var calls atomic.Int64
	stalled := make(chan struct{})
	o := check(serve(t, func(context.Context) error {
		// The first two only open the connections.
		if calls.Add(1) == 3 {
			time.AfterFunc(stall, func() { close(stalled) })
		}
		if calls.Load() > 2 {
			<-stalled
		}
		return nil
	}))
	result, err := runOpen(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := result.(openResult)
	if r.Calls != 20 || r.Failed != 0 {
		t.Errorf("%d calls, %d failed; want all of 20", r.Calls, r.Failed)
	}
	// Those that were due while the server stood still have waited, though it would have answered each of them at once.
	if r.LatencyMs.P50 < 150 {
		t.Errorf("the median is %v ms: the wait behind the stall is not counted", r.LatencyMs.P50)
	}
}

func TestACallThatFailsCountsWithItsDeadline(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	o := check(serve(t, func(context.Context) error {
		if calls.Add(1) > 2 {
			return status.Error(codes.ResourceExhausted, "no more")
		}
		return nil
	}))
	result, err := runOpen(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := result.(openResult)
	if r.Failed != r.Calls || !strings.Contains(r.Reason, "no more") || r.LatencyMs.P50 < 4900 {
		t.Errorf("%+v", r)
	}
}

func TestStreamsAreHeldUntilTheInputEnds(t *testing.T) {
	o := check(serve(t, atOnce))
	o.method, o.streams, o.rate, o.connections = "grpc.health.v1.Health/Watch", 50, 1000, 3
	input, end, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdin
	os.Stdin = input
	t.Cleanup(func() { os.Stdin = before })
	if err := end.Close(); err != nil {
		t.Fatal(err)
	}
	result, err := runHold(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r := result.(holdResult); r.Opened != 50 || r.Failed != 0 || r.Lost != 0 {
		t.Errorf("%+v", r)
	}
}

func TestMistakesAreNamed(t *testing.T) {
	t.Parallel()
	notDescriptors := filepath.Join(t.TempDir(), "set")
	if err := os.WriteFile(notDescriptors, []byte("no descriptors"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(o *options)
		want   string
	}{
		"form":        {func(o *options) { o.method = "Check" }, "package.Service/Method"},
		"method":      {func(o *options) { o.method = "grpc.health.v1.Health/Chek" }, "no method grpc.health.v1.Health/Chek"},
		"request":     {func(o *options) { o.request = `{"servise":"x"}` }, "HealthCheckRequest"},
		"descriptors": {func(o *options) { o.descriptors = notDescriptors }, notDescriptors},
	} {
		o := check("127.0.0.1:1")
		c.change(o)
		if _, err := newClient(o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
	for _, arguments := range [][]string{nil, {"opne"}, {"open", "-rate", "0"}} {
		if err := run(t.Context(), arguments); err == nil {
			t.Errorf("%v was taken", arguments)
		}
	}
}

func TestTheClockIsThatOfAProcessor(t *testing.T) {
	result, err := runClock(t.Context(), &options{duration: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	// Slower and faster ones are not made: the loop would not be what it is taken for.
	if r := result.(clockResult); r.Hertz < 5e8 || r.Hertz > 1e10 || r.CPUSeconds > 1.5*r.Seconds {
		t.Errorf("%+v", r)
	}
}
