-- name: InsertRun :execrows
INSERT INTO runs (id, request_id, first, last, shard_numbers)
VALUES (@id, sqlc.narg(request_id), @first, @last, @shard_numbers)
ON CONFLICT (request_id) DO NOTHING;

-- name: SetJob :exec
UPDATE runs SET job_id = @job_id WHERE id = @id;

-- name: CountUnfinished :one
SELECT count(*) FROM runs WHERE state IN (1, 2);

-- name: GetRun :one
SELECT r.*, coalesce(sum(s.last - s.first), 0)::bigint AS done, coalesce(sum(s.primes), 0)::bigint AS primes
FROM runs r LEFT JOIN shards s ON s.run_id = r.id
WHERE r.id = @id
GROUP BY r.id;

-- name: FindRequest :one
SELECT id, first, last FROM runs WHERE request_id = @request_id;

-- name: Begin :one
-- No row where the run is final.
UPDATE runs SET state = 2 WHERE id = @id AND state IN (1, 2) RETURNING first, last, shard_numbers;

-- name: ListShards :many
SELECT first FROM shards WHERE run_id = @run_id;

-- name: SaveShard :exec
INSERT INTO shards (run_id, first, last, primes) VALUES (@run_id, @first, @last, @primes) ON CONFLICT DO NOTHING;

-- name: Finish :execrows
-- No row where it is final already.
UPDATE runs SET state = @state, error = @error, end_time = now() WHERE id = @id AND state IN (1, 2);
