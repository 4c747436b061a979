-- The organisation's own, newest first. $1 organisation, $2 today, $3 and $4 the last one of the page
-- before (recorded_at, id) or null, $5 rows.
select hoshitori.declaration_shape(d, $2::date), hoshitori.instant_text(d.recorded_at), d.declaration_id
from hoshitori.declaration d
where d.org_id = $1::uuid and d.relationship_id is null
  and (d.recorded_at, d.declaration_id) < (case when $4::uuid is null then 'infinity' else $3::timestamptz end,
        case when $4::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else $4::uuid end)
order by d.recorded_at desc, d.declaration_id desc
limit $5::int
