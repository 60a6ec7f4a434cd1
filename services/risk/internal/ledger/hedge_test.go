package ledger

import (
	"testing"
	"time"

	"workspace.internal/services/risk/internal/plan"
)

func hedging(hedge Hedge) *Ledger {
	return New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 1000}, ShardBlocks: 2, Hedge: hedge})
}

func finish(t *testing.T, l *Ledger, call *Call, now time.Time) {
	t.Helper()
	for i := range call.Count {
		deliver(t, l, call, call.First+uint64(i), now)
	}
	l.End(call)
}

func TestSlowShardGoesToAnotherEngineAndTheLoserIsCancelled(t *testing.T) {
	l := hedging(Hedge{Quantile: 0.95, Budget: 0.1, MinDelay: 50 * time.Millisecond})
	now := time.Unix(0, 0)
	slow, _ := l.Next(Offer{Engine: "slow", Slots: 4}, now)
	for range 3 {
		quick, _ := l.Next(Offer{Engine: "quick", Slots: 4}, now)
		finish(t, l, quick, now.Add(100*time.Millisecond))
	}
	// 1.5 times the 95 % quantile of 100 ms.
	if call, _ := l.Next(Offer{Engine: "quick", Slots: 4}, now.Add(140*time.Millisecond)); call.Second {
		t.Fatalf("hedged too early: %+v", call)
	}
	late := now.Add(160 * time.Millisecond)
	if call, _ := l.Next(Offer{Engine: "slow", Slots: 4}, late); call.Second {
		t.Fatal("hedged on the engine that is slow")
	}
	second, _ := l.Next(Offer{Engine: "quick", Slots: 4}, late)
	if !second.Second || second.First != slow.First || second.Count != slow.Count {
		t.Fatalf("not hedged: %+v", second)
	}
	finish(t, l, second, late)
	if slow.Context.Err() == nil {
		t.Error("the loser was not cancelled")
	}
	if second.Context.Err() != nil {
		t.Error("the winner was cancelled")
	}
	l.End(slow)
	if call, _ := l.Next(Offer{Engine: "quick", Slots: 4}, late); call.First == slow.First {
		t.Error("the loser's blocks were given out again")
	}
}

func TestSecondCallAsksOnlyForWhatIsMissing(t *testing.T) {
	l := New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 10}, ShardBlocks: 10, Hedge: Hedge{Budget: 1}})
	now := time.Unix(0, 0)
	slow, _ := l.Next(Offer{Engine: "slow", Slots: 2}, now)
	for _, index := range []uint64{0, 1, 5, 9} {
		deliver(t, l, slow, index, now)
	}
	second, _ := l.Next(Offer{Engine: "quick", Slots: 2}, now)
	if second == nil || second.First != 2 || second.Count != 7 {
		t.Errorf("second call %+v, want [2, 9)", second)
	}
}

func TestNextSaysWhenAShardBecomesSlow(t *testing.T) {
	l := New(
		Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 2}, ShardBlocks: 2, Hedge: Hedge{Budget: 1, MinDelay: time.Second}},
	)
	now := time.Unix(0, 0)
	l.Next(Offer{Engine: "slow", Slots: 2}, now)
	call, wake := l.Next(Offer{Engine: "quick", Slots: 2}, now.Add(time.Millisecond))
	if call != nil || !wake.Equal(now.Add(time.Second)) {
		t.Errorf("call %+v, wake %v", call, wake)
	}
}

func TestHedgesStayInsideTheirBudget(t *testing.T) {
	for budget, want := range map[float64]int{0: 0, 0.1: 10, 1: 100} {
		l := hedging(Hedge{Budget: budget})
		now := time.Unix(0, 0)
		for range 100 {
			l.Next(Offer{Engine: "slow", Slots: 100}, now)
			now = now.Add(time.Millisecond)
		}
		seconds := 0
		for range 200 {
			if call, _ := l.Next(Offer{Engine: "quick", Slots: 100}, now); call != nil && call.Second {
				seconds++
			}
		}
		// The calls of "quick" are shards, too, of which a part may be hedged.
		if seconds < want || float64(seconds) > float64(want)+budget*200 {
			t.Errorf("budget %v: %d hedges, want about %d", budget, seconds, want)
		}
	}
}

func TestAutomaticSizeFollowsTheSpeedOfTheEngines(t *testing.T) {
	l := New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 1 << 30}})
	now := time.Unix(0, 0)
	for range 70 {
		call, _ := l.Next(Offer{Engine: "x", Threads: 4, Slots: 4}, now)
		now = now.Add(time.Duration(call.Count) * 3 * time.Millisecond)
		finish(t, l, call, now)
	}
	call, _ := l.Next(Offer{Engine: "x", Threads: 4, Slots: 4}, now)
	if call.Count < 90 || call.Count > 110 {
		t.Errorf("shards of %d blocks of 3 ms, want about 100", call.Count)
	}
}
