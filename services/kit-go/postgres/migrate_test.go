package postgres_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5/pgxpool"

	"workspace.internal/services/kit-go/postgres"
	"workspace.internal/services/kit-go/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

var files = fstest.MapFS{"00001_items.sql": {Data: []byte("-- +goose Up\nCREATE TABLE items (id bigint PRIMARY KEY);\n")}}

func connect(t *testing.T, url, schema string) *pgxpool.Pool {
	t.Helper()
	pool, err := postgres.Connect(t.Context(), postgres.Options{
		URL: url, Schema: schema, Application: "test", Connections: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func migrate(ctx context.Context, pool *pgxpool.Pool) error {
	return postgres.Migrate(ctx, pool, files, slog.New(slog.DiscardHandler))
}

func TestReplicasThatStartTogetherMigrateOnce(t *testing.T) {
	const replicas = 4
	url := pgtest.Database(t)
	failures := make(chan error, replicas)
	for range replicas {
		pool := connect(t, url, "orders")
		go func() { failures <- migrate(t.Context(), pool) }()
	}
	for range replicas {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
	var applied, distinct int
	query := "SELECT count(*), count(DISTINCT version_id) FROM goose_db_version"
	if err := connect(t, url, "orders").QueryRow(t.Context(), query).Scan(&applied, &distinct); err != nil {
		t.Fatal(err)
	}
	if applied < 2 || applied != distinct {
		t.Errorf("%d migrations were applied, %d of them different ones", applied, distinct)
	}
}

func TestServicesOfOneDatabaseDoNotMeet(t *testing.T) {
	url := pgtest.Database(t)
	orders, stock := connect(t, url, "orders"), connect(t, url, "order-stock")
	for _, pool := range []*pgxpool.Pool{orders, stock} {
		if err := migrate(t.Context(), pool); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := orders.Exec(t.Context(), "INSERT INTO items VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := stock.QueryRow(t.Context(), "SELECT count(*) FROM items").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("the other service sees %d rows, %v", rows, err)
	}
}
