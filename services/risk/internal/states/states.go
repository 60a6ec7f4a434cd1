// Package states holds which changes of state a valuation may make. The table is the one of the proto comment of
// risk.v1.Valuation.State, and a test compares the two; every statement that changes a state asks it.
package states

import (
	"slices"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"
)

// State is where a valuation stands.
type State = riskv1.Valuation_State

// The states, under shorter names.
const (
	Queued    = riskv1.Valuation_STATE_QUEUED
	Running   = riskv1.Valuation_STATE_RUNNING
	Waiting   = riskv1.Valuation_STATE_WAITING
	Succeeded = riskv1.Valuation_STATE_SUCCEEDED
	Failed    = riskv1.Valuation_STATE_FAILED
	Cancelled = riskv1.Valuation_STATE_CANCELLED
)

// transitions lists what each state may become; a state without a row is final.
var transitions = map[State][]State{
	Queued:  {Running, Failed, Cancelled},
	Running: {Queued, Waiting, Succeeded, Failed, Cancelled},
	Waiting: {Queued, Running, Failed, Cancelled},
}

// Final says that a valuation in state s changes no more.
func Final(s State) bool { return len(transitions[s]) == 0 }

// Allowed says whether a valuation may go from one state to the other.
func Allowed(from, to State) bool {
	return slices.Contains(transitions[from], to)
}

// Into lists, as the database stores them, the states from which a valuation may become s, in ascending order.
func Into(s State) []int16 {
	var from []int16
	for candidate := Queued; candidate <= Cancelled; candidate++ {
		if Allowed(candidate, s) {
			from = append(from, int16(candidate))
		}
	}
	return from
}
