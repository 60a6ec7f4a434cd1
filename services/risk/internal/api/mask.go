package api

import (
	"fmt"
	"slices"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/errs"
)

// changeable are the fields of a portfolio that its callers own.
var changeable = []string{"display_name", "underlyings", "positions", "rate", "correlation"}

// maskPaths resolves an update mask: "*" is every changeable field, no mask those that are set.
func maskPaths(mask *fieldmaskpb.FieldMask, change *riskv1.Portfolio) ([]string, error) {
	if len(mask.GetPaths()) == 0 {
		return setFields(change), nil
	}
	var paths []string
	var broken []errs.Violation
	for i, path := range mask.GetPaths() {
		switch {
		case path == "*" && len(mask.GetPaths()) == 1:
			return changeable, nil
		case slices.Contains(changeable, path):
			paths = append(paths, path)
		default:
			broken = append(broken, errs.Violation{
				Field:       fmt.Sprintf("update_mask.paths[%d]", i),
				Description: fmt.Sprintf("must be * alone or one of %v, but is %q", changeable, path),
			})
		}
	}
	if len(broken) > 0 {
		return nil, errs.Invalid(broken...)
	}
	return paths, nil
}

func setFields(change *riskv1.Portfolio) []string {
	var paths []string
	message := change.ProtoReflect()
	for _, path := range changeable {
		if message.Has(field(message, path)) {
			paths = append(paths, path)
		}
	}
	return paths
}

// applyMask copies the fields from change; one that is not set there is cleared.
func applyMask(paths []string, to, change *riskv1.Portfolio) {
	target, source := to.ProtoReflect(), change.ProtoReflect()
	for _, path := range paths {
		descriptor := field(target, path)
		if source.Has(descriptor) {
			target.Set(descriptor, source.Get(descriptor))
		} else {
			target.Clear(descriptor)
		}
	}
}

func field(message protoreflect.Message, name string) protoreflect.FieldDescriptor {
	return message.Descriptor().Fields().ByName(protoreflect.Name(name))
}
