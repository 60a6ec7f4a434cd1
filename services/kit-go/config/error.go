package config

import (
	"slices"
	"strings"
)

// Problem is one thing wrong with one variable.
type Problem struct {
	// Variable is the name, such as LISTEN_ADDRESS.
	Variable string
	// Reason completes the sentence that begins with the variable: "is required".
	Reason string
}

// Error is a configuration that cannot be used, with everything that is wrong about it. The process exits with 2.
type Error struct {
	// Problems are sorted by variable, one each.
	Problems []Problem
}

// Error lists the problems, one a line.
func (e *Error) Error() string {
	lines := make([]string, 0, 1+len(e.Problems))
	lines = append(lines, "the configuration is not valid:")
	for _, problem := range e.Problems {
		lines = append(lines, strings.TrimSpace("  "+problem.Variable+" "+problem.Reason))
	}
	return strings.Join(lines, "\n  ")
}

// add keeps the first problem of a variable: the later ones follow from it.
func (e *Error) add(variable, reason string) {
	known := func(problem Problem) bool { return problem.Variable == variable }
	if variable != "" && slices.ContainsFunc(e.Problems, known) {
		return
	}
	e.Problems = append(e.Problems, Problem{Variable: variable, Reason: reason})
}
