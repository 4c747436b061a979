-- Users, newest first. $1 and $2 the last row of the page before (recorded_at, id) or null, $3 rows.
-- Rights as bits.
select item, recorded_at, user_id from hoshitori.user_page($1::timestamptz, $2::uuid, $3::int)
