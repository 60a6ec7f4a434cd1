-- name: LockAdmission :exec
SELECT pg_advisory_xact_lock(@key::bigint);

-- name: InsertValuation :one
-- Queues a valuation. No row where max_queued are queued.
INSERT INTO valuations (
    id, portfolio_id, revision, request_id, request_hash, spec, paths_planned, traceparent, tracestate, deadline
)
SELECT @id, @portfolio_id, @revision, sqlc.narg(request_id), @request_hash, @spec, @paths_planned, @traceparent, @tracestate,
    now() + sqlc.narg(time_limit)::interval
WHERE (SELECT count(*) FROM valuations WHERE state = 1) < @max_queued::bigint
RETURNING create_time;

-- name: BeginValuation :one
-- Inserts a valuation of the portfolio's present revision whose run the owner has at once, in one round trip; the answer has what
-- Take's has. No row where somebody is queued, for nobody is overtaken, where the request was made before, and where the portfolio
-- is not at the revision, if one is named, or becomes another one meanwhile.
INSERT INTO valuations AS v (
    id, portfolio_id, revision, request_id, request_hash, spec, paths_planned, traceparent, tracestate, deadline,
    state, run_epoch, owner, lease_until, start_time
)
SELECT @id, p.id, p.revision, sqlc.narg(request_id), @request_hash, @spec, @paths_planned, @traceparent, @tracestate,
    now() + sqlc.narg(time_limit)::interval, 2, 1, @owner::text, now() + @lease::interval, now()
FROM portfolios p JOIN portfolio_revisions r ON r.portfolio_id = p.id AND r.revision = p.revision
WHERE p.id = @portfolio_id AND p.revision = coalesce(sqlc.narg(revision), p.revision)
    AND NOT EXISTS (SELECT FROM valuations q WHERE q.state = 1)
FOR SHARE OF p
ON CONFLICT DO NOTHING
RETURNING v.revision, v.run_epoch, v.create_time,
    coalesce(extract(epoch FROM v.deadline - now()), 'infinity')::float8 AS seconds_left,
    (SELECT c.content FROM portfolio_revisions c WHERE c.portfolio_id = v.portfolio_id AND c.revision = v.revision)::bytea AS content;

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
