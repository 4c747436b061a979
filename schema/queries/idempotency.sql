-- query idempotency_find
-- The answer to repeat; no row while there is none.
-- returns status smallint, etag text, location text, body text, sealed bytea
select status, etag, location, coalesce(body, '') as body, sealed from hoshitori.idempotency_answer(:key::text)
where status is not null
