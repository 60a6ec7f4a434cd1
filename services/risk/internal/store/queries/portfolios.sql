-- name: InsertPortfolio :one
INSERT INTO portfolios (id, revision, request_id, request_hash)
VALUES (@id, 1, sqlc.narg(request_id), @request_hash)
ON CONFLICT (request_id) DO NOTHING
RETURNING create_time;

-- name: InsertRevision :exec
INSERT INTO portfolio_revisions (portfolio_id, revision, content) VALUES (@portfolio_id, @revision, @content);

-- name: GetPortfolio :one
SELECT p.id, p.revision, p.create_time, p.update_time, r.content
FROM portfolios p JOIN portfolio_revisions r ON r.portfolio_id = p.id AND r.revision = p.revision
WHERE p.id = @id;

-- name: GetPortfolioByRequest :one
SELECT id, request_hash FROM portfolios WHERE request_id = @request_id;

-- name: ListPortfolios :many
-- The newest first after the key, as many as fit both limits; at least one, however large it is.
-- page_rows is how many fit the first limit alone.
SELECT id, revision, create_time, update_time, content, page_rows FROM (
    SELECT count(*) OVER () AS page_rows, p.id, p.revision, p.create_time, p.update_time, r.content,
        (sum(octet_length(r.content)) OVER (ORDER BY p.create_time DESC, p.id DESC) - octet_length(r.content))::bigint AS bytes_before
    FROM (
        SELECT * FROM portfolios
        WHERE (create_time, id) < (@before_time::timestamptz, @before_id::uuid)
        ORDER BY create_time DESC, id DESC LIMIT @max_rows
    ) p JOIN portfolio_revisions r ON r.portfolio_id = p.id AND r.revision = p.revision
) page
WHERE bytes_before = 0 OR bytes_before + octet_length(content) <= @max_bytes::bigint
ORDER BY create_time DESC, id DESC;

-- name: PortfolioExists :one
SELECT EXISTS (SELECT FROM portfolios WHERE id = @id);

-- name: LockPortfolio :one
SELECT revision FROM portfolios WHERE id = @id FOR UPDATE;

-- name: SharePortfolio :one
-- Keeps the portfolio and its present revision while a valuation of it is created.
SELECT revision FROM portfolios WHERE id = @id FOR SHARE;

-- name: SetRevision :one
UPDATE portfolios SET revision = @revision, update_time = now() WHERE id = @id RETURNING create_time, update_time;

-- name: DropUnusedRevisions :exec
DELETE FROM portfolio_revisions r
WHERE r.portfolio_id = @portfolio_id AND r.revision < @revision
    AND NOT EXISTS (SELECT FROM valuations v WHERE v.portfolio_id = r.portfolio_id AND v.revision = r.revision);

-- name: DeletePortfolio :exec
DELETE FROM portfolios WHERE id = @id;

-- name: GetRevision :one
SELECT content FROM portfolio_revisions WHERE portfolio_id = @portfolio_id AND revision = @revision;
