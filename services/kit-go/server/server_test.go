package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/internal/testservice"
	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/kit-go/server"
)

// running is a server that serves, with a client of it.
type running struct {
	conn *grpc.ClientConn
	logs *buffer
	stop context.CancelFunc
	// ended has what serving returned.
	ended chan error
}

func serve(t *testing.T, service *testservice.Service, change func(*config.Server)) *running {
	t.Helper()
	settings := config.Server{
		ListenAddress: "127.0.0.1:0", DrainTimeout: 10 * time.Second, MaxRequestBytes: 4 << 20, MaxConcurrentRequests: 100,
	}
	if change != nil {
		change(&settings)
	}
	logs := &buffer{}
	log := slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := server.New(server.Options{Config: settings, Logger: log})
	testservice.Register(s, service)
	ctx, stop := context.WithCancel(t.Context())
	r := &running{logs: logs, stop: stop, ended: make(chan error, 1)}
	go func() { r.ended <- lifecycle.Run(ctx, log, s.Component()) }()
	address, err := s.Address(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.conn, err = grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.conn.Close() })
	r.await(t, healthpb.HealthCheckResponse_SERVING)
	return r
}

func (r *running) health(t *testing.T, service string) (healthpb.HealthCheckResponse_ServingStatus, error) {
	t.Helper()
	answer, err := healthpb.NewHealthClient(r.conn).Check(t.Context(), &healthpb.HealthCheckRequest{Service: service})
	return answer.GetStatus(), err
}

func (r *running) await(t *testing.T, want healthpb.HealthCheckResponse_ServingStatus) {
	t.Helper()
	for {
		if got, err := r.health(t, ""); err == nil && got == want {
			return
		}
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// end stops the server and returns what serving returned.
func (r *running) end(t *testing.T) error {
	t.Helper()
	r.stop()
	_ = r.conn.Close()
	return <-r.ended
}

func (r *running) call(t *testing.T, text string, tags ...string) (string, error) {
	t.Helper()
	return testservice.Call(t.Context(), r.conn, testservice.Put, text, tags...)
}

func echo() *testservice.Service {
	return &testservice.Service{Unary: func(_ context.Context, _, text string) (string, error) { return text, nil }}
}

// endless sends the text and then waits for the end of the context or of the server.
func endless(ctx context.Context, text string, send func(string) error) error {
	if err := send(text); err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

func TestHealthKnowsTheProcessAndEachService(t *testing.T) {
	r := serve(t, echo(), nil)
	for _, service := range []string{"", testservice.Name} {
		if got, err := r.health(t, service); err != nil || got != healthpb.HealthCheckResponse_SERVING {
			t.Errorf("%q is %v, %v", service, got, err)
		}
	}
	if _, err := r.health(t, "another"); status.Code(err) != codes.NotFound {
		t.Errorf("another service: %v", err)
	}
	if err := r.end(t); err != nil {
		t.Error(err)
	}
}

func TestReadinessIsOffBeforeAnythingElseStops(t *testing.T) {
	r := serve(t, echo(), func(s *config.Server) { s.DrainDelay = time.Second })
	r.stop()
	r.await(t, healthpb.HealthCheckResponse_NOT_SERVING)
	if text, err := r.call(t, "still served"); err != nil || text != "still served" {
		t.Errorf("it answered %q, %v", text, err)
	}
	if err := r.end(t); err != nil {
		t.Error(err)
	}
}

func TestRequestsThatRunAreWaitedFor(t *testing.T) {
	watch := func(ctx context.Context, text string, send func(string) error) error {
		if err := send(text); err != nil {
			return err
		}
		<-server.Draining(ctx)
		return send("last")
	}
	r := serve(t, &testservice.Service{Watch: watch}, nil)
	next, err := testservice.Open(t.Context(), r.conn, "first")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := next(); err != nil || text != "first" {
		t.Fatalf("%q, %v", text, err)
	}
	r.stop()
	if text, err := next(); err != nil || text != "last" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := next(); !errors.Is(err, io.EOF) {
		t.Errorf("the stream ended with %v", err)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
}

func TestTheDrainHasABound(t *testing.T) {
	r := serve(t, &testservice.Service{Watch: endless}, func(s *config.Server) { s.DrainTimeout = 50 * time.Millisecond })
	next, err := testservice.Open(t.Context(), r.conn, "first")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := next(); err != nil {
		t.Fatal(err)
	}
	r.stop()
	if _, err := next(); err == nil {
		t.Error("the stream went on")
	}
	if err := <-r.ended; err == nil || !strings.Contains(err.Error(), "broken off") {
		t.Errorf("serving returned %v", err)
	}
}

func TestNothingOfAFailureReachesTheCallerButAnID(t *testing.T) {
	fail := func(text string) error {
		if text == "panic" {
			panic("a secret")
		}
		return errors.New("a secret")
	}
	r := serve(t, &testservice.Service{
		Unary: func(_ context.Context, _, text string) (string, error) { return "", fail(text) },
		Watch: func(_ context.Context, text string, _ func(string) error) error { return fail(text) },
	}, nil)
	watch := func(text string) error {
		next, err := testservice.Open(t.Context(), r.conn, text)
		if err != nil {
			return err
		}
		_, err = next()
		return err
	}
	call := func(text string) error { _, err := r.call(t, text); return err }
	for name, err := range map[string]error{
		"unary panic": call("panic"), "unary error": call("error"), "stream panic": watch("panic"), "stream error": watch("error"),
	} {
		id := regexp.MustCompile(`^internal error, id ([0-9a-f]{16})$`).FindStringSubmatch(status.Convert(err).Message())
		if status.Code(err) != codes.Internal || id == nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		line := r.logs.find(t, "id", id[1])
		if cause := fmt.Sprint(line); !strings.Contains(cause, "a secret") {
			t.Errorf("%s: the log has no cause: %s", name, cause)
		}
		if stack, _ := line["stack"].(string); strings.Contains(name, "panic") != strings.Contains(stack, "server_test.go") {
			t.Errorf("%s: the stack is %q", name, stack)
		}
	}
}

func TestOneRequestTooManyIsRefusedWithADelayAndHealthIsNot(t *testing.T) {
	service := echo()
	service.Watch = endless
	r := serve(t, service, func(s *config.Server) { s.MaxConcurrentRequests = 1 })
	ctx, leave := context.WithCancel(t.Context())
	next, err := testservice.Open(ctx, r.conn, "first")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := next(); err != nil {
		t.Fatal(err)
	}
	_, err = r.call(t, "one too many")
	if status.Code(err) != codes.ResourceExhausted {
		t.Fatalf("it answered %v", err)
	}
	details := status.Convert(err).Details()
	if len(details) != 1 || details[0].(*errdetails.RetryInfo).GetRetryDelay().AsDuration() != time.Second {
		t.Errorf("the details are %v", details)
	}
	if _, err := r.health(t, ""); err != nil {
		t.Errorf("health is refused: %v", err)
	}
	leave()
	for {
		_, err := r.call(t, "next")
		if err == nil {
			break
		}
		if status.Code(err) != codes.ResourceExhausted {
			t.Fatal(err)
		}
	}
}

func TestADeadlineEndsTheHandler(t *testing.T) {
	ended := make(chan struct{})
	watch := func(ctx context.Context, text string, send func(string) error) error {
		defer close(ended)
		return endless(ctx, text, send)
	}
	r := serve(t, &testservice.Service{Watch: watch}, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	next, err := testservice.Open(ctx, r.conn, "first")
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = next()
	}
	if status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("it ended with %v", err)
	}
	<-ended
}

func TestAMessageMayNotBeTooLarge(t *testing.T) {
	r := serve(t, echo(), func(s *config.Server) { s.MaxRequestBytes = 1000 })
	if _, err := r.call(t, strings.Repeat("x", 2000)); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("it answered %v", err)
	}
}

func TestReflectionTellsWhatIsServed(t *testing.T) {
	r := serve(t, echo(), nil)
	stream, err := reflectionpb.NewServerReflectionClient(r.conn).ServerReflectionInfo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ask := &reflectionpb.ServerReflectionRequest{
		MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{},
	}
	if err := stream.Send(ask); err != nil {
		t.Fatal(err)
	}
	answer, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, service := range answer.GetListServicesResponse().GetService() {
		names = append(names, service.GetName())
	}
	if all := strings.Join(names, " "); !strings.Contains(all, testservice.Name) || !strings.Contains(all, "grpc.health.v1.Health") {
		t.Errorf("services are %s", all)
	}
	if err := stream.CloseSend(); err != nil {
		t.Error(err)
	}
}

func TestTheAccessLogNamesMethodAndCode(t *testing.T) {
	r := serve(t, echo(), nil)
	if _, err := r.call(t, "x"); err != nil {
		t.Fatal(err)
	}
	line := r.logs.find(t, "msg", "request")
	if line["code"] != "OK" || line["level"] != "DEBUG" || line["method"] != testservice.Put {
		t.Errorf("the line is %v", line)
	}
}

func TestAMessageThatBreaksItsConstraintsIsRefusedWithEachField(t *testing.T) {
	r := serve(t, echo(), nil)
	_, err := r.call(t, "", "fine", "x")
	if status.Code(err) != codes.InvalidArgument {
		t.Fatalf("it answered %v", err)
	}
	var fields []string
	for _, detail := range status.Convert(err).Details() {
		for _, violation := range detail.(*errdetails.BadRequest).GetFieldViolations() {
			fields = append(fields, violation.GetField())
		}
	}
	if all := strings.Join(fields, " "); all != "text tags[1].name" {
		t.Errorf("the fields are %s", all)
	}
}
