package service

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/kit-go/postgres/pgtest"
	"workspace.internal/services/kit-go/telemetry"
	"workspace.internal/services/risk/internal/enginetest"
)

// patience bounds every wait of these tests; none waits that long unless something is wrong.
const patience = 60 * time.Second

// replica is a whole service in this process, and clients of it.
type replica struct {
	portfolios riskv1.PortfolioServiceClient
	valuations riskv1.ValuationServiceClient
	conn       *grpc.ClientConn
	// stop drains it, kill leaves its runs behind as a dead process would.
	stop func() error
}

// settings are those of a replica in tests: impatient.
func settings(database string, engines ...*enginetest.Engine) Config {
	var addresses []string
	for _, engine := range engines {
		addresses = append(addresses, engine.Address())
	}
	return settingsAt(database, addresses...)
}

// settingsAt are those for engines at addresses.
func settingsAt(database string, engines ...string) Config {
	environment := map[string]string{
		"DATABASE_URL": database, "LISTEN_ADDRESS": "127.0.0.1:0", "LEASE_DURATION": "1500ms", "DRAIN_TIMEOUT": "5s",
	}
	environment["PRICER_ADDRESS"] = strings.Join(engines, ",")
	var c Config
	if err := config.LoadFrom(&c, environment); err != nil {
		panic(err)
	}
	return c
}

func logger() *slog.Logger {
	if os.Getenv("TEST_LOG") != "" {
		return telemetry.NewLogger(os.Stderr, "risk", slog.LevelDebug)
	}
	return slog.New(slog.DiscardHandler)
}

func start(t *testing.T, c Config) *replica {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := New(ctx, c, logger())
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- lifecycle.Run(ctx, logger(), r.Components()...) }()
	bounded, stopWaiting := context.WithTimeout(ctx, patience)
	defer stopWaiting()
	failed := make(chan error, 1)
	go func() {
		select {
		case err := <-ended:
			failed <- err
			stopWaiting()
		case <-bounded.Done():
		}
	}()
	address, err := r.Server.Address(bounded)
	if err != nil {
		select {
		case err = <-failed:
		default:
		}
		t.Fatalf("the replica does not start: %v", err)
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(64<<20)))
	if err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop := func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		_ = conn.Close()
		if err := stop(); err != nil && !t.Failed() {
			t.Errorf("the replica does not stop: %v", err)
		}
	})
	return &replica{
		portfolios: riskv1.NewPortfolioServiceClient(
			conn,
		),
		valuations: riskv1.NewValuationServiceClient(conn),
		conn:       conn,
		stop:       stop,
	}
}

func background(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func european(id string) *riskv1.Position {
	return &riskv1.Position{Id: id, Quantity: 2, Instrument: &riskv1.Instrument{Kind: &riskv1.Instrument_European{
		European: &riskv1.EuropeanOption{
			Underlying: "A", Type: riskv1.OptionType_OPTION_TYPE_CALL, Strike: 100, ExpiryYears: 1,
		},
	}}}
}

func samplePortfolio() *riskv1.Portfolio {
	return &riskv1.Portfolio{
		DisplayName: "sample",
		Underlyings: []*riskv1.Underlying{{Id: "A", Spot: 100, Volatility: 0.2}},
		Positions:   []*riskv1.Position{european("one"), european("two")},
	}
}

func (r *replica) portfolio(t *testing.T) string {
	t.Helper()
	created, err := r.portfolios.CreatePortfolio(
		background(t),
		&riskv1.CreatePortfolioRequest{Portfolio: samplePortfolio()},
	)
	if err != nil {
		t.Fatal(err)
	}
	return created.GetPortfolio().GetName()
}

func paths(blocks int64) *riskv1.ValuationSpec {
	return &riskv1.ValuationSpec{
		Stop: &riskv1.ValuationSpec_Paths{
			Paths: blocks * 4096,
		},
		Seed:   7,
		Greeks: []riskv1.Greek{riskv1.Greek_GREEK_DELTA},
	}
}

func (r *replica) value(t *testing.T, portfolio string, spec *riskv1.ValuationSpec) string {
	t.Helper()
	created, err := r.valuations.CreateValuation(background(t), &riskv1.CreateValuationRequest{
		Parent: portfolio, Valuation: &riskv1.Valuation{Spec: spec},
	})
	if err != nil {
		t.Fatal(err)
	}
	return created.GetValuation().GetName()
}

// await watches a valuation until it is as wanted.
func (r *replica) await(t *testing.T, name string, wanted func(*riskv1.Valuation) bool) *riskv1.Valuation {
	t.Helper()
	ctx, cancel := context.WithCancel(background(t))
	defer cancel()
	stream, err := r.valuations.WatchValuation(ctx, &riskv1.WatchValuationRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	var last *riskv1.Valuation
	for {
		message, err := stream.Recv()
		if err != nil {
			if errors.Is(err, io.EOF) {
				t.Fatalf("ended in %v: %v", last.GetState(), last.GetError())
			}
			t.Fatalf("watch: %v; last %v", err, last.GetState())
		}
		if last = message.GetValuation(); wanted(last) {
			return last
		}
	}
}

func inState(state riskv1.Valuation_State) func(*riskv1.Valuation) bool {
	return func(v *riskv1.Valuation) bool { return v.GetState() == state }
}

func (r *replica) succeeded(t *testing.T, name string) *riskv1.Valuation {
	t.Helper()
	return r.await(t, name, inState(riskv1.Valuation_STATE_SUCCEEDED))
}

// reference is the result of a run that nothing happened to.
func reference(t *testing.T, spec *riskv1.ValuationSpec) *riskv1.Result {
	t.Helper()
	r := start(t, settings(pgtest.Database(t), enginetest.Start(t, "reference")))
	result := r.succeeded(t, r.value(t, r.portfolio(t), spec)).GetResult()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	return result
}

func same(t *testing.T, got, want *riskv1.Result) {
	t.Helper()
	if !proto.Equal(got, want) {
		t.Errorf("other bits:\n%v\nwant\n%v", got, want)
	}
}

// eventually waits for a condition that nothing announces.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
