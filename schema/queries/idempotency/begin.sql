-- $1 Idempotency-Key, $2 operation, $3 hash of the request.
select hoshitori.idempotency_begin($1::text, $2::text, $3::text)
