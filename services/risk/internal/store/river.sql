-- The part of River's own schema that the queries look at. Only sqlc reads this file: River migrates its tables itself.
CREATE TABLE river_job (id bigint PRIMARY KEY, state text NOT NULL, attempted_at timestamptz);
