package app

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

func isHelp(argument string) bool {
	return argument == "--help" || argument == "-h" || argument == "help"
}

func printHelp(to io.Writer, spec Spec, commands []Command) int {
	table := &strings.Builder{}
	rows := tabwriter.NewWriter(table, 0, 0, 2, ' ', 0)
	for _, command := range commands {
		_, _ = fmt.Fprintf(rows, "  %s\t%s\n", strings.TrimSpace(command.Name+" "+command.Arguments), command.Summary)
	}
	_ = rows.Flush()
	return printed(fmt.Fprintf(to, `%[1]s: %[2]s

Usage: %[1]s [sub-command]

%[3]s
Examples:
  LISTEN_ADDRESS=%[4]s %[1]s
  LOG_LEVEL=debug DRAIN_TIMEOUT=30s %[1]s serve
  LISTEN_ADDRESS=%[4]s %[1]s healthcheck

Configuration comes from the environment. Every variable X may be given as X_FILE, the path of a file with the value.
Exit codes: 0 stopped as asked, 1 failed while running or could not drain in time, 2 wrong arguments or configuration.
`, spec.Name, spec.Summary, table, spec.ListenAddress))
}

func printCommandHelp(to io.Writer, spec Spec, command Command) int {
	call := strings.TrimSpace(spec.Name + " " + command.Name + " " + command.Arguments)
	return printed(fmt.Fprintf(to, "%s\n\nUsage: %s\n", command.Summary, call))
}

// printed turns the result of writing help into an exit code: help that nobody could read has failed.
func printed(_ int, err error) int {
	if err != nil {
		return ExitFailed
	}
	return ExitStopped
}
