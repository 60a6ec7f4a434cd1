package engines

import (
	"errors"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/risk/internal/enginetest"
)

func TestAnEngineThatDoesNotKnowTheSamplingIsFoundOut(t *testing.T) {
	engine := enginetest.Start(t, "engine")
	conn, err := grpc.NewClient(engine.Address(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	work := Prices{Job: &pricerv1.Job{Sampling: pricerv1.Sampling_SAMPLING_SOBOL}}
	receive := func() error {
		answers, err := work.Call(t.Context(), pricerv1.NewPricerServiceClient(conn), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		_, err = answers.Recv()
		return err
	}
	if err := receive(); err != nil {
		t.Errorf("one that knows it: %v", err)
	}
	engine.Tamper(func(answer *pricerv1.SimulateResponse) { answer.Paths = 4096 })
	if err := receive(); !errors.Is(err, errContract) {
		t.Errorf("an older one: %v", err)
	}
}
