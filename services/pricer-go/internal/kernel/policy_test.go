package kernel_test

import (
	"sync/atomic"
	"testing"

	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"

	"workspace.internal/services/pricer-go/internal/job"
	"workspace.internal/services/pricer-go/internal/jobtest"
	"workspace.internal/services/pricer-go/internal/kernel"
	"workspace.internal/services/pricer-go/internal/lanes"
)

// prepared is the job with the policies that it lacks.
func prepared(tb testing.TB, tier *lanes.Tier, of *pricerv1.Job) *pricerv1.Job {
	tb.Helper()
	preparation, err := job.Prepare(of)
	if err != nil {
		tb.Fatal(err)
	}
	var policies []job.Policy
	for _, calibration := range preparation.Calibrations {
		policy, ok := kernel.Policy(tier, calibration, new(atomic.Bool))
		if !ok {
			tb.Fatal("stopped although nobody asked")
		}
		policies = append(policies, policy)
	}
	return preparation.Complete(policies)
}

func TestEveryTierFindsTheSamePolicies(t *testing.T) {
	for _, of := range []func() *pricerv1.Job{jobtest.MovingEarly, jobtest.Early} {
		want := prepared(t, lanes.Scalar(), of())
		for _, tier := range lanes.Tiers() {
			if got := prepared(t, tier, of()); !proto.Equal(got, want) {
				t.Errorf("%s: %v, want %v", tier.Name, got, want)
			}
		}
	}
	want := prepared(t, lanes.Scalar(), jobtest.Early())
	if again := prepared(t, lanes.Fastest(), proto.CloneOf(want)); !proto.Equal(again, want) {
		t.Errorf("a job that lacks nothing became %v", again)
	}
}

func TestOptionsThatAreTheSameAreCalibratedOnce(t *testing.T) {
	preparation, err := job.Prepare(jobtest.Early())
	if err != nil || len(preparation.Calibrations) != 4 {
		t.Errorf("%v calibrations, %v", preparation, err)
	}
}

func TestAPolicyIsBrokenOffWhenAsked(t *testing.T) {
	preparation, err := job.Prepare(jobtest.Early())
	if err != nil {
		t.Fatal(err)
	}
	var stop atomic.Bool
	stop.Store(true)
	if policy, ok := kernel.Policy(lanes.Fastest(), preparation.Calibrations[0], &stop); ok {
		t.Errorf("it found %v", policy)
	}
}

func BenchmarkPolicy(b *testing.B) {
	of := jobtest.DailyAsian()
	of.Schedules = append(of.Schedules, &pricerv1.Schedule{})
	for step := uint32(5); step <= 250; step += 5 {
		of.Schedules[1].Steps = append(of.Schedules[1].Steps, step)
	}
	of.Positions = []*pricerv1.Position{jobtest.Bermudan(0, jobtest.Put, 100, 1)}
	preparation, err := job.Prepare(of)
	if err != nil {
		b.Fatal(err)
	}
	for _, tier := range lanes.Tiers() {
		b.Run(tier.Name, func(b *testing.B) {
			for b.Loop() {
				kernel.Policy(tier, preparation.Calibrations[0], new(atomic.Bool))
			}
		})
	}
}
