package api_test

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
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	_ "bimetal.dev/proto/gen/go/pricer/v1" // the corpus has its messages too
	_ "bimetal.dev/proto/gen/go/risk/v1"
)

// corpus is explained in its README; TypeScript and Rust execute it too.
const corpus = "../../../../proto/testdata/validation/*.json"

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
		found, err := judge(validator, row)
		if err != nil || !slices.Equal(found, expected) {
			t.Errorf("%s: found %q, %v; expected %q", row.Name, found, err, expected)
		}
	}
}

// judge is each broken constraint as "field rule", sorted.
func judge(validator protovalidate.Validator, row row) ([]string, error) {
	kind, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName(row.Message))
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", row.Message, err)
	}
	text, err := json.Marshal(expand(row.JSON))
	if err != nil {
		return nil, fmt.Errorf("write the message: %w", err)
	}
	message := kind.New().Interface()
	if err := protojson.Unmarshal(text, message); err != nil {
		return nil, fmt.Errorf("read the message: %w", err)
	}
	err = validator.Validate(message)
	invalid, ok := errors.AsType[*protovalidate.ValidationError](err)
	if !ok {
		return nil, err
	}
	var found []string
	for _, violation := range invalid.Violations {
		field := protovalidate.FieldPathString(violation.Proto.GetField())
		found = append(found, field+" "+violation.Proto.GetRuleId())
	}
	slices.Sort(found)
	return found, nil
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
