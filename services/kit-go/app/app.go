// Package app is the command line of a component: the sub-commands serve (which is the default), healthcheck and
// version, the component's own, help, signals and exit codes.
//
// Exit codes: 0 stopped as asked, 1 failed while running or could not drain in time, 2 wrong arguments or
// configuration.
//
// The first SIGTERM or SIGINT ends the context of the command, which begins the drain; the second one ends the
// process at once with 1.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/caarlos0/env/v11"

	"workspace.internal/services/kit-go/config"
)

// The exit codes.
const (
	ExitStopped = 0
	ExitFailed  = 1
	ExitMisused = 2
)

// Spec describes a component.
type Spec struct {
	// Name is the component's name in the manifest.
	Name string
	// Summary is one sentence about what it does.
	Summary string
	// ListenAddress is the default of LISTEN_ADDRESS.
	ListenAddress string
	// Serve runs the component until ctx ends. It usually calls Process.Load and then Process.Run.
	Serve func(ctx context.Context, process *Process) error
	// Commands are the component's own sub-commands.
	Commands []Command
}

// Command is a sub-command. A *config.Error or a *UsageError that it returns exits with 2, any other error with 1.
type Command struct {
	// Name is the argument that calls it.
	Name string
	// Summary is one sentence about what it does.
	Summary string
	// Arguments shows the arguments in the help, such as "<version>". Empty: it takes none, and any is an error.
	Arguments string
	// Run does it.
	Run func(ctx context.Context, process *Process) error
}

// UsageError is a mistake in the arguments.
type UsageError struct{ Reason string }

// Error implements error.
func (e *UsageError) Error() string { return e.Reason }

// Main runs the sub-command that the arguments of this process name, and exits.
func Main(spec Spec) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(ExitFailed)
	}()
	os.Exit(Run(ctx, spec, &Process{
		Args:        os.Args[1:],
		Environment: env.ToMap(os.Environ()),
		Stdout:      os.Stdout,
		Stderr:      os.Stderr,
	}))
}

// Run is Main without the process around it; it returns the exit code. The sub-command is the first of process.Args.
func Run(ctx context.Context, spec Spec, process *Process) int {
	process.spec = spec
	commands := slices.Concat([]Command{
		{Name: "serve", Summary: "Serve until SIGTERM or SIGINT. This is the default.", Run: spec.Serve},
		{
			Name: "healthcheck", Arguments: "[component]", Run: healthcheck,
			Summary: "Exit with 0 if the process at LISTEN_ADDRESS, or a component that it depends on, is ready.",
		},
		{Name: "version", Summary: "Print the version.", Run: version},
	}, spec.Commands)

	name := "serve"
	if len(process.Args) > 0 {
		name, process.Args = process.Args[0], process.Args[1:]
	}
	if isHelp(name) {
		return printHelp(process.Stdout, spec, commands)
	}
	at := slices.IndexFunc(commands, func(command Command) bool { return command.Name == name })
	if at < 0 {
		return misused(process.Stderr, spec, fmt.Sprintf("there is no sub-command %q", name))
	}
	command := commands[at]
	switch {
	case len(process.Args) > 0 && isHelp(process.Args[0]):
		return printCommandHelp(process.Stdout, spec, command)
	case len(process.Args) > 0 && command.Arguments == "":
		return misused(process.Stderr, spec, fmt.Sprintf("%s takes no arguments, but got %q", name, process.Args[0]))
	}
	return exitCode(process, command.Run(ctx, process))
}

func exitCode(process *Process, err error) int {
	if err == nil {
		return ExitStopped
	}
	if usage, ok := errors.AsType[*UsageError](err); ok {
		return misused(process.Stderr, process.spec, usage.Reason)
	}
	_, _ = fmt.Fprintf(process.Stderr, "%s: %v\n", process.spec.Name, err)
	if _, ok := errors.AsType[*config.Error](err); ok {
		return ExitMisused
	}
	return ExitFailed
}

func misused(to io.Writer, spec Spec, reason string) int {
	_, _ = fmt.Fprintf(to, "%s: %s\nTry: %s --help\n", spec.Name, reason, spec.Name)
	return ExitMisused
}
