-- $1 Idempotency-Key. Returns status, etag, location, body, sealed.
select status, etag, location, body, sealed from hoshitori.idempotency_answer($1::text)
