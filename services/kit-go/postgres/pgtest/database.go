package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// shared is the server of the test binary, which Main starts.
var shared *Server

// Main runs the tests of a package with one server for all of them. TestMain calls it.
func Main(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if os.Getenv("TEST_DATABASE_URL") == "" {
		var err error
		if shared, err = Start(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() {
			_ = shared.Stop()
			_ = shared.Remove()
		}()
	}
	return m.Run()
}

// Database makes a database for one test and returns its URL.
func Database(t *testing.T) string {
	t.Helper()
	if shared != nil {
		return shared.Database(t)
	}
	base, err := url.Parse(os.Getenv("TEST_DATABASE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	return create(t, base.String(), func(name string) string {
		own := *base
		own.Path = "/" + name
		return own.String()
	})
}

// Database makes a database for one test and returns its URL.
func (s *Server) Database(t *testing.T) string {
	t.Helper()
	return create(t, s.URL("postgres"), s.URL)
}

func create(t *testing.T, server string, named func(string) string) string {
	t.Helper()
	name := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	execute(t, server, "CREATE DATABASE "+name)
	t.Cleanup(func() {
		if shared == nil && os.Getenv("TEST_DATABASE_URL") != "" {
			execute(t, server, "DROP DATABASE "+name+" WITH (FORCE)")
		}
	})
	return named(name)
}

func execute(t *testing.T, server, statement string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
