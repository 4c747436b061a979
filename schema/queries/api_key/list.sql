-- A page of keys, newest first. $1 rows, $2 and $3 the last row of the page before (recorded_at, id) or
-- null. One JSON column; rights as bits.
select hoshitori.api_key_page($1::int, $2::timestamptz, $3::bigint)
