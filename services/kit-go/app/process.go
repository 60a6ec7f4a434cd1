package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"workspace.internal/services/kit-go/config"
	"workspace.internal/services/kit-go/lifecycle"
	"workspace.internal/services/kit-go/probe"
	"workspace.internal/services/kit-go/telemetry"
)

// healthcheckTimeout bounds the healthcheck sub-command.
const healthcheckTimeout = 2 * time.Second

// Process is what a sub-command has of the process it runs in.
type Process struct {
	// Args are the arguments after the sub-command.
	Args []string
	// Environment holds the variables.
	Environment map[string]string
	// Stdout gets what was asked for, Stderr logs and mistakes.
	Stdout, Stderr io.Writer

	spec Spec
}

// Defaults is the shared configuration with the component's own defaults, to begin its configuration struct with.
func (p *Process) Defaults() config.Server {
	return config.Server{ListenAddress: p.spec.ListenAddress, ServiceName: p.spec.Name}
}

// Load reads the environment into target, a pointer to the component's configuration struct.
func (p *Process) Load(target any) error {
	return config.LoadFrom(target, p.Environment)
}

// Logger writes to Stderr as package telemetry says, and is from now on slog's default too.
func (p *Process) Logger(settings config.Server) *slog.Logger {
	log := telemetry.NewLogger(p.Stderr, p.spec.Name, settings.LogLevel)
	slog.SetDefault(log)
	return log
}

// Run starts telemetry and then the components, the server last, and stops them in reverse: see lifecycle.Run.
func (p *Process) Run(
	ctx context.Context, settings config.Server, log *slog.Logger, components ...lifecycle.Component,
) error {
	exporting, err := telemetry.Start(ctx, telemetry.Options{
		ServiceName:    cmp.Or(settings.ServiceName, p.spec.Name),
		ServiceVersion: p.Version().Number,
		Endpoint:       settings.OTLPEndpoint,
		Logger:         log,
	})
	if err != nil {
		return fmt.Errorf("start telemetry: %w", err)
	}
	return lifecycle.Run(ctx, log, append([]lifecycle.Component{exporting}, components...)...)
}

func healthcheck(ctx context.Context, process *Process) error {
	settings := process.Defaults()
	if err := process.Load(&settings); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	name := ""
	if len(process.Args) > 0 {
		name = process.Args[0]
	}
	return probe.Check(ctx, settings.ListenAddress, name)
}
