-- Keys, newest first. $1 and $2 the last row of the page before (recorded_at, id) or null, $3 rows. Rights
-- as bits.
select item, recorded_at, key_id from hoshitori.api_key_page($1::timestamptz, $2::bigint, $3::int)
