package ledger

import (
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/merge"
)

// engineTable numbers the engines of a run and adds up what they contributed. A number never changes: checkpoints use
// them.
type engineTable struct {
	list   []engineRow
	number map[string]int
}

type engineRow struct {
	name, tier string
	threads    int
	blocks     int64
	busy       time.Duration
}

func (t *engineTable) index(name string) int {
	if index, known := t.number[name]; known {
		return index
	}
	if t.number == nil {
		t.number = map[string]int{}
	}
	t.number[name] = len(t.list)
	t.list = append(t.list, engineRow{name: name})
	return len(t.list) - 1
}

func (t *engineTable) describe(name, tier string, threads int) {
	row := &t.list[t.index(name)]
	row.tier, row.threads = tier, threads
}

func (t *engineTable) merged(block *merge.Block) {
	row := &t.list[block.Engine]
	row.blocks++
	row.busy += time.Duration(block.BusyNanos)
}

// usage lists the rows, in the order of their numbers; on request only those with blocks in the result.
func (t *engineTable) usage(contributors bool) []*riskv1.EngineUsage {
	var list []*riskv1.EngineUsage
	for _, row := range t.list {
		if contributors && row.blocks == 0 {
			continue
		}
		list = append(list, &riskv1.EngineUsage{
			Engine:  row.name,
			Tier:    row.tier,
			Threads: int32(row.threads),
			Blocks:  row.blocks,
			Busy:    durationpb.New(row.busy),
		})
	}
	return list
}

func restoreEngines(usage []*riskv1.EngineUsage) engineTable {
	var t engineTable
	for _, row := range usage {
		index := t.index(row.GetEngine())
		t.list[index] = engineRow{
			name: row.GetEngine(), tier: row.GetTier(), threads: int(row.GetThreads()),
			blocks: row.GetBlocks(), busy: row.GetBusy().AsDuration(),
		}
	}
	return t
}
