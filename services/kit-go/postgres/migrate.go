package postgres

import (
	"context"
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

// Migrate brings the pool's schema up to what files say, numbered migrations of goose, and to what River's jobs need.
// Replicas that start together wait for each other. It waits for a database that is not up yet until ctx ends.
func Migrate(ctx context.Context, pool *pgxpool.Pool, files fs.FS, log *slog.Logger) (err error) {
	conn, err := await(ctx, pool, log)
	if err != nil {
		return fmt.Errorf("wait for the database: %w", err)
	}
	// The lock belongs to the session, so it goes with the connection whatever happens.
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	schema := pool.Config().ConnConfig.RuntimeParams["search_path"]
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext($1))", "migrate "+schema); err != nil {
		return fmt.Errorf("lock the migrations: %w", err)
	}
	if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
		return fmt.Errorf("create the schema: %w", err)
	}

	unbounded := pool.Config()
	unbounded.MaxConns = 1
	// Migrations may take longer than requests.
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
	settings := pool.Config().ConnConfig
	delete(settings.RuntimeParams, "statement_timeout")
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		conn, err := pgx.ConnectConfig(ctx, settings)
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
