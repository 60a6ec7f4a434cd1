package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is the key of the advisory lock under which one replica at a time migrates.
const migrationLock int64 = 0x7269736b // "risk"

// Migrate brings the schema, River's tables included, up to what this binary expects. Replicas that start together
// wait for each other. It waits for a database that is not up yet until ctx ends.
func Migrate(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) (err error) {
	conn, err := await(ctx, pool, log)
	if err != nil {
		return fmt.Errorf("wait for the database: %w", err)
	}
	// The lock belongs to the session, so it goes with the connection whatever happens. Migrations may take longer
	// than requests.
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return fmt.Errorf("lock the migrations: %w", err)
	}

	unbounded := pool.Config()
	unbounded.MaxConns = 1
	delete(unbounded.ConnConfig.RuntimeParams, "statement_timeout")
	migrating, err := pgxpool.NewWithConfig(ctx, unbounded)
	if err != nil {
		return err
	}
	defer migrating.Close()
	river, err := rivermigrate.New(riverpgxv5.New(migrating), &rivermigrate.Config{Logger: log})
	if err != nil {
		return err
	}
	if _, err := river.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate River's tables: %w", err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(migrating)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSlog(log))
	if err != nil {
		return err
	}
	applied, err := provider.Up(ctx)
	if err != nil {
		return fmt.Errorf("migrate the tables: %w", err)
	}
	log.InfoContext(ctx, "database migrated", "applied", len(applied))
	return nil
}

// await connects outside of the pool, again and again until it works, because a database often starts together with
// its clients.
func await(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) (*pgx.Conn, error) {
	config := pool.Config().ConnConfig
	delete(config.RuntimeParams, "statement_timeout")
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		conn, err := pgx.ConnectConfig(ctx, config)
		if err == nil {
			return conn, nil
		}
		if !Unavailable(err) {
			return nil, err
		}
		log.WarnContext(ctx, "database away, trying again", "error", err)
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-time.After(pause):
		}
	}
}
