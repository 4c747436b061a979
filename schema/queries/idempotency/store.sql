-- $1 Idempotency-Key, $2 status, $3 etag, $4 location, $5 body or null, $6 sealed body or null.
select hoshitori.idempotency_store($1::text, $2::smallint, $3::text, $4::text, $5::text, $6::bytea)
