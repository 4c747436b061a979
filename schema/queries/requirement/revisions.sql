-- A page of revisions, newest first. $1 organisation, $2 {supplier}, $3 and $4 number and instant of the
-- last one of the page before (or null), $5 rows.
select q.item, q.revision, q.recorded_at
from hoshitori.revision_page(hoshitori.supplier_of($1::uuid, $2::text), $3::int, $4::timestamptz, $5::int) q
