-- Newest first. $1 organisation, $2 kind or null, $3 and $4 the last one of the page before
-- (recorded_at, id) or null, $5 rows. Of each kind the first.
with page as materialized (
  select p.paper_id, p.recorded_at
  from unnest(array['policy_publication', 'expert_confirmation', 'management_oath', 'third_party_assessment',
    'technical_verification']) k(kind) cross join lateral (
    select p.paper_id, p.recorded_at from hoshitori.paper p
    where p.org_id = $1::uuid and p.kind = k.kind
      and (p.recorded_at, p.paper_id) < (case when $4::uuid is null then 'infinity' else $3::timestamptz end,
        case when $4::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else $4::uuid end)
    order by p.recorded_at desc, p.paper_id desc limit $5::int
  ) p
  where $2::text is null or k.kind = $2::text
  order by p.recorded_at desc, p.paper_id desc limit $5::int
)
select hoshitori.paper_shape(p), hoshitori.instant_text(p.recorded_at), p.paper_id
from page x join hoshitori.paper p on p.org_id = $1::uuid and p.paper_id = x.paper_id
order by x.recorded_at desc, x.paper_id desc
