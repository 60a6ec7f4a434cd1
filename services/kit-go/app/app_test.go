package app_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"workspace.internal/services/kit-go/app"
	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/server"
)

// spec is a component that serves nothing but what every server has.
func spec() app.Spec {
	return app.Spec{
		Name: "test", Summary: "Does nothing.", ListenAddress: "127.0.0.1:9000",
		Serve: func(ctx context.Context, process *app.Process) error {
			settings := struct {
				config.Server
				Workers int `env:"WORKERS" envDefault:"1"`
			}{Server: process.Defaults()}
			if err := process.Load(&settings); err != nil {
				return err
			}
			log := process.Logger(settings.Server)
			s := server.New(server.Options{Config: settings.Server, Logger: log})
			return process.Run(ctx, settings.Server, log, s.Component())
		},
		Commands: []app.Command{{
			Name: "fail", Summary: "Fail.", Run: func(context.Context, *app.Process) error { return errors.New("no luck") },
		}},
	}
}

func run(ctx context.Context, environment map[string]string, arguments ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = app.Run(ctx, spec(), &app.Process{
		Args: arguments, Environment: environment, Stdout: &out, Stderr: &errs,
	})
	return code, out.String(), errs.String()
}

func TestHelpAndVersionGoToStandardOutput(t *testing.T) {
	code, stdout, _ := run(t.Context(), nil, "--help")
	for _, part := range []string{"serve", "healthcheck", "version", "fail", "Examples:"} {
		if code != app.ExitStopped || !strings.Contains(stdout, part) {
			t.Errorf("exit %d, and the help lacks %q:\n%s", code, part, stdout)
		}
	}
	if code, stdout, _ := run(t.Context(), nil, "version"); code != app.ExitStopped || !strings.HasPrefix(stdout, "test ") {
		t.Errorf("exit %d, version %q", code, stdout)
	}
}

func TestWrongArgumentsAreNamed(t *testing.T) {
	for _, arguments := range [][]string{{"sreve"}, {"serve", "now"}} {
		code, _, stderr := run(t.Context(), nil, arguments...)
		if code != app.ExitMisused || !strings.Contains(stderr, arguments[len(arguments)-1]) {
			t.Errorf("%v: exit %d, %q", arguments, code, stderr)
		}
	}
}

func TestEveryMistakeOfTheConfigurationIsNamedAtOnce(t *testing.T) {
	code, _, stderr := run(t.Context(), map[string]string{"WORKERS": "many", "LISTEN_ADDRESS": "nowhere"}, "serve")
	if code != app.ExitMisused || !strings.Contains(stderr, "WORKERS") || !strings.Contains(stderr, "LISTEN_ADDRESS") {
		t.Errorf("exit %d, %q", code, stderr)
	}
}

func TestACommandThatFailsExitsWithOne(t *testing.T) {
	if code, _, stderr := run(t.Context(), nil, "fail"); code != app.ExitFailed || !strings.Contains(stderr, "no luck") {
		t.Errorf("exit %d, %q", code, stderr)
	}
}

func TestHealthcheckTellsWhetherTheProcessIsReady(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{"LISTEN_ADDRESS": listener.Addr().String()}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := run(t.Context(), environment, "healthcheck")
	if code != app.ExitFailed || !strings.Contains(stderr, environment["LISTEN_ADDRESS"]) {
		t.Errorf("nobody is there: exit %d, %q", code, stderr)
	}

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		code, _, _ := run(ctx, environment, "serve")
		ended <- code
	}()
	deadline := time.Now().Add(20 * time.Second)
	for code = app.ExitFailed; code != app.ExitStopped; {
		if code, _, stderr = run(t.Context(), environment, "healthcheck"); time.Now().After(deadline) {
			t.Fatalf("never ready: %q", stderr)
		}
	}
	stop()
	if code := <-ended; code != app.ExitStopped {
		t.Errorf("serving ended with %d", code)
	}
}
