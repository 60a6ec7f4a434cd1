package service

import (
	"runtime"
	"slices"
	"testing"

	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/pricer-go/internal/pool"
)

// read reads the configuration from variables, and says which of them are wrong.
func read(t *testing.T, variables map[string]string) (Config, []string) {
	t.Helper()
	found := Config{Server: config.Server{ListenAddress: "127.0.0.1:0"}}
	err := config.LoadFrom(&found, variables)
	if err == nil {
		return found, nil
	}
	var wrong []string
	for _, problem := range err.(*config.Error).Problems { //nolint:errorlint // LoadFrom makes no other
		wrong = append(wrong, problem.Variable)
	}
	return found, wrong
}

func TestDefaultsFitTheMachine(t *testing.T) {
	found, wrong := read(t, nil)
	if wrong != nil || found.threads() != runtime.GOMAXPROCS(0) || found.KernelTier != "auto" ||
		found.limits() != (pool.Limits{Works: 64, Bytes: 100_663_296}) {
		t.Errorf("%+v, %v", found, wrong)
	}
}

func TestEveryVariableCounts(t *testing.T) {
	found, wrong := read(t, map[string]string{
		"THREADS": "3", "QUEUE_REQUESTS": "5", "QUEUE_BYTES": "7KiB", "KERNEL_TIER": "scalar",
	})
	if wrong != nil || found.threads() != 3 || found.KernelTier != "scalar" ||
		found.limits() != (pool.Limits{Works: 5, Bytes: 7168}) {
		t.Errorf("%+v, %v", found, wrong)
	}
}

func TestAllMistakesAreNamed(t *testing.T) {
	_, wrong := read(t, map[string]string{
		"THREADS": "-1", "QUEUE_REQUESTS": "0", "QUEUE_BYTES": "x", "KERNEL_TIER": "avx1024",
	})
	if !slices.Equal(wrong, []string{"KERNEL_TIER", "QUEUE_BYTES", "QUEUE_REQUESTS", "THREADS"}) {
		t.Errorf("%v", wrong)
	}
	for _, size := range []string{"-1", "1.5MiB", "7 KiB", "MiB", "99999999999GiB"} {
		if _, wrong := read(t, map[string]string{"QUEUE_BYTES": size}); !slices.Equal(wrong, []string{"QUEUE_BYTES"}) {
			t.Errorf("%q is taken", size)
		}
	}
}
