package service

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/app"
	"workspace.internal/services/kit-go/postgres/pgtest"
)

// serveVariable makes the test binary a replica, which can be killed as one.
const serveVariable = "RISK_TEST_SERVE"

func TestMain(m *testing.M) {
	if os.Getenv(serveVariable) == "" {
		pgtest.Main(m)
		return
	}
	os.Args = os.Args[:1]
	app.Main(
		app.Spec{
			Name:          "risk",
			ListenAddress: "127.0.0.1:0",
			Serve: func(ctx context.Context, process *app.Process) error {
				config := Config{Server: process.Defaults()}
				if err := process.Load(&config); err != nil {
					return err
				}
				log := process.Logger(config.Server)
				r, err := New(ctx, config, log)
				if err != nil {
					return err
				}
				return process.Run(ctx, config.Server, log, r.Components()...)
			},
		},
	)
}

// process is a replica in a process of its own.
type process struct {
	replica

	command *exec.Cmd
	ended   chan struct{}

	mu   sync.Mutex
	logs []string
}

// launch starts a replica as a process, with the variables of settings that the tests of processes use.
func launch(t *testing.T, c Config, variables ...string) *process {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{command: exec.Command(executable), ended: make(chan struct{})}
	p.command.Env = append(os.Environ(), append([]string{
		serveVariable + "=1", "DATABASE_URL=" + c.DatabaseURL, "PRICER_ADDRESS=" + c.PricerAddress.String(),
		"LISTEN_ADDRESS=127.0.0.1:0",
		"LEASE_DURATION=1500ms", "DRAIN_TIMEOUT=5s",
	}, variables...)...)
	stderr, err := p.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	listening := make(chan string, 1)
	go p.read(stderr, listening)
	t.Cleanup(func() {
		p.signal(syscall.SIGKILL)
		if t.Failed() {
			p.mu.Lock()
			defer p.mu.Unlock()
			t.Logf("log of the process:\n%s", strings.Join(p.logs, "\n"))
		}
	})
	select {
	case address := <-listening:
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		p.replica = replica{
			portfolios: riskv1.NewPortfolioServiceClient(
				conn,
			),
			valuations: riskv1.NewValuationServiceClient(conn),
			conn:       conn,
		}
	case <-p.ended:
		t.Fatal("the process ended before it listened")
	case <-time.After(patience):
		t.Fatal("the process does not listen")
	}
	return p
}

// read keeps the log, and tells the address once.
func (p *process) read(from io.Reader, listening chan<- string) {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		p.mu.Lock()
		p.logs = append(p.logs, lines.Text())
		p.mu.Unlock()
		var entry struct {
			Msg     string `json:"msg"`
			Address string `json:"address"`
		}
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "listening" {
			listening <- entry.Address
		}
	}
	_ = p.command.Wait() // the status is read from ProcessState
	close(p.ended)
}

// signal sends a signal, and returns when the process has ended.
func (p *process) signal(signal os.Signal) {
	_ = p.command.Process.Signal(signal) // it may have ended already
	<-p.ended
}

// logged says whether a line of the log has that text.
func (p *process) logged(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.logs {
		if strings.Contains(line, text) {
			return true
		}
	}
	return false
}
