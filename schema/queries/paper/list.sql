-- Newest first. $1 organisation, $2 kind or null, $3 and $4 the last one of the page before
-- (recorded_at, id) or null, $5 rows.
select hoshitori.paper_shape(p), hoshitori.instant_text(p.recorded_at), p.paper_id
from hoshitori.paper p
where p.org_id = $1::uuid and ($2::text is null or p.kind = $2::text)
  and ($4::uuid is null or (p.recorded_at, p.paper_id) < ($3::timestamptz, $4::uuid))
order by p.recorded_at desc, p.paper_id desc
limit $5::int
