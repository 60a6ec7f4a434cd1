// Package proto_test holds the contracts to the corpus of valid and invalid messages, as TypeScript and Rust do.
package proto_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

// corpus is explained in its README; TypeScript and Rust execute it too.
const corpus = "testdata/validation/*.json"

// descriptors are every contract's, as reflection and the validators of the other languages read them.
const descriptors = "gen/descriptor.binpb"

type row struct {
	Name       string `json:"name"`
	Message    string `json:"message"`
	JSON       any    `json:"json"`
	Violations []struct {
		Field string `json:"field"`
		Rule  string `json:"rule"`
	} `json:"violations"`
}

func TestEveryRowOfTheCorpusIsJudgedAsItSays(t *testing.T) {
	validator, err := protovalidate.New()
	if err != nil {
		t.Fatal(err)
	}
	contracts := readDescriptors(t)
	rows := readCorpus(t)
	if len(rows) == 0 {
		t.Fatal("the corpus is empty")
	}
	for _, row := range rows {
		var expected []string
		for _, violation := range row.Violations {
			expected = append(expected, violation.Field+" "+violation.Rule)
		}
		slices.Sort(expected)
		found, err := judge(validator, contracts, row)
		if err != nil || !slices.Equal(found, expected) {
			t.Errorf("%s: found %q, %v; expected %q", row.Name, found, err, expected)
		}
	}
}

// judge is each broken constraint as "field rule", sorted.
func judge(validator protovalidate.Validator, contracts *protoregistry.Files, row row) ([]string, error) {
	found, err := contracts.FindDescriptorByName(protoreflect.FullName(row.Message))
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", row.Message, err)
	}
	kind, ok := found.(protoreflect.MessageDescriptor)
	if !ok {
		return nil, fmt.Errorf("%s is no message", row.Message)
	}
	text, err := json.Marshal(expand(row.JSON))
	if err != nil {
		return nil, fmt.Errorf("write the message: %w", err)
	}
	message := dynamicpb.NewMessage(kind)
	if err := protojson.Unmarshal(text, message); err != nil {
		return nil, fmt.Errorf("read the message: %w", err)
	}
	err = validator.Validate(message)
	invalid, isInvalid := errors.AsType[*protovalidate.ValidationError](err)
	if !isInvalid {
		return nil, err
	}
	var broken []string
	for _, violation := range invalid.Violations {
		field := protovalidate.FieldPathString(violation.Proto.GetField())
		broken = append(broken, field+" "+violation.Proto.GetRuleId())
	}
	slices.Sort(broken)
	return broken, nil
}

func readDescriptors(t *testing.T) *protoregistry.Files {
	t.Helper()
	content, err := os.ReadFile(descriptors)
	if err != nil {
		t.Fatal(err)
	}
	set := &descriptorpb.FileDescriptorSet{}
	if err := proto.Unmarshal(content, set); err != nil {
		t.Fatal(err)
	}
	files, err := protodesc.NewFiles(set)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func readCorpus(t *testing.T) []row {
	t.Helper()
	files, err := filepath.Glob(corpus)
	if err != nil {
		t.Fatal(err)
	}
	var all []row
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var rows []row
		if err := json.Unmarshal(content, &rows); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, rows...)
	}
	return all
}

// expand writes out what "$repeat" stands for.
func expand(value any) any {
	switch value := value.(type) {
	case map[string]any:
		if times, of, ok := repeat(value); ok {
			return strings.Repeat(fmt.Sprint(of), times)
		}
		for key, inner := range value {
			value[key] = expand(inner)
		}
		return value
	case []any:
		expanded := make([]any, 0, len(value))
		for _, item := range value {
			if times, of, ok := repeat(item); ok {
				expanded = append(expanded, slices.Repeat([]any{of}, times)...)
			} else {
				expanded = append(expanded, expand(item))
			}
		}
		return expanded
	default:
		return value
	}
}

func repeat(value any) (times int, of any, ok bool) {
	fields, ok := value.(map[string]any)
	if !ok {
		return 0, nil, false
	}
	count, ok := fields["$repeat"].(float64)
	return int(count), fields["of"], ok
}
