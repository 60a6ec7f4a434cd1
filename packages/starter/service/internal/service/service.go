package service

import (
	"context"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	primetallyv1 "workspace.internal/proto/gen/go/prime_tally/v1"

	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/kit-go/postgres"
	"workspace.internal/services/kit-go/server"
	"workspace.internal/services/prime-tally/internal/api"
	"workspace.internal/services/prime-tally/internal/clients"
	"workspace.internal/services/prime-tally/internal/jobs"
	"workspace.internal/services/prime-tally/internal/store"
)

// Replica is one process of the service.
type Replica struct {
	// Server is what it is reached by.
	Server *server.Server

	log     *slog.Logger
	pool    *pgxpool.Pool
	clients *clients.Clients
	queue   *jobs.Queue
}

// New puts a replica together. Nothing runs before its components are started.
func New(ctx context.Context, config Config, log *slog.Logger) (*Replica, error) {
	r := &Replica{log: log}
	var err error
	if r.pool, err = postgres.Connect(ctx, postgres.Options{
		URL: config.DatabaseURL, Schema: store.Schema, Application: "prime-tally", Connections: config.DatabasePool,
	}); err != nil {
		return nil, err
	}
	if r.clients, err = clients.Dial(config.Clients); err != nil {
		return nil, err
	}
	if r.queue, err = jobs.New(r.pool, jobs.Config{
		MaxRunning:     config.MaxRunning,
		ShardsInFlight: config.ShardsInFlight,
		Counter:        counter(r.clients),
		Logger:         log,
	}); err != nil {
		return nil, err
	}
	r.Server = server.New(server.Options{
		Config: config.Server, Logger: log, Unary: []grpc.UnaryServerInterceptor{api.Unary},
	})
	primetallyv1.RegisterPrimeTallyServiceServer(r.Server, &api.Runs{
		Store: store.New(r.pool), Queue: r.queue, MaxUnfinished: config.MaxUnfinished,
		ShardNumbers: config.ShardNumbers,
	})
	return r, nil
}

// Components lists the replica's parts in the order of their start.
func (r *Replica) Components() []lifecycle.Component {
	database := lifecycle.Component{
		Name:  "database",
		Start: func(ctx context.Context) error { return store.Migrate(ctx, r.pool, r.log) },
		Stop: func(context.Context) error {
			r.pool.Close()
			return nil
		},
	}
	components := append([]lifecycle.Component{database}, r.clients.Components(r.Server)...)
	return append(components, r.queue.Component(), r.Server.Component())
}
