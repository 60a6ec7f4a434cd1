package service

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/dial"
	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/kit-go/postgres"
	"workspace.internal/services/kit-go/server"
	"workspace.internal/services/risk/internal/api"
	"workspace.internal/services/risk/internal/engines"
	"workspace.internal/services/risk/internal/jobs"
	"workspace.internal/services/risk/internal/ledger"
	"workspace.internal/services/risk/internal/run"
	"workspace.internal/services/risk/internal/store"
	"workspace.internal/services/risk/internal/watch"
)

const (
	// waiting is the memory for blocks that wait for an earlier one, shared by all runs of a replica.
	waiting = 64 << 20
	// flowWindow is how many bytes an engine may send ahead of what is read. gRPC would find a size out by itself, with
	// pings between the blocks, which small blocks are not worth.
	flowWindow = 1 << 20
	// stopJobs bounds the handing back of runs.
	stopJobs = 8 * time.Second
)

// Replica is one process of the service.
type Replica struct {
	// Server is what it is reached by.
	Server *server.Server

	log *slog.Logger
	// calls answers requests; runs is for everything else, so that neither waits for a connection because of the other.
	calls, runs *pgxpool.Pool
	pool        *dial.Pool
	fleet       *engines.Fleet
	queue       *jobs.Queue
	sweeper     *jobs.Sweeper
	listener    *watch.Listener
}

// New puts a replica together. Nothing runs before its components are started.
func New(ctx context.Context, config Config, log *slog.Logger) (*Replica, error) {
	r := &Replica{log: log}
	var err error
	half := config.DatabasePool / 2
	connect := func(application string, connections int32) (*pgxpool.Pool, error) {
		return postgres.Connect(ctx, postgres.Options{
			URL: config.DatabaseURL, Schema: store.Schema, Application: application, Connections: connections,
		})
	}
	if r.calls, err = connect("risk calls", half); err != nil {
		return nil, err
	}
	if r.runs, err = connect("risk runs", config.DatabasePool-half); err != nil {
		return nil, err
	}
	engineOptions := dial.Options{Dial: []grpc.DialOption{
		grpc.WithStaticStreamWindowSize(flowWindow), grpc.WithStaticConnWindowSize(flowWindow),
	}}
	if r.pool, err = dial.NewPool("pricer", config.PricerAddress, 0, engineOptions); err != nil {
		return nil, err
	}
	r.fleet = engines.New(r.pool, engines.Config{Slots: config.ShardsInFlight, Logger: log})

	owner := identity()
	calls, runs := store.New(r.calls), store.New(r.runs)
	hub := watch.NewHub(api.Source{Store: calls})
	if r.queue, err = jobs.NewQueue(r.runs, owner, config.MaxRunning, log); err != nil {
		return nil, err
	}
	runner := run.New(run.Config{
		Owner:       owner,
		Lease:       config.LeaseDuration,
		MaxRunning:  config.MaxRunning,
		ShardBlocks: config.ShardBlocks,
		WindowBytes: waiting / config.MaxRunning,
		Hedge: ledger.Hedge{
			Quantile: config.HedgeQuantile, Budget: config.HedgeBudget, MinDelay: config.HedgeMinDelay,
		},
		Ended:  api.Ended(hub),
		Logger: log,
	}, runs, r.fleet, r.queue.Enqueue)
	r.queue.SetRunner(runner)
	r.sweeper = jobs.NewSweeper(runs, r.queue.Enqueue, config.LeaseDuration, log)

	r.listener = &watch.Listener{Changed: hub.Changed, Stopped: runner.Look, Pool: r.calls, Logger: log}
	r.Server = server.New(server.Options{
		Config: config.Server, Logger: log, Unary: []grpc.UnaryServerInterceptor{api.Unary},
	})
	riskv1.RegisterPortfolioServiceServer(r.Server, &api.Portfolios{Store: calls})
	riskv1.RegisterValuationServiceServer(
		r.Server, api.NewValuations(calls, hub, config.MaxQueued, r.queue.Enqueue, runner))
	return r, nil
}

// Components lists the replica's parts in the order of their start.
func (r *Replica) Components() []lifecycle.Component {
	return []lifecycle.Component{
		{
			Name:  "database",
			Start: func(ctx context.Context) error { return store.Migrate(ctx, r.runs, r.log) },
			Stop: func(context.Context) error {
				r.calls.Close()
				r.runs.Close()
				return nil
			},
		},
		r.listener.Component(),
		r.pool.Component(),
		r.fleet.Component(),
		r.queue.Component(stopJobs),
		r.sweeper.Component(),
		r.Server.Component(),
	}
}

// identity names this process among all that ever ran.
func identity() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), uuid.NewString()[:8])
}
