// Command sieve is the engine's contract in Go, for the benchmark alone: the same method, algorithm, windows and plumbing as
// prime-sieve, written as Go allows.
package main

import (
	"context"
	"runtime"

	primesievev1 "workspace.internal/proto/gen/go/prime_sieve/v1"

	"workspace.internal/services/kit-go/app"
	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/server"
)

func main() {
	app.Main(app.Spec{
		Name:          "sieve",
		Summary:       "Counts primes, for the benchmark.",
		ListenAddress: "127.0.0.1:9200",
		Serve:         serve,
	})
}

// maxThreads is what a slip of the hand would exceed.
const maxThreads = 1024

// settings are the configuration.
type settings struct {
	config.Server

	Threads int `env:"THREADS" envDefault:"0"`
}

// Check implements config.Checker.
func (s *settings) Check() []config.Problem {
	problems := s.Server.Check()
	if s.Threads < 0 || s.Threads > maxThreads {
		problems = append(problems, config.Problem{Variable: "THREADS", Reason: "must be 0 (one a core) to 1024"})
	}
	return problems
}

func serve(ctx context.Context, process *app.Process) error {
	configured := settings{Server: process.Defaults()}
	if err := process.Load(&configured); err != nil {
		return err
	}
	log := process.Logger(configured.Server)
	threads := configured.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	s := server.New(server.Options{Config: configured.Server, Logger: log})
	primesievev1.RegisterPrimeSieveServiceServer(s, newService(threads))
	return process.Run(ctx, configured.Server, log, s.Component())
}
