package store

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"

	"workspace.internal/services/kit-go/postgres"
)

// Schema holds the service's tables.
const Schema = "risk"

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
