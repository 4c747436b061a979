-- $1 Idempotency-Key, $2 operation, $3 hashes of the request (text[]): the first is stored, any is known again.
select hoshitori.idempotency_begin($1::text, $2::text, $3::text[])
