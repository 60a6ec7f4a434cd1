package config_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"workspace.internal/services/kit-go/config"
)

// component is a configuration as components write it.
type component struct {
	config.Server
	DatabaseURL string        `env:"DATABASE_URL,required"`
	Workers     int           `env:"WORKERS" envDefault:"4"`
	Lease       time.Duration `env:"LEASE" envDefault:"3s"`
	Cache       struct {
		Entries int `env:"ENTRIES" envDefault:"10"`
	} `envPrefix:"CACHE_"`
}

func load(t *testing.T, environment map[string]string) (component, *config.Error) {
	t.Helper()
	settings := component{Server: config.Server{ListenAddress: "127.0.0.1:9000"}}
	err := config.LoadFrom(&settings, environment)
	if err == nil {
		return settings, nil
	}
	invalid, ok := errors.AsType[*config.Error](err)
	if !ok {
		t.Fatalf("LoadFrom returned %T, want *config.Error", err)
	}
	return settings, invalid
}

func variables(invalid *config.Error) []string {
	var names []string
	for _, problem := range invalid.Problems {
		names = append(names, problem.Variable)
	}
	return names
}

func TestUnsetAndEmptyVariablesHaveTheirDefaults(t *testing.T) {
	settings, invalid := load(t, map[string]string{"DATABASE_URL": "postgres://x", "WORKERS": "", "LOG_LEVEL": ""})
	if invalid != nil {
		t.Fatal(invalid)
	}
	want := config.Server{
		ListenAddress: "127.0.0.1:9000", LogLevel: slog.LevelInfo, DrainTimeout: 10 * time.Second,
		MaxRequestBytes: 4194304, MaxConcurrentRequests: 1024,
	}
	if settings.Server != want {
		t.Errorf("shared settings are %+v, want %+v", settings.Server, want)
	}
	if settings.Workers != 4 || settings.Lease != 3*time.Second || settings.Cache.Entries != 10 {
		t.Errorf("own settings are %+v", settings)
	}
}

func TestVariablesAreRead(t *testing.T) {
	settings, invalid := load(t, map[string]string{
		"DATABASE_URL": "postgres://x", "LISTEN_ADDRESS": "0.0.0.0:0", "LOG_LEVEL": "debug", "DRAIN_TIMEOUT": "500ms",
		"WORKERS": "7", "CACHE_ENTRIES": "1", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4317",
	})
	if invalid != nil {
		t.Fatal(invalid)
	}
	if settings.ListenAddress != "0.0.0.0:0" || settings.LogLevel != slog.LevelDebug ||
		settings.DrainTimeout != 500*time.Millisecond || settings.Workers != 7 || settings.Cache.Entries != 1 {
		t.Errorf("settings are %+v", settings)
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	_, invalid := load(t, map[string]string{
		"LISTEN_ADDRESS": "nowhere", "LOG_LEVEL": "loud", "DRAIN_TIMEOUT": "10", "DRAIN_DELAY": "-1s",
		"MAX_REQUEST_BYTES": "0", "MAX_CONCURRENT_REQUESTS": "many", "OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4317",
		"WORKERS": "few", "CACHE_ENTRIES": "none",
	})
	if invalid == nil {
		t.Fatal("accepted")
	}
	want := []string{
		"CACHE_ENTRIES", "DATABASE_URL", "DRAIN_DELAY", "DRAIN_TIMEOUT", "LISTEN_ADDRESS", "LOG_LEVEL",
		"MAX_CONCURRENT_REQUESTS", "MAX_REQUEST_BYTES", "OTEL_EXPORTER_OTLP_ENDPOINT", "WORKERS",
	}
	if got := variables(invalid); !slices.Equal(got, want) {
		t.Errorf("problems of %v, want %v", got, want)
	}
	for _, name := range want {
		if !strings.Contains(invalid.Error(), name) {
			t.Errorf("the text does not name %s:\n%v", name, invalid)
		}
	}
}

func TestAValueMayComeFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("postgres://secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings, invalid := load(t, map[string]string{"DATABASE_URL_FILE": path, "DATABASE_URL": ""})
	if invalid != nil {
		t.Fatal(invalid)
	}
	if settings.DatabaseURL != "postgres://secret" {
		t.Errorf("the value is %q", settings.DatabaseURL)
	}
}

func TestMistakesWithFilesNameTheVariable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("hunter2"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, invalid := load(t, map[string]string{
		"DATABASE_URL": "postgres://x", "DATABASE_URL_FILE": path,
		"LEASE_FILE":   filepath.Join(t.TempDir(), "missing"),
		"WORKERS_FILE": path,
	})
	if invalid == nil {
		t.Fatal("accepted")
	}
	want := []string{"DATABASE_URL", "LEASE", "WORKERS"}
	if got := variables(invalid); !slices.Equal(got, want) {
		t.Errorf("problems of %v, want %v", got, want)
	}
	if strings.Contains(invalid.Error(), "hunter2") {
		t.Errorf("the text shows what is in the file:\n%v", invalid)
	}
}
