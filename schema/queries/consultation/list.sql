-- A page of talks, newest first. $1 side, $2 {supplier} or relationship id, $3 and $4 instant and id of
-- the last one of the page before (or null), $5 rows.
select c.item, c.recorded_at, c.consultation_id
from hoshitori.consultation_page($1::text, $2::text, $3::timestamptz, $4::uuid, $5::int) c
