package service

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	primetallyv1 "workspace.internal/proto/gen/go/prime_tally/v1"

	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/kit-go/postgres/pgtest"
)

// patience bounds every wait of these tests; none waits that long unless something is wrong.
const patience = 3 * time.Minute

func TestMain(m *testing.M) { pgtest.Main(m) }

// start runs a replica in this process until the test ends, or stop is called.
func start(t *testing.T, database string, change func(*Config)) (primetallyv1.PrimeTallyServiceClient, func()) {
	t.Helper()
	settings := Config{
		Server:      config.Server{ListenAddress: "127.0.0.1:0", DrainTimeout: 5 * time.Second, MaxRequestBytes: 1 << 20, MaxConcurrentRequests: 100},
		Clients:     callees(t),
		DatabaseURL: database, DatabasePool: 8,
		MaxRunning: 2, MaxUnfinished: 10, ShardNumbers: 100_000, ShardsInFlight: 2,
	}
	if change != nil {
		change(&settings)
	}
	ctx, cancel := context.WithCancel(context.Background())
	replica, err := New(ctx, settings, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- lifecycle.Run(ctx, slog.New(slog.DiscardHandler), replica.Components()...) }()
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the replica does not stop: %v", err)
		}
	}
	t.Cleanup(stop)
	waiting, done := context.WithTimeout(ctx, patience)
	defer done()
	address, err := replica.Server.Address(waiting)
	if err != nil {
		t.Fatalf("the replica does not start: %v", err)
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return primetallyv1.NewPrimeTallyServiceClient(conn), stop
}

func create(
	t *testing.T, client primetallyv1.PrimeTallyServiceClient, begin, end uint64, requestID string,
) (*primetallyv1.Run, error) {
	t.Helper()
	answer, err := client.CreateRun(t.Context(), &primetallyv1.CreateRunRequest{
		Run: &primetallyv1.Run{Range: &primetallyv1.Range{Begin: begin, End: end}}, RequestId: requestID,
	})
	return answer.GetRun(), err
}

func created(t *testing.T, client primetallyv1.PrimeTallyServiceClient, end uint64) *primetallyv1.Run {
	t.Helper()
	run, err := create(t, client, 0, end, "")
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// watched follows a run to its end, and returns each state of it that was seen.
func watched(t *testing.T, client primetallyv1.PrimeTallyServiceClient, name string) []*primetallyv1.Run {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	stream, err := client.WatchRun(ctx, &primetallyv1.WatchRunRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	var seen []*primetallyv1.Run
	for {
		answer, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return seen
		}
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, answer.GetRun())
	}
}

func TestRunIsCarriedOut(t *testing.T) {
	client, _ := start(t, pgtest.Database(t), nil)
	run := created(t, client, 1_000_001)
	seen := watched(t, client, run.GetName())
	last := seen[len(seen)-1]
	if last.GetState() != primetallyv1.Run_STATE_SUCCEEDED || last.GetPrimes() != 78_498 ||
		last.GetNumbersDone() != 1_000_001 || last.GetEndTime() == nil {
		t.Errorf("it ends as %v", last)
	}
	for i := range seen[1:] {
		if seen[i+1].GetNumbersDone() < seen[i].GetNumbersDone() {
			t.Errorf("after %v came %v", seen[i], seen[i+1])
		}
	}
}

func TestRunGoesOnAtAnotherReplica(t *testing.T) {
	database := pgtest.Database(t)
	client, stop := start(t, database, func(c *Config) { c.ShardNumbers = 1000; c.ShardsInFlight = 1 })
	run := created(t, client, 30_000_001)
	for run.GetNumbersDone() == 0 {
		answer, err := client.GetRun(t.Context(), &primetallyv1.GetRunRequest{Name: run.GetName()})
		if err != nil {
			t.Fatal(err)
		}
		run = answer.GetRun()
	}
	stop()

	client, _ = start(t, database, nil)
	seen := watched(t, client, run.GetName())
	if last := seen[len(seen)-1]; seen[0].GetNumbersDone() < run.GetNumbersDone() || last.GetPrimes() != 1_857_859 {
		t.Errorf("it goes on as %v and ends as %v", seen[0], last)
	}
}

func TestCancelledRunStops(t *testing.T) {
	client, _ := start(t, pgtest.Database(t), func(c *Config) { c.MaxUnfinished = 1; c.MaxRunning = 1 })
	run := created(t, client, 1_000_000_000_000)
	if _, err := create(t, client, 0, 10, ""); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("with as many runs as there may be, the next is %v", err)
	}
	for range 2 {
		answer, err := client.CancelRun(t.Context(), &primetallyv1.CancelRunRequest{Name: run.GetName()})
		if err != nil || answer.GetRun().GetState() != primetallyv1.Run_STATE_CANCELLED {
			t.Fatalf("cancelling answers %v, %v", answer, err)
		}
	}
	// There is room for one: it is carried out only when the first has stopped.
	next := created(t, client, 11)
	seen := watched(t, client, next.GetName())
	if last := seen[len(seen)-1]; last.GetPrimes() != 4 {
		t.Errorf("the next ends as %v", last)
	}
	_, err := client.CancelRun(t.Context(), &primetallyv1.CancelRunRequest{Name: next.GetName()})
	if status.Code(err) != codes.FailedPrecondition {
		t.Errorf("cancelling what has succeeded answers %v", err)
	}
}

func TestRequestIDMakesOneRun(t *testing.T) {
	client, _ := start(t, pgtest.Database(t), nil)
	first, err := create(t, client, 0, 100, "once")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := create(t, client, 0, 100, "once"); err != nil || again.GetName() != first.GetName() {
		t.Errorf("the same again is %v, %v", again, err)
	}
	if _, err := create(t, client, 1, 100, "once"); status.Code(err) != codes.AlreadyExists {
		t.Errorf("another range under the same id is %v", err)
	}
}

func TestBadRequestsAreRefused(t *testing.T) {
	client, _ := start(t, pgtest.Database(t), nil)
	for _, row := range []struct{ begin, end uint64 }{{0, 0}, {5, 4}, {0, 1_000_000_000_001}} {
		if _, err := create(t, client, row.begin, row.end, ""); status.Code(err) != codes.InvalidArgument {
			t.Errorf("[%d, %d) is %v", row.begin, row.end, err)
		}
	}
	for name, code := range map[string]codes.Code{
		"run/1": codes.InvalidArgument, "runs/1": codes.NotFound, "runs/01a21085-eb01-7e11-917d-9547b61ba907": codes.NotFound,
	} {
		if _, err := client.GetRun(t.Context(), &primetallyv1.GetRunRequest{Name: name}); status.Code(err) != code {
			t.Errorf("%s is %v", name, err)
		}
	}
}
