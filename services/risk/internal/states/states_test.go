package states

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// documented reads the table of transitions from the comment in the contract.
func documented(t *testing.T) map[State][]State {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "proto", "risk", "v1", "valuation.proto"))
	if err != nil {
		t.Fatal(err)
	}
	table := map[State][]State{}
	row := regexp.MustCompile(`(?m)^\s*//\s+([A-Z]+)\s+-> (.+)$`)
	for _, match := range row.FindAllStringSubmatch(string(source), -1) {
		from := stateNamed(t, match[1])
		for to := range strings.SplitSeq(match[2], ", ") {
			table[from] = append(table[from], stateNamed(t, strings.TrimSpace(to)))
		}
	}
	return table
}

func stateNamed(t *testing.T, name string) State {
	t.Helper()
	number, ok := riskv1.Valuation_State_value["STATE_"+name]
	if !ok {
		t.Fatalf("the contract's comment names a state that does not exist: %q", name)
	}
	return State(number)
}

func TestTransitionsAreThoseOfTheContract(t *testing.T) {
	want := documented(t)
	if len(want) != 3 {
		t.Fatalf("found %d rows in the contract's comment, want 3: %v", len(want), want)
	}
	if !maps.EqualFunc(want, transitions, slices.Equal) {
		t.Fatalf("the contract says %v, the code says %v", want, transitions)
	}
}

func TestFinalStatesAreNeverLeft(t *testing.T) {
	for _, s := range []State{Succeeded, Failed, Cancelled} {
		if !Final(s) {
			t.Errorf("%v is not final", s)
		}
	}
	for _, s := range []State{Queued, Running, Waiting} {
		if Final(s) {
			t.Errorf("%v is final", s)
		}
	}
}

func TestIntoListsThePredecessors(t *testing.T) {
	if got := Into(Succeeded); !slices.Equal(got, []int16{int16(Running)}) {
		t.Errorf("into SUCCEEDED: %v", got)
	}
	if got := Into(Queued); !slices.Equal(got, []int16{int16(Running), int16(Waiting)}) {
		t.Errorf("into QUEUED: %v", got)
	}
}
