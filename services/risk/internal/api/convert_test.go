package api

import (
	"encoding/hex"
	"testing"

	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/store/gen"
)

// storedBefore is the positions of a result as written before greeks said their underlying and their estimator.
const storedBefore = "1a310a036f6e65121209000000000000244011000000000000e03f" +
	"1a160801121209000000000000d03f11000000000000c03f"

func TestAResultStoredBeforeGreeksSaidTheirEstimatorIsRead(t *testing.T) {
	positions, err := hex.DecodeString(storedBefore)
	if err != nil {
		t.Fatal(err)
	}
	valuation, err := valuationOf(gen.GetValuationRow{Summary: []byte{}, Positions: positions})
	if err != nil {
		t.Fatal(err)
	}
	want := &riskv1.Result{Positions: []*riskv1.PositionEstimate{{
		PositionId: "one",
		Price:      &riskv1.Estimate{Value: 10, StandardError: 0.5},
		Greeks: []*riskv1.GreekEstimate{{
			Greek:     riskv1.Greek_GREEK_DELTA,
			Estimate:  &riskv1.Estimate{Value: 0.25, StandardError: 0.125},
			Estimator: riskv1.Estimator_ESTIMATOR_UNSPECIFIED,
		}},
	}}}
	if !proto.Equal(valuation.GetResult(), want) {
		t.Errorf("read %v, want %v", valuation.GetResult(), want)
	}
}
