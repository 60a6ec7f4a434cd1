// Package store keeps runs, and what is counted of them, in PostgreSQL.
package store

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"workspace.internal/services/kit-go/postgres"
	"workspace.internal/services/prime-tally/internal/store/gen"
)

// Schema holds the service's tables.
const Schema = "prime_tally"

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schema up to what this binary expects: see postgres.Migrate.
func Migrate(ctx context.Context, pool *pgxpool.Pool, log *slog.Logger) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return postgres.Migrate(ctx, pool, files, log)
}

// Store is safe for concurrent use.
type Store struct {
	*gen.Queries

	pool *pgxpool.Pool
}

// New returns a store on a pool, which stays the caller's to close.
func New(pool *pgxpool.Pool) *Store { return &Store{gen.New(pool), pool} }

// Tx runs work in a transaction that is committed when it returns nil.
func (s *Store) Tx(ctx context.Context, work func(tx pgx.Tx, q *gen.Queries) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return work(tx, s.WithTx(tx)) })
}
