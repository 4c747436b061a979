-- A page of the declarations that the buyer may see. $1 organisation, $2 {supplier}, $3 and $4 instant
-- and id of the last one of the page before (or null), $5 rows.
select d.item, d.recorded_at, d.declaration_id
from hoshitori.supplier_declarations(hoshitori.supplier_of($1::uuid, $2::text), $3::timestamptz, $4::uuid, $5::int) d
