-- name: LockAdmission :exec
SELECT pg_advisory_xact_lock(@key::bigint);

-- name: CountQueued :one
SELECT count(*) FROM valuations WHERE state = 1;

-- name: InsertValuation :one
INSERT INTO valuations (
    id, portfolio_id, revision, request_id, request_hash, spec, paths_planned, traceparent, tracestate, deadline
)
VALUES (
    @id, @portfolio_id, @revision, sqlc.narg(request_id), @request_hash, @spec, @paths_planned, @traceparent, @tracestate,
    now() + sqlc.narg(time_limit)::interval
)
RETURNING create_time;

-- name: GetValuationByRequest :one
SELECT id, request_hash FROM valuations WHERE portfolio_id = @portfolio_id AND request_id = @request_id;

-- name: GetValuation :one
SELECT v.id, v.portfolio_id, v.revision, v.spec, v.state, v.version, v.paths_done, v.paths_planned, v.summary, v.positions, v.engines,
    v.error, v.create_time, v.start_time, v.end_time
FROM valuations v WHERE v.portfolio_id = @portfolio_id AND v.id = @id;

-- name: GetVersion :one
SELECT version FROM valuations WHERE portfolio_id = @portfolio_id AND id = @id;

-- name: ListValuations :many
SELECT v.id, v.portfolio_id, v.spec, v.state, v.paths_done, v.paths_planned, v.summary, v.engines, v.error, v.create_time, v.start_time,
    v.end_time
FROM valuations v
WHERE v.portfolio_id = @portfolio_id AND (v.create_time, v.id) < (@before_time::timestamptz, @before_id::uuid)
ORDER BY v.create_time DESC, v.id DESC LIMIT @max_rows;

-- name: HasValuations :one
SELECT EXISTS (SELECT FROM valuations WHERE portfolio_id = @portfolio_id);

-- name: SetJob :exec
UPDATE valuations SET job_id = @job_id WHERE id = @id;

-- name: Cancel :one
UPDATE valuations
SET state = 6, run_epoch = run_epoch + 1, owner = NULL, lease_until = NULL, end_time = now(), update_time = now(), version = version + 1
WHERE portfolio_id = @portfolio_id AND id = @id AND state = ANY(@allowed::smallint[])
RETURNING id;

-- name: UnfinishedOf :many
SELECT id FROM valuations WHERE portfolio_id = @portfolio_id AND state IN (1, 2, 3);
