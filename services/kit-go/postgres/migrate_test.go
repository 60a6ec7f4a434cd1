package store

import (
	"log/slog"
	"testing"

	"bimetal.dev/services/risk/internal/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestReplicasThatStartTogetherMigrateOnce(t *testing.T) {
	const replicas = 4
	ctx := t.Context()
	url := pgtest.Database(t)
	failures := make(chan error, replicas)
	for range replicas {
		pool, err := Connect(ctx, url, "test", 2)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(pool.Close)
		go func() { failures <- Migrate(ctx, pool, slog.New(slog.DiscardHandler)) }()
	}
	for range replicas {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}

	pool, err := Connect(ctx, url, "test", 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	var applied, distinct int
	query := "SELECT count(*), count(DISTINCT version_id) FROM goose_db_version"
	if err := pool.QueryRow(ctx, query).Scan(&applied, &distinct); err != nil {
		t.Fatal(err)
	}
	if applied < 2 || applied != distinct {
		t.Errorf("%d migrations were applied, %d of them different ones", applied, distinct)
	}
}
