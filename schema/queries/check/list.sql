-- A page of the buyer's checks of one declaration. $1 organisation, $2 {supplier}, $3 declaration, $4 and
-- $5 instant and id of the last one of the page before (or null), $6 rows.
select c.item, c.recorded_at, c.check_id
from hoshitori.check_page(hoshitori.supplier_of($1::uuid, $2::text), $3::uuid, $4::timestamptz, $5::uuid, $6::int) c
