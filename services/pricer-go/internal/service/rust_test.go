package service_test

import (
	"bytes"
	"cmp"
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/kit-go/app/apptest"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// The engine in Rust is built before this test runs: turbo.json says so.
const (
	rust   = "../../../pricer/bin/pricer"
	golang = "../../bin/pricer-go"
)

func withoutGreeks(job *pricerv1.Job) *pricerv1.Job {
	job.Greeks = nil
	return job
}

func TestTheEngineInRustGivesTheSameBits(t *testing.T) {
	here, there := start(t, 2, 64), &engine{}
	there.connect(t, apptest.Start(t, rust))
	prepared := here.prepare(t, jobtest.Early())
	for name, request := range map[string]*pricerv1.SimulateRequest{
		"a European option":                simulate(jobtest.OneCall(), 0, 2000),
		"an Asian option of 252 dates":     simulate(jobtest.DailyAsian(), 1<<20, 40),
		"every kind of mean, all greeks":   simulate(jobtest.Every(), 1<<28-200, 200),
		"a book on ten underlyings":        simulate(jobtest.Book(300), 7, 100),
		"payoffs of all kinds":             simulate(jobtest.Exotics(), 1<<20, 200),
		"means, antithetic":                simulate(jobtest.Antithetic(jobtest.Every()), 5, 50),
		"baskets, antithetic":              simulate(jobtest.Antithetic(jobtest.Exotics()), 1<<28-200, 200),
		"variances that move":              simulate(jobtest.MovingVariances(), 1<<28-100, 100),
		"barriers":                         simulate(jobtest.Barriers(), 1<<28-200, 200),
		"barriers, antithetic":             simulate(jobtest.Antithetic(jobtest.Barriers()), 7, 50),
		"barriers without greeks":          simulate(withoutGreeks(jobtest.Barriers()), 3, 50),
		"gamma and theta":                  simulate(jobtest.Sensitive(), 1<<20, 100),
		"gamma and theta, antithetic":      simulate(jobtest.Antithetic(jobtest.Sensitive()), 9, 50),
		"barriers, all greeks":             simulate(jobtest.OfSecondOrder(jobtest.Barriers()), 1<<28-50, 50),
		"barriers, all greeks, antithetic": simulate(jobtest.OfSecondOrder(jobtest.Antithetic(jobtest.Barriers())), 4, 30),
		"exercised early, all greeks":      simulate(jobtest.OfSecondOrder(here.prepare(t, jobtest.Early())), 1<<20, 50),
		"variances that move, all greeks":  simulate(jobtest.MovingWithAllGreeks(), 1<<28-50, 50),
		"variances that move, antithetic":  simulate(jobtest.Antithetic(jobtest.MovingWithAllGreeks()), 6, 30),
		"barriers where variances move":    simulate(jobtest.MovingBarriers(), 1<<28-50, 50),
		"the same, antithetic":             simulate(jobtest.Antithetic(jobtest.MovingBarriers()), 8, 30),
		"exercised where variances move":   simulate(here.prepare(t, jobtest.MovingEarly()), 1<<28-50, 50),
		"without greeks":                   simulate(withoutGreeks(jobtest.Antithetic(jobtest.Exotics())), 3, 50),
		"exercised early":                  simulate(prepared, 9, 200),
		"controlled":                       simulate(jobtest.Controlled(jobtest.Sensitive()), 1<<28-100, 100),
		"an average, controlled":           simulate(jobtest.Controlled(jobtest.DailyAsian()), 1<<20, 20),
		"controlled, antithetic":           simulate(jobtest.Controlled(jobtest.Antithetic(jobtest.Sensitive())), 9, 50),
		"controlled, Sobol points":         simulate(jobtest.Controlled(jobtest.Sobol(jobtest.Sensitive())), 9, 50),
		"Sobol points":                     simulate(jobtest.Sobol(jobtest.Sensitive()), 1<<28-50, 50),
		"a bridge over 252 dates":          simulate(jobtest.Sobol(jobtest.DailyAsian()), 1<<20, 40),
	} {
		t.Run(name, func(t *testing.T) {
			got, want := here.mustAll(t, request), there.mustAll(t, request)
			byBlock := func(a, b *pricerv1.SimulateResponse) int { return cmp.Compare(a.GetBlock(), b.GetBlock()) }
			slices.SortFunc(got, byBlock)
			slices.SortFunc(want, byBlock)
			different := 0
			for i, block := range got {
				if block.GetBlock() != want[i].GetBlock() || block.GetPaths() != want[i].GetPaths() ||
					!slices.Equal(block.GetSums(), want[i].GetSums()) ||
					!slices.Equal(block.GetSumsOfSquares(), want[i].GetSumsOfSquares()) {
					different++
				}
			}
			if different > 0 {
				t.Errorf("%d of %d blocks have other bits", different, len(got))
			}
		})
	}
}

func TestTheEngineInRustFindsTheSamePolicies(t *testing.T) {
	here, there := start(t, 2, 64), &engine{}
	there.connect(t, apptest.Start(t, rust))
	for name, of := range map[string]*pricerv1.Job{
		"options that may be exercised early": jobtest.Early(),
		"the same where variances move":       jobtest.MovingEarly(),
		"nothing to find":                     jobtest.Exotics(),
		"a policy that is there":              here.prepare(t, jobtest.Early()),
	} {
		got, want := bytesOf(t, here.prepare(t, of)), bytesOf(t, there.prepare(t, of))
		if !bytes.Equal(got, want) {
			t.Errorf("%s: other bytes", name)
		}
	}
}

func bytesOf(t *testing.T, of *pricerv1.Job) []byte {
	t.Helper()
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(of)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestTheEngineInRustLosesTheSameBits(t *testing.T) {
	here, there := start(t, 2, 64), &engine{}
	there.connect(t, apptest.Start(t, rust))
	for name, request := range map[string]*pricerv1.RevalueRequest{"losses": jobtest.Losses(), "tails": jobtest.Tails()} {
		t.Run(name, func(t *testing.T) {
			request.FirstBlock, request.BlockCount = 1<<28-20, 20
			got, want := here.revalued(t, request), there.revalued(t, request)
			for i, block := range got {
				got, want := block, want[i]
				got.Busy, want.Busy = nil, nil
				if !proto.Equal(got, want) {
					t.Errorf("block %d has other bits", block.GetBlock())
				}
			}
		})
	}
}

// BenchmarkEngines are both engines as built programs with every core of the machine, at each tier that both have.
func BenchmarkEngines(b *testing.B) {
	for _, tier := range lanes.Tiers() {
		for name, program := range map[string]string{"rust": rust, "go": golang} {
			e := &engine{}
			e.connect(b, apptest.Start(b, program, "KERNEL_TIER="+tier.Name))
			b.Run(name+"/"+tier.Name, e.benchmark)
		}
	}
}
