-- $1 key id, $2 hash (bytea), $3 name, $4 rights, $5 last day, $6 last four characters.
select hoshitori.operator_key_add($1::bigint, $2::bytea, $3::text, $4::int, $5::date, $6::text)
