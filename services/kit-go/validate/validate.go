// Package validate checks messages by the constraints that their schema declares (buf.validate).
package validate

import (
	"errors"
	"fmt"
	"sync"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"

	"workspace.internal/services/kit-go/errs"
)

// validator is shared: it compiles the constraints of a message once and keeps them.
var validator = sync.OnceValues(func() (protovalidate.Validator, error) { return protovalidate.New() })

// Message returns nil for a valid message and otherwise INVALID_ARGUMENT that names each field (see errs.Invalid). An
// error that is no status means that the constraints themselves are broken.
func Message(message proto.Message) error {
	check, err := validator()
	if err != nil {
		return fmt.Errorf("make the validator: %w", err)
	}
	err = check.Validate(message)
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*protovalidate.ValidationError](err)
	if !ok {
		return fmt.Errorf("check the constraints of %s: %w", message.ProtoReflect().Descriptor().FullName(), err)
	}
	return errs.Invalid(violations(invalid)...)
}

// Prepare compiles the constraints of a message type and of those within it, so that the first check is not the slow
// one.
func Prepare(message protoreflect.MessageDescriptor) error {
	check, err := validator()
	if err != nil {
		return fmt.Errorf("make the validator: %w", err)
	}
	err = check.Validate(dynamicpb.NewMessage(message))
	if compilation, ok := errors.AsType[*protovalidate.CompilationError](err); ok {
		return fmt.Errorf("compile the constraints of %s: %w", message.FullName(), compilation)
	}
	return nil
}

func violations(invalid *protovalidate.ValidationError) []errs.Violation {
	all := make([]errs.Violation, 0, len(invalid.Violations))
	for _, violation := range invalid.Violations {
		description := violation.Proto.GetMessage()
		if description == "" {
			description = "breaks the rule " + violation.Proto.GetRuleId()
		}
		all = append(all, errs.Violation{
			Field:       protovalidate.FieldPathString(violation.Proto.GetField()),
			Description: description,
		})
	}
	return all
}
