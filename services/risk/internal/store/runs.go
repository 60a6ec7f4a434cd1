package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/proto"

	riskv1 "workspace.internal/proto/gen/go/risk/v1"

	"workspace.internal/services/risk/internal/ledger"
	"workspace.internal/services/risk/internal/merge"
	"workspace.internal/services/risk/internal/states"
	"workspace.internal/services/risk/internal/store/gen"
)

// ErrFenced says that the run is no longer the caller's: it was cancelled, deleted or taken over. Nothing was written.
var ErrFenced = errors.New("the run has passed on")

// Fence names a run of a valuation. The epoch changes whenever the right to write changes hands.
type Fence struct {
	ID    uuid.UUID
	Epoch int64
}

// fenced turns "no row" into ErrFenced.
func fenced[T any](value T, err error) (T, error) {
	if NotFound(err) {
		err = ErrFenced
	}
	return value, err
}

// Claim is what a replica says of itself that takes a run: who it is, and for how long it may be silent.
type Claim struct {
	Owner string
	Lease time.Duration
}

// Take gives the run of a queued valuation to a replica. ErrFenced: it is not queued.
func (s *Store) Take(ctx context.Context, id uuid.UUID, claim Claim) (gen.TakeRow, error) {
	return fenced(s.Queries.Take(ctx, gen.TakeParams{
		ID: id, Owner: claim.Owner, Lease: interval(claim.Lease), Channel: ChannelChanged,
	}))
}

// Renew prolongs the lease.
func (s *Store) Renew(ctx context.Context, run Fence, lease time.Duration) error {
	_, err := fenced(s.Heartbeat(ctx, gen.HeartbeatParams{ID: run.ID, RunEpoch: run.Epoch, Lease: interval(lease)}))
	return err
}

// Stored is a run's checkpoint.
type Stored struct {
	Next        uint64
	Accumulator []byte
	Engines     []*riskv1.EngineUsage
	Shards      []ledger.SavedShard
}

// LoadRun reads the checkpoint of a run; the zero value where there is none.
func (s *Store) LoadRun(ctx context.Context, id uuid.UUID) (stored Stored, err error) {
	checkpoint, err := s.LoadCheckpoint(ctx, id)
	if NotFound(err) {
		return stored, nil
	}
	if err != nil {
		return stored, err
	}
	var usage riskv1.Valuation
	if err := proto.Unmarshal(checkpoint.Engines, &usage); err != nil {
		return stored, err
	}
	shards, err := s.LoadShards(ctx, id)
	if err != nil {
		return stored, err
	}
	stored = Stored{
		Next:        uint64(checkpoint.NextBlock),
		Accumulator: checkpoint.Accumulator,
		Engines:     usage.GetEngines(),
	}
	for _, shard := range shards {
		stored.Shards = append(stored.Shards, ledger.SavedShard{
			First: uint64(shard.FirstBlock), Count: int(shard.BlockCount), Partials: shard.Partials,
		})
	}
	return stored, nil
}

// SaveRun writes a checkpoint, and the progress where publish is set, in one transaction.
func (s *Store) SaveRun(ctx context.Context, run Fence, snapshot *ledger.Snapshot, publish bool) error {
	return s.Tx(ctx, func(_ pgx.Tx, q *gen.Queries) error {
		if publish {
			if err := saveProgress(ctx, q, run, snapshot); err != nil {
				return err
			}
		} else if _, err := fenced(q.FenceRun(ctx, gen.FenceRunParams{ID: run.ID, RunEpoch: run.Epoch})); err != nil {
			return err
		}
		engines, err := proto.Marshal(&riskv1.Valuation{Engines: snapshot.Engines})
		if err != nil {
			return err
		}
		if err := q.SaveCheckpoint(ctx, gen.SaveCheckpointParams{
			ValuationID: run.ID, NextBlock: int64(snapshot.Next), Accumulator: snapshot.Accumulator, Engines: engines,
		}); err != nil {
			return err
		}
		for _, shard := range snapshot.Shards {
			if err := q.SaveShard(ctx, gen.SaveShardParams{
				ValuationID: run.ID,
				FirstBlock:  int64(shard.First),
				BlockCount:  int32(shard.Count),
				Partials:    shard.Partials,
			}); err != nil {
				return err
			}
		}
		return q.DropMergedShards(ctx, gen.DropMergedShardsParams{ValuationID: run.ID, NextBlock: int64(snapshot.Next)})
	})
}

// saveProgress writes what watchers see.
func saveProgress(ctx context.Context, q *gen.Queries, run Fence, snapshot *ledger.Snapshot) error {
	progress, err := progressOf(run, snapshot)
	if err != nil {
		return err
	}
	_, err = fenced(q.SaveProgress(ctx, progress))
	return err
}

// progressOf is what watchers see of a snapshot.
func progressOf(run Fence, snapshot *ledger.Snapshot) (progress gen.SaveProgressParams, err error) {
	progress = gen.SaveProgressParams{
		ID: run.ID, RunEpoch: run.Epoch, Channel: ChannelChanged,
		PathsDone:    int64(snapshot.Next) * merge.PathsPerBlock,
		PathsPlanned: int64(snapshot.Planned) * merge.PathsPerBlock,
	}
	if result := snapshot.Result; result != nil {
		if progress.Summary, err = proto.Marshal(
			&riskv1.Result{
				Paths: result.GetPaths(), Total: result.GetTotal(), LossDistribution: result.GetLossDistribution(),
			},
		); err != nil {
			return progress, err
		}
		if progress.Positions, err = proto.Marshal(&riskv1.Result{Positions: result.GetPositions()}); err != nil {
			return progress, err
		}
	}
	contributors := &riskv1.Valuation{}
	for _, engine := range snapshot.Engines {
		if engine.GetBlocks() > 0 {
			contributors.Engines = append(contributors.Engines, engine)
		}
	}
	progress.Engines, err = proto.Marshal(contributors)
	return progress, err
}

// SetState moves a run between RUNNING and WAITING.
func (s *Store) SetState(ctx context.Context, run Fence, to states.State) error {
	_, err := fenced(s.SetRunState(ctx, gen.SetRunStateParams{
		ID: run.ID, RunEpoch: run.Epoch, State: int16(to), Allowed: states.Into(to), Channel: ChannelChanged,
	}))
	return err
}

// FinishRun ends a run: with the snapshot, if there is one, as its result, and with why it failed where it did. It
// returns the row as it is then, or nil without a snapshot, as the result that was published before stays.
func (s *Store) FinishRun(
	ctx context.Context,
	run Fence,
	to states.State,
	snapshot *ledger.Snapshot,
	why *status.Status,
) (*gen.GetValuationRow, error) {
	finish := gen.FinishParams{
		ID: run.ID, RunEpoch: run.Epoch, State: int16(to), Allowed: states.Into(to), Channel: ChannelChanged,
	}
	if snapshot != nil {
		progress, err := progressOf(run, snapshot)
		if err != nil {
			return nil, err
		}
		finish.PathsDone, finish.PathsPlanned = &progress.PathsDone, &progress.PathsPlanned
		finish.Summary, finish.Positions, finish.Engines = progress.Summary, progress.Positions, progress.Engines
	}
	if why != nil {
		var err error
		if finish.Error, err = proto.Marshal(why); err != nil {
			return nil, err
		}
	}
	row, err := fenced(s.Finish(ctx, finish))
	if err != nil || snapshot == nil {
		return nil, err
	}
	return &gen.GetValuationRow{
		ID: run.ID, PortfolioID: row.PortfolioID, Revision: row.Revision, Spec: row.Spec, State: finish.State,
		Version: row.Version, PathsDone: row.PathsDone, PathsPlanned: row.PathsPlanned, Summary: finish.Summary,
		Positions: finish.Positions, Engines: finish.Engines, Error: finish.Error, CreateTime: row.CreateTime,
		StartTime: row.StartTime, EndTime: row.EndTime,
	}, nil
}

// HandBackRun puts a run back into the queue with a new job, for any replica to go on with.
func (s *Store) HandBackRun(ctx context.Context, run Fence, enqueue Enqueue) error {
	return s.Tx(ctx, func(tx pgx.Tx, q *gen.Queries) error {
		if _, err := fenced(q.HandBack(ctx, gen.HandBackParams{
			ID: run.ID, RunEpoch: run.Epoch, Allowed: states.Into(states.Queued),
		})); err != nil {
			return err
		}
		return requeue(ctx, tx, q, run.ID, enqueue)
	})
}

// enqueued gives a queued valuation a job.
func enqueued(ctx context.Context, tx pgx.Tx, q *gen.Queries, id uuid.UUID, enqueue Enqueue) error {
	job, err := enqueue(ctx, tx, id)
	if err != nil {
		return err
	}
	return q.TouchQueued(ctx, gen.TouchQueuedParams{ID: id, JobID: &job})
}

// requeue gives a valuation that is queued again a new job.
func requeue(ctx context.Context, tx pgx.Tx, q *gen.Queries, id uuid.UUID, enqueue Enqueue) error {
	if err := enqueued(ctx, tx, q, id, enqueue); err != nil {
		return err
	}
	return changed(ctx, q, id)
}

// drop removes the checkpoints of valuations that are final.
func drop(ctx context.Context, q *gen.Queries, ids ...uuid.UUID) error {
	if err := q.DropCheckpoints(ctx, ids); err != nil {
		return err
	}
	return q.DropShards(ctx, ids)
}
