-- $1 organisation, $2 key id, $3 hash of the key (bytea), $4 rights of which one suffices,
-- $5 now, $6 today in Tokyo, $7 request id. Returns the key's rights.
select hoshitori.enter($1::uuid, $2::bigint, $3::bytea, $4::int, $5::timestamptz, $6::date, $7::text)
