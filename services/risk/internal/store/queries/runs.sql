-- Whatever a watcher sees is told in the statement that changes it: one round trip, and the notification is the commit's.

-- name: Take :one
-- Gives the run to this replica; no row where another has it or the valuation is final.
UPDATE valuations v
SET state = 2, run_epoch = v.run_epoch + 1, owner = @owner::text, lease_until = now() + @lease::interval,
    start_time = coalesce(v.start_time, now()), update_time = now(), version = v.version + 1
FROM portfolio_revisions r
WHERE v.id = @id AND v.state = 1 AND r.portfolio_id = v.portfolio_id AND r.revision = v.revision
RETURNING v.spec, v.run_epoch, v.traceparent, v.tracestate, v.paths_done, r.content,
    coalesce(extract(epoch FROM v.deadline - now()), 'infinity')::float8 AS seconds_left,
    pg_notify(@channel::text, v.id::text)::text AS told;

-- name: Heartbeat :one
UPDATE valuations SET lease_until = now() + @lease::interval
WHERE id = @id AND run_epoch = @run_epoch AND state IN (2, 3)
RETURNING state;

-- name: SetRunState :one
UPDATE valuations SET state = @state, update_time = now(), version = version + 1
WHERE id = @id AND run_epoch = @run_epoch AND state = ANY(@allowed::smallint[])
RETURNING pg_notify(@channel::text, id::text)::text AS told;

-- name: SaveProgress :one
UPDATE valuations
SET paths_done = @paths_done, paths_planned = @paths_planned, summary = @summary, positions = @positions, engines = @engines,
    update_time = now(), version = version + 1
WHERE id = @id AND run_epoch = @run_epoch AND state IN (2, 3)
RETURNING pg_notify(@channel::text, id::text)::text AS told;

-- name: FenceRun :one
-- Holds the row while a run writes elsewhere, so that no other can take it meanwhile.
SELECT version FROM valuations WHERE id = @id AND run_epoch = @run_epoch AND state IN (2, 3) FOR UPDATE;

-- name: SaveCheckpoint :exec
-- Without an accumulator the stored one stays: the merged prefix has not grown.
INSERT INTO run_checkpoints AS c (valuation_id, next_block, accumulator, engines)
VALUES (@valuation_id, @next_block, coalesce(sqlc.narg(accumulator)::bytea, ''), @engines)
ON CONFLICT (valuation_id) DO UPDATE
SET next_block = excluded.next_block, accumulator = coalesce(sqlc.narg(accumulator)::bytea, c.accumulator), engines = excluded.engines;

-- name: SaveShard :exec
INSERT INTO finished_shards (valuation_id, first_block, block_count, partials)
VALUES (@valuation_id, @first_block, @block_count, @partials)
ON CONFLICT DO NOTHING;

-- name: DropMergedShards :exec
DELETE FROM finished_shards WHERE valuation_id = @valuation_id AND first_block + block_count <= @next_block::bigint;

-- name: LoadCheckpoint :one
SELECT next_block, accumulator, engines FROM run_checkpoints WHERE valuation_id = @valuation_id;

-- name: LoadShards :many
SELECT first_block, block_count, partials FROM finished_shards WHERE valuation_id = @valuation_id ORDER BY first_block;

-- name: Finish :one
-- Without a snapshot what is published stays. The checkpoint has served its purpose.
WITH checkpoint AS (
    DELETE FROM run_checkpoints c WHERE c.valuation_id = @id
), shards AS (
    DELETE FROM finished_shards s WHERE s.valuation_id = @id
)
UPDATE valuations v
SET state = @state, error = sqlc.narg(error), owner = NULL, lease_until = NULL, end_time = now(), update_time = now(),
    version = v.version + 1, paths_done = coalesce(sqlc.narg(paths_done)::bigint, v.paths_done),
    paths_planned = coalesce(sqlc.narg(paths_planned)::bigint, v.paths_planned),
    summary = coalesce(sqlc.narg(summary)::bytea, v.summary), positions = coalesce(sqlc.narg(positions)::bytea, v.positions),
    engines = coalesce(sqlc.narg(engines)::bytea, v.engines)
WHERE v.id = @id AND v.run_epoch = @run_epoch AND v.state = ANY(@allowed::smallint[])
RETURNING v.portfolio_id, v.revision, v.spec, v.version, v.paths_done, v.paths_planned, v.create_time, v.start_time, v.end_time,
    pg_notify(@channel::text, v.id::text)::text AS told;

-- name: DropCheckpoints :exec
DELETE FROM run_checkpoints WHERE valuation_id = ANY(@valuation_ids::uuid[]);

-- name: DropShards :exec
DELETE FROM finished_shards WHERE valuation_id = ANY(@valuation_ids::uuid[]);

-- name: HandBack :one
UPDATE valuations
SET state = 1, run_epoch = run_epoch + 1, owner = NULL, lease_until = NULL, update_time = now(), version = version + 1
WHERE id = @id AND run_epoch = @run_epoch AND state = ANY(@allowed::smallint[])
RETURNING version;

-- name: TakeOver :many
-- Runs whose replica has been silent for longer than its lease go back to the queue.
UPDATE valuations
SET state = 1, run_epoch = run_epoch + 1, owner = NULL, lease_until = NULL, update_time = now(), version = version + 1
WHERE id IN (
    SELECT v.id FROM valuations v WHERE v.state = ANY(@allowed::smallint[]) AND v.lease_until < now() FOR UPDATE SKIP LOCKED
)
RETURNING id;

-- name: LockOrphans :many
-- Queued valuations whose job will never come: fetched by a replica that died before it took the run, or lost otherwise.
SELECT v.id FROM valuations v
WHERE v.state = 1 AND v.update_time < now() - @patience::interval
    AND NOT EXISTS (
        SELECT FROM river_job j
        WHERE j.id = v.job_id AND (
            j.state IN ('available', 'pending', 'retryable', 'scheduled')
            -- Whoever has fetched it may be waiting for room.
            OR j.state = 'running' AND j.attempted_at > now() - @patience::interval
        )
    )
ORDER BY v.create_time
FOR UPDATE OF v SKIP LOCKED;

-- name: TouchQueued :exec
UPDATE valuations SET job_id = @job_id, update_time = now() WHERE id = @id AND state = 1;

-- name: ExpireQueued :many
UPDATE valuations
SET state = 5, error = @error, run_epoch = run_epoch + 1, end_time = now(), update_time = now(), version = version + 1
WHERE state = 1 AND deadline < now()
RETURNING id;

-- name: Notify :exec
SELECT pg_notify(@channel::text, @payload::text);
