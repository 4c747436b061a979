-- $1 Idempotency-Key. Returns status, etag, location, body, sealed; no row while there is no answer.
select status, etag, location, coalesce(body, ''), sealed from hoshitori.idempotency_answer($1::text)
where status is not null
