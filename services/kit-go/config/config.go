// Package config reads a component's configuration from the environment into a typed struct.
//
// A field says its variable with the tag `env:"NAME"` (the tags of github.com/caarlos0/env) and its default by the
// value it already has when Load is called, or with the tag `envDefault`. An empty variable counts as unset, because
// that is what compose files pass for a variable nobody gave.
//
// Every variable X may be given as X_FILE instead: the value is then the content of that file without the trailing
// newline.
//
// All mistakes are found before anything is reported: see Error.
package config

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// FileSuffix makes the name of the variable that holds a path instead of a value.
const FileSuffix = "_FILE"

// Checker is implemented by a configuration struct, or one embedded in it, whose fields have rules beyond their type.
type Checker interface {
	// Check names what is wrong, with the variables' names. Problems of a variable that could not even be parsed are
	// dropped.
	Check() []Problem
}

// Load reads the environment of this process into target, a pointer to a struct. Any error is an *Error.
func Load(target any) error {
	return LoadFrom(target, env.ToMap(os.Environ()))
}

// LoadFrom is Load from the given variables.
func LoadFrom(target any, environment map[string]string) error {
	fields, err := env.GetFieldParamsWithOptions(target, env.Options{Environment: environment})
	if err != nil {
		return fmt.Errorf("describe the configuration: %w", err)
	}
	found := &Error{}
	values := make(map[string]string, len(fields))
	secret := make(map[string]bool)
	for _, field := range fields {
		if field.OwnKey == "" || field.Ignored {
			continue
		}
		value, file, err := lookUp(environment, field.Key)
		if err != nil {
			found.add(field.Key, err.Error())
			continue
		}
		if value != "" {
			values[field.Key], secret[field.Key] = value, file
		}
	}
	if err := env.ParseWithOptions(target, env.Options{Environment: values}); err != nil {
		found.addParseErrors(err, variablesOf(reflect.TypeOf(target).Elem()), secret)
	}
	for _, problem := range check(reflect.ValueOf(target)) {
		found.add(problem.Variable, problem.Reason)
	}
	if len(found.Problems) == 0 {
		return nil
	}
	slices.SortStableFunc(found.Problems, func(a, b Problem) int { return strings.Compare(a.Variable, b.Variable) })
	return found
}

// lookUp is the value of a variable, and whether it came from a file.
func lookUp(environment map[string]string, key string) (value string, file bool, err error) {
	value, path := environment[key], environment[key+FileSuffix]
	switch {
	case path == "":
		return value, false, nil
	case value != "":
		return "", false, fmt.Errorf("is given together with %s%s", key, FileSuffix)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", true, fmt.Errorf("cannot be read from %s%s: %w", key, FileSuffix, err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r"), true, nil
}

// check collects the problems that the struct and those within it see themselves.
func check(value reflect.Value) []Problem {
	var problems []Problem
	if checker, ok := reflect.TypeAssert[Checker](value); ok {
		problems = checker.Check()
	}
	elem := value.Elem()
	for i := range elem.NumField() {
		field := elem.Field(i)
		// An embedded struct's Check is promoted: where the outer one does not define its own, it has run already.
		// Error.add drops the repetition.
		if elem.Type().Field(i).IsExported() && field.Kind() == reflect.Struct {
			problems = append(problems, check(field.Addr())...)
		}
	}
	return problems
}

// addParseErrors gives the errors of the parser, which knows fields only, the names of their variables. What came
// from a file is not repeated: it may be a secret.
func (e *Error) addParseErrors(err error, variables map[string]string, secret map[string]bool) {
	aggregate, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		e.add("", err.Error())
		return
	}
	for _, err := range aggregate.Errors {
		var (
			parse    env.ParseError
			missing  env.VarIsNotSetError
			empty    env.EmptyVarError
			noParser env.NoParserError
		)
		switch {
		case errors.As(err, &parse):
			reason := "is not valid: " + parse.Err.Error()
			if variable := variables[parse.Name]; secret[variable] {
				reason = "is not valid; it came from " + variable + FileSuffix + " and is not shown"
			}
			e.add(variables[parse.Name], reason)
		case errors.As(err, &missing):
			e.add(missing.Key, "is required")
		case errors.As(err, &empty):
			e.add(empty.Key, "is required")
		case errors.As(err, &noParser):
			e.add(variables[noParser.Name], "has a type that cannot be read from the environment")
		default:
			e.add("", err.Error())
		}
	}
}

// variablesOf maps the names of fields to those of their variables, fields of nested structs included.
func variablesOf(structure reflect.Type) map[string]string {
	names := make(map[string]string)
	for _, field := range reflect.VisibleFields(structure) {
		tag, _, _ := strings.Cut(field.Tag.Get("env"), ",")
		switch {
		case tag != "" && names[field.Name] != "" && names[field.Name] != tag:
			names[field.Name] += " or " + tag
		case tag != "":
			names[field.Name] = tag
		case field.Type.Kind() == reflect.Struct && !field.Anonymous:
			prefix := field.Tag.Get("envPrefix")
			for name, variable := range variablesOf(field.Type) {
				if names[name] == "" {
					names[name] = prefix + variable
				}
			}
		}
	}
	return names
}
