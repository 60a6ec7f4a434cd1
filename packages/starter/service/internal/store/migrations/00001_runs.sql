-- +goose Up

CREATE TABLE runs (
    id uuid PRIMARY KEY,
    -- Chosen by the caller, so that a repeated create makes one run only.
    request_id text UNIQUE,
    -- The range is [first, last).
    first bigint NOT NULL,
    last bigint NOT NULL CHECK (last > first),
    -- How many numbers a shard of it has: a replica that is configured otherwise goes on with the same shards.
    shard_numbers bigint NOT NULL CHECK (shard_numbers > 0),
    -- The number of the contract's Run.State.
    state smallint NOT NULL DEFAULT 1 CHECK (state BETWEEN 1 AND 5),
    -- What went wrong, for the caller.
    error text NOT NULL DEFAULT '',
    -- The River job that carries it out.
    job_id bigint,
    create_time timestamptz NOT NULL DEFAULT now(),
    end_time timestamptz
);

CREATE INDEX runs_unfinished ON runs (state) WHERE state IN (1, 2);

-- What is counted of a run. Whoever counts a shard, and however often, it is here once: the sum is exact.
CREATE TABLE shards (
    run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
    first bigint NOT NULL,
    last bigint NOT NULL CHECK (last > first),
    primes bigint NOT NULL,
    PRIMARY KEY (run_id, first)
);

-- +goose Down
DROP TABLE shards, runs;
