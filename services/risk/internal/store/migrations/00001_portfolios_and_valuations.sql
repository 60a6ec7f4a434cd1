-- +goose Up

-- What a portfolio holds is in its revisions, which never change: a valuation points at the one it values.
CREATE TABLE portfolios (
    id uuid PRIMARY KEY,
    -- The present revision; the etag is made of it.
    revision bigint NOT NULL,
    -- Chosen by the caller, so that a repeated create makes one portfolio only.
    request_id text UNIQUE,
    -- SHA-256 of what was asked for; tells a repeated call from another one under the same request_id.
    request_hash bytea NOT NULL,
    create_time timestamptz NOT NULL DEFAULT now(),
    update_time timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX portfolios_newest ON portfolios (create_time DESC, id DESC);

CREATE TABLE portfolio_revisions (
    portfolio_id uuid NOT NULL REFERENCES portfolios ON DELETE CASCADE,
    revision bigint NOT NULL,
    -- A risk.v1.Portfolio without name, times and etag.
    content bytea NOT NULL,
    PRIMARY KEY (portfolio_id, revision)
);

CREATE TABLE valuations (
    id uuid PRIMARY KEY,
    portfolio_id uuid NOT NULL REFERENCES portfolios ON DELETE CASCADE,
    revision bigint NOT NULL,
    request_id text,
    request_hash bytea NOT NULL,
    -- A risk.v1.ValuationSpec.
    spec bytea NOT NULL,
    -- The number of the risk.v1.Valuation.State.
    state smallint NOT NULL DEFAULT 1 CHECK (state BETWEEN 1 AND 6),
    -- Grows with every change, so that a watcher sees that there was one.
    version bigint NOT NULL DEFAULT 1,
    -- Grows whenever the right to write for the run changes hands; every write of a run is conditional on it.
    run_epoch bigint NOT NULL DEFAULT 0,
    -- Which replica runs it, for people who read the table.
    owner text,
    -- A run that has not renewed it by then is taken over. Set exactly while the state is RUNNING or WAITING.
    lease_until timestamptz,
    -- The River job that is to run it.
    job_id bigint,
    -- W3C trace context of the call that created it.
    traceparent text NOT NULL DEFAULT '',
    tracestate text NOT NULL DEFAULT '',
    paths_done bigint NOT NULL DEFAULT 0,
    paths_planned bigint NOT NULL DEFAULT 0,
    -- A risk.v1.Result in two parts, whose concatenation is the whole message: everything but the positions, and the positions.
    summary bytea,
    positions bytea,
    -- A risk.v1.Valuation with nothing but `engines`.
    engines bytea,
    -- A google.rpc.Status.
    error bytea,
    create_time timestamptz NOT NULL DEFAULT now(),
    -- The last change; how long a queued valuation has had no job is counted from it.
    update_time timestamptz NOT NULL DEFAULT now(),
    start_time timestamptz,
    end_time timestamptz,
    -- create_time and the time limit.
    deadline timestamptz,
    UNIQUE (portfolio_id, request_id),
    -- Without CASCADE a delete of the portfolio would find its revisions still pointed at.
    FOREIGN KEY (portfolio_id, revision) REFERENCES portfolio_revisions ON DELETE CASCADE
);

CREATE INDEX valuations_newest ON valuations (portfolio_id, create_time DESC, id DESC);
CREATE INDEX valuations_revision ON valuations (portfolio_id, revision);
CREATE INDEX valuations_unfinished ON valuations (state, lease_until) WHERE state IN (1, 2, 3);

-- How far the merge of a run is: the accumulator over the blocks [0, next_block).
CREATE TABLE run_checkpoints (
    valuation_id uuid PRIMARY KEY REFERENCES valuations ON DELETE CASCADE,
    next_block bigint NOT NULL,
    accumulator bytea NOT NULL,
    -- A risk.v1.Valuation with nothing but `engines`: every engine that has delivered, in the order finished_shards numbers them.
    engines bytea NOT NULL
);

-- Shards that are finished, but wait for an earlier block before they can be merged.
CREATE TABLE finished_shards (
    valuation_id uuid NOT NULL REFERENCES valuations ON DELETE CASCADE,
    first_block bigint NOT NULL,
    block_count integer NOT NULL CHECK (block_count > 0),
    partials bytea NOT NULL,
    PRIMARY KEY (valuation_id, first_block)
);

-- Sums of doubles do not compress: spend no time on trying.
ALTER TABLE run_checkpoints ALTER COLUMN accumulator SET STORAGE EXTERNAL;
ALTER TABLE finished_shards ALTER COLUMN partials SET STORAGE EXTERNAL;

-- +goose Down
DROP TABLE finished_shards, run_checkpoints, valuations, portfolio_revisions, portfolios;
