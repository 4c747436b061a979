-- Newest checkpoints of the counterparties, by relationship, to be sealed. $1 and $2 the last row of the
-- page before or null, $3 rows.
select json_build_object('relationship', relationship, 'checkpoint', checkpoint), relationship, relationship
from hoshitori.receipt_page(coalesce($1::uuid, $2::uuid), $3::int)
