package service

import (
	"testing"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/kit-go/app/apptest"
	"workspace.internal/services/kit-go/postgres/pgtest"
)

// The engines are built before this test runs: turbo.json says so. Each implements pricer.v1 on its own.
const (
	inRust = "../../../pricer/bin/pricer"
	inGo   = "../../../pricer-go/bin/pricer-go"
)

// with starts a replica that has engines, each with one thread.
func with(t *testing.T, engines ...string) *replica {
	t.Helper()
	var addresses []string
	for _, engine := range engines {
		addresses = append(addresses, apptest.Start(t, engine, "THREADS=1"))
	}
	config := settingsAt(pgtest.Database(t), addresses...)
	config.ShardBlocks = 2
	return start(t, config)
}

func TestAJobThatEnginesOfTwoLanguagesShareHasTheBitsOfEither(t *testing.T) {
	value := func(r *replica) *riskv1.Valuation {
		spec := paths(2000)
		spec.Greeks = append(spec.Greeks, riskv1.Greek_GREEK_GAMMA, riskv1.Greek_GREEK_THETA)
		return r.succeeded(t, r.value(t, r.portfolio(t), spec))
	}
	want := value(with(t, inRust)).GetResult()
	same(t, value(with(t, inGo)).GetResult(), want)

	// One that is found late may miss the first jobs.
	both := with(t, inRust, inGo)
	eventually(t, "both engines compute blocks of one job", func() bool {
		valuation := value(both)
		same(t, valuation.GetResult(), want)
		engines := valuation.GetEngines()
		return len(engines) == 2 && engines[0].GetBlocks() > 0 && engines[1].GetBlocks() > 0
	})
}
