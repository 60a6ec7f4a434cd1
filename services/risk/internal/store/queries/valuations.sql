-- name: LockAdmission :exec
SELECT pg_advisory_xact_lock(@key::bigint);

-- name: InsertValuation :one
-- No row where max_queued are queued. An owner gets the run at once where nobody waits, and the answer then has what Take's has.
INSERT INTO valuations AS v (
    id, portfolio_id, revision, request_id, request_hash, spec, paths_planned, traceparent, tracestate, deadline,
    state, run_epoch, owner, lease_until, start_time
)
SELECT @id, @portfolio_id, @revision, sqlc.narg(request_id), @request_hash, @spec, @paths_planned, @traceparent, @tracestate,
    now() + sqlc.narg(time_limit)::interval,
    CASE WHEN claim.owner IS NULL THEN 1 ELSE 2 END, CASE WHEN claim.owner IS NULL THEN 0 ELSE 1 END,
    claim.owner, claim.lease_until, claim.begin
FROM (SELECT count(*) AS length FROM valuations WHERE state = 1) queue
LEFT JOIN (SELECT sqlc.narg(owner)::text AS owner, now() + sqlc.narg(lease)::interval AS lease_until, now() AS begin) claim
    ON queue.length = 0 AND claim.owner IS NOT NULL
WHERE queue.length < @max_queued::bigint
RETURNING v.state, v.run_epoch, v.create_time, v.start_time,
    coalesce(extract(epoch FROM v.deadline - now()), 'infinity')::float8 AS seconds_left,
    (SELECT r.content FROM portfolio_revisions r
     WHERE r.portfolio_id = v.portfolio_id AND r.revision = v.revision AND v.owner IS NOT NULL)::bytea AS content;

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
