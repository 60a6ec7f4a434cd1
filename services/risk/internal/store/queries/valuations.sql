-- name: LockAdmission :exec
SELECT pg_advisory_xact_lock(@key::bigint);

-- name: CountQueued :one
SELECT count(*) FROM valuations WHERE state = 1;

-- name: InsertValuation :one
-- With an owner it is taken at once, and the answer has what Take's has.
INSERT INTO valuations (
    id, portfolio_id, revision, request_id, request_hash, spec, paths_planned, traceparent, tracestate, job_id, deadline,
    state, run_epoch, owner, lease_until, start_time
)
VALUES (
    @id, @portfolio_id, @revision, sqlc.narg(request_id), @request_hash, @spec, @paths_planned, @traceparent, @tracestate,
    @job_id, now() + sqlc.narg(time_limit)::interval,
    CASE WHEN sqlc.narg(owner)::text IS NULL THEN 1 ELSE 2 END, CASE WHEN sqlc.narg(owner)::text IS NULL THEN 0 ELSE 1 END,
    sqlc.narg(owner)::text, now() + sqlc.narg(lease)::interval, CASE WHEN sqlc.narg(owner)::text IS NULL THEN NULL ELSE now() END
)
RETURNING state, run_epoch, create_time, start_time, coalesce(extract(epoch FROM deadline - now()), 'infinity')::float8 AS seconds_left,
    (SELECT r.content FROM portfolio_revisions r
     WHERE r.portfolio_id = @portfolio_id AND r.revision = @revision AND sqlc.narg(owner)::text IS NOT NULL)::bytea AS content;

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

-- name: Cancel :one
UPDATE valuations
SET state = 6, run_epoch = run_epoch + 1, owner = NULL, lease_until = NULL, end_time = now(), update_time = now(), version = version + 1
WHERE portfolio_id = @portfolio_id AND id = @id AND state = ANY(@allowed::smallint[])
RETURNING id;

-- name: UnfinishedOf :many
SELECT id FROM valuations WHERE portfolio_id = @portfolio_id AND state IN (1, 2, 3);
