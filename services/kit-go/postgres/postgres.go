// Package postgres is a service's database: a pool with bounds, migrations under a lock, and what its errors mean.
//
// Services may share one database. Each has a schema of its own, which is all that its connections see, so their tables
// and migrations do not meet.
package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"workspace.internal/services/kit-go/config"
)

// Bounds on what a lost or stuck database may hold up.
const (
	connectTimeout   = 3 * time.Second
	statementTimeout = "10s"
)

// Options are what a pool is made from.
type Options struct {
	// URL is that of the database; see CheckURL.
	URL string
	// Schema holds the service's tables. Migrate creates it.
	Schema string
	// Application is what the server's own views call the connections.
	Application string
	// Connections is how many there are at most.
	Connections int32
}

// Connect makes a pool. It does not fail where the database is not up yet.
func Connect(ctx context.Context, options Options) (*pgxpool.Pool, error) {
	settings, err := pgxpool.ParseConfig(options.URL)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	settings.MaxConns = options.Connections
	settings.MaxConnIdleTime = time.Minute
	settings.HealthCheckPeriod = 10 * time.Second
	settings.ConnConfig.ConnectTimeout = connectTimeout
	parameters := settings.ConnConfig.RuntimeParams
	parameters["application_name"] = options.Application
	parameters["search_path"] = pgx.Identifier{options.Schema}.Sanitize()
	parameters["statement_timeout"] = statementTimeout
	parameters["idle_in_transaction_session_timeout"] = statementTimeout
	return pgxpool.NewWithConfig(ctx, settings)
}

// CheckURL is for a configuration's Check: what is wrong with the value of the variable, if anything is. It does not
// repeat the parser's text, which may hold the password.
func CheckURL(variable, url string) []config.Problem {
	if _, err := pgxpool.ParseConfig(url); err != nil {
		return []config.Problem{
			{Variable: variable, Reason: "must be a URL such as postgres://user@host:5432/database"},
		}
	}
	return nil
}
