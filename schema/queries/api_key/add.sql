-- $1 key id, $2 hash (bytea), $3 name, $4 rights as bits, $5 last day on which it works, $6 the last four
-- characters of its text.
select result, facts, audit from hoshitori.api_key_add($1::bigint, $2::bytea, $3::text, $4::int, $5::date, $6::text)
