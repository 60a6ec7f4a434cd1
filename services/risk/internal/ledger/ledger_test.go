package ledger

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	pricerv1 "workspace.internal/proto/gen/go/pricer/v1"
	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/enginetest"
	"workspace.internal/services/risk/internal/estimate"
	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/plan"
)

var job = &pricerv1.Job{Seed: 5, Positions: make([]*pricerv1.Position, 2)}

var planned = &plan.Plan{Job: job, Positions: []plan.Position{{ID: "a"}, {ID: "b"}}}

func prices() *estimate.Prices { return estimate.NewPrices(planned) }

func block(index uint64) *merge.Block {
	answer := enginetest.Block(job, index)
	return &merge.Block{Index: index, Sums: answer.GetSums(), Squares: answer.GetSumsOfSquares(), BusyNanos: 1000}
}

func result(t *testing.T, l *Ledger) *riskv1.Result {
	t.Helper()
	if !l.Done() {
		t.Fatal("not done")
	}
	snapshot, err := l.Snapshot(true)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot.Result
}

// straight computes blocks one after the other: the reference that everything else must equal, bit by bit.
func straight(t *testing.T, of kind) *riskv1.Result {
	t.Helper()
	l := New(Config{Sums: of.sums(t), Stop: of.stop, ShardBlocks: 1})
	now := time.Unix(0, 0)
	for !l.Done() {
		call, _ := l.Next(Offer{Engine: "only", Slots: 1}, now)
		if call == nil {
			t.Fatal("no work though not done")
		}
		deliverBlock(t, l, call, of.block(call.First), now)
		l.End(call)
	}
	return result(t, l)
}

func deliver(t *testing.T, l *Ledger, call *Call, index uint64, now time.Time) {
	t.Helper()
	deliverBlock(t, l, call, block(index), now)
}

func deliverBlock(t *testing.T, l *Ledger, call *Call, block *merge.Block, now time.Time) {
	t.Helper()
	if err := l.Deliver(call, block, now); err != nil {
		t.Fatal(err)
	}
}

func TestAnyHistoryGivesTheSameBits(t *testing.T) {
	for name, of := range map[string]kind{
		"paths":          pricesUntil(plan.Stop{MaxBlocks: 150}),
		"standard error": pricesUntil(plan.Stop{MaxBlocks: 4096, Target: 3.0 / 64 / 10.5}),
		"losses":         lossesOf(8),
	} {
		t.Run(name, func(t *testing.T) {
			want := straight(t, of)
			for seed := range uint64(60) {
				if got := chaos(t, of, rand.New(rand.NewPCG(seed, 1))); !proto.Equal(want, got) {
					t.Fatalf("history %d gives other bits:\n%v\nwant\n%v", seed, got, want)
				}
			}
		})
	}
}

// pending is a call that an imagined engine works on, with the blocks it has not delivered.
type pending struct {
	call *Call
	rest []uint64
}

// chaos runs a ledger through a random history: shards of random sizes, blocks in any order, failures, second calls,
// and crashes of the whole replica, of which nothing but the checkpoints remain.
func chaos(t *testing.T, of kind, rng *rand.Rand) *riskv1.Result {
	t.Helper()
	config := Config{
		Sums: of.sums(t), Stop: of.stop, ShardBlocks: rng.IntN(9), WindowBytes: (4 + rng.IntN(60)) * merge.Bytes(3),
		Hedge: Hedge{Budget: 0.5, MinDelay: time.Duration(rng.IntN(20)) * time.Millisecond},
	}
	l := New(config)
	stored := disk{shards: map[uint64]SavedShard{}}
	now := time.Unix(0, 0)
	var calls []pending
	for step := 0; !l.Done(); step++ {
		if step > 100_000 {
			t.Fatal("the run does not come to an end")
		}
		now = now.Add(time.Duration(rng.IntN(5)) * time.Millisecond)
		switch action := rng.IntN(100); {
		case action < 40 && len(calls) < 6:
			engine := []string{"x", "y", "z"}[rng.IntN(3)]
			if call, _ := l.Next(Offer{Engine: engine, Threads: 2, Slots: 6}, now); call != nil {
				p := pending{call: call}
				for i := range call.Count {
					p.rest = append(p.rest, call.First+uint64(i))
				}
				rng.Shuffle(len(p.rest), func(i, j int) { p.rest[i], p.rest[j] = p.rest[j], p.rest[i] })
				calls = append(calls, p)
			}
		case action < 90 && len(calls) > 0:
			at := rng.IntN(len(calls))
			if p := &calls[at]; len(p.rest) > 0 {
				deliverBlock(t, l, p.call, of.block(p.rest[0]), now)
				p.rest = p.rest[1:]
			}
			if len(calls[at].rest) == 0 {
				l.End(calls[at].call)
				calls = append(calls[:at], calls[at+1:]...)
			}
		case action < 94 && len(calls) > 0: // a call is lost
			at := rng.IntN(len(calls))
			l.End(calls[at].call)
			calls = append(calls[:at], calls[at+1:]...)
		case action < 99:
			stored.save(t, l)
		default: // the replica dies
			l, calls = stored.restore(t, of, config), nil
		}
	}
	return result(t, l)
}

// disk is what the database holds of a run.
type disk struct {
	next        uint64
	accumulator []byte
	engines     []*riskv1.EngineUsage
	shards      map[uint64]SavedShard
}

func (d *disk) save(t *testing.T, l *Ledger) {
	t.Helper()
	snapshot, err := l.Snapshot(false)
	if err != nil {
		t.Fatal(err)
	}
	d.next, d.engines = snapshot.Next, snapshot.Engines
	if snapshot.Accumulator != nil {
		d.accumulator = snapshot.Accumulator
	}
	for _, shard := range snapshot.Shards {
		d.shards[shard.First] = shard
	}
	for first, shard := range d.shards {
		if first+uint64(shard.Count) <= d.next {
			delete(d.shards, first)
		}
	}
	l.Saved(snapshot)
}

func (d *disk) restore(t *testing.T, of kind, config Config) *Ledger {
	t.Helper()
	var shards []SavedShard
	for _, shard := range d.shards {
		shards = append(shards, shard)
	}
	var err error
	if config.Sums, err = of.restore(d.next, d.accumulator); err != nil {
		t.Fatal(err)
	}
	l, err := Restore(config, d.engines, shards)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFinishedShardsAreNotGivenOutAgainAfterACrash(t *testing.T) {
	config := Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 20}, ShardBlocks: 4}
	l := New(config)
	now := time.Unix(0, 0)
	var calls []*Call
	for range 5 {
		call, _ := l.Next(Offer{Engine: "x", Slots: 5}, now)
		calls = append(calls, call)
	}
	for _, finished := range []int{1, 3} {
		for i := range 4 {
			deliver(t, l, calls[finished], calls[finished].First+uint64(i), now)
		}
	}
	deliver(t, l, calls[0], 0, now)
	deliver(t, l, calls[4], 16, now) // not finished: may be repeated
	stored := disk{shards: map[uint64]SavedShard{}}
	stored.save(t, l)

	l = stored.restore(t, pricesUntil(config.Stop), config)
	given := map[uint64]bool{}
	for {
		call, _ := l.Next(Offer{Engine: "x", Slots: 5}, now)
		if call == nil {
			break
		}
		for i := range call.Count {
			given[call.First+uint64(i)] = true
		}
	}
	want := map[uint64]bool{}
	for _, index := range []uint64{1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19} {
		want[index] = true
	}
	if !reflect.DeepEqual(given, want) {
		t.Fatalf("given out again: %v, want %v", given, want)
	}
}

func TestMemoryAheadOfThePrefixIsBounded(t *testing.T) {
	l := New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 1 << 20}, WindowBytes: 40 * merge.Bytes(3)})
	now := time.Unix(0, 0)
	stuck, _ := l.Next(Offer{Engine: "stuck", Slots: 2}, now)
	highest := uint64(0)
	for {
		call, _ := l.Next(Offer{Engine: "quick", Slots: 2}, now)
		if call == nil {
			break
		}
		for i := range call.Count {
			highest = call.First + uint64(i)
			deliver(t, l, call, highest, now)
		}
		l.End(call)
	}
	if highest != 39 {
		t.Errorf("given out up to block %d, want 39", highest)
	}
	for i := range stuck.Count {
		deliver(t, l, stuck, stuck.First+uint64(i), now)
	}
	if call, _ := l.Next(Offer{Engine: "quick", Slots: 2}, now); call == nil || call.First != 40 {
		t.Errorf("after the prefix has moved on: %+v", call)
	}
}

func TestOnlyMissingBlocksAreAskedForAgain(t *testing.T) {
	l := New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 8}, ShardBlocks: 8})
	now := time.Unix(0, 0)
	lost, _ := l.Next(Offer{Engine: "x", Slots: 1}, now)
	for _, index := range []uint64{0, 1, 4} {
		deliver(t, l, lost, index, now)
	}
	l.End(lost)
	var spans [][2]int
	for {
		call, _ := l.Next(Offer{Engine: "y", Slots: 1}, now)
		if call == nil {
			break
		}
		spans = append(spans, [2]int{int(call.First), call.Count})
	}
	if want := [][2]int{{2, 2}, {5, 3}}; !reflect.DeepEqual(spans, want) {
		t.Errorf("asked again for %v, want %v", spans, want)
	}
}

func TestBlocksThatBreakTheContractAreRefused(t *testing.T) {
	l := New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 8}, ShardBlocks: 2})
	now := time.Unix(0, 0)
	call, _ := l.Next(Offer{Engine: "x", Slots: 1}, now)
	if err := l.Deliver(call, block(5), now); err == nil {
		t.Error("a block outside of the range was accepted")
	}
	narrow := block(0)
	narrow.Sums = narrow.Sums[:2]
	if err := l.Deliver(call, narrow, now); err == nil {
		t.Error("a block with too few sums was accepted")
	}
}

func TestDuplicatesAreDropped(t *testing.T) {
	l := New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 2}, ShardBlocks: 2})
	now := time.Unix(0, 0)
	call, _ := l.Next(Offer{Engine: "x", Slots: 1}, now)
	for _, index := range []uint64{0, 0, 0, 1, 1} {
		deliver(t, l, call, index, now)
	}
	if want := straight(t, pricesUntil(plan.Stop{MaxBlocks: 2})); !proto.Equal(want, result(t, l)) {
		t.Error("duplicates changed the result")
	}
	if usage := l.Engines(); len(usage) != 1 || usage[0].GetBlocks() != 2 {
		t.Errorf("usage %v, want 2 blocks", usage)
	}
}

func TestCallsEndWithTheContextTheyAreBoundTo(t *testing.T) {
	l := New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 2}})
	ctx, cancel := context.WithCancel(context.Background())
	l.Bind(ctx)
	call, _ := l.Next(Offer{Engine: "x", Slots: 1}, time.Unix(0, 0))
	cancel()
	if call.Context.Err() == nil {
		t.Error("the call goes on")
	}
}

func TestACheckpointIsDueWhenAShardIsFinished(t *testing.T) {
	l := New(Config{Sums: prices(), Stop: plan.Stop{MaxBlocks: 4}, ShardBlocks: 2})
	now := time.Unix(0, 0)
	for shard := range 2 {
		call, _ := l.Next(Offer{Engine: "only", Slots: 1}, now)
		for i, want := range []bool{false, true} {
			deliver(t, l, call, call.First+uint64(i), now)
			if l.Unsaved() != want {
				t.Errorf("due after block %d of shard %d: %v, want %v", i, shard, !want, want)
			}
			select {
			case <-l.Changed():
				if !want {
					t.Errorf("block %d of shard %d woke the run", i, shard)
				}
			default:
				if want {
					t.Errorf("nobody is told that shard %d is finished", shard)
				}
			}
		}
		l.End(call)
		snapshot, err := l.Snapshot(false)
		if err != nil {
			t.Fatal(err)
		}
		l.Saved(snapshot)
		if l.Unsaved() {
			t.Errorf("still due after shard %d was saved", shard)
		}
	}
}
