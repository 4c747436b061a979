-- Newest first. $1 organisation, $2 edition or null, $3 state or null, $4 and $5 the last one of the
-- page before (recorded_at, id) or null, $6 rows. Of each state and edition the first.
with page as materialized (
  select p.assessment_id, p.recorded_at
  from unnest(array['draft', 'submitted', 'withdrawn', 'superseded']) s(state) cross join hoshitori.edition e cross join lateral (
    select a.assessment_id, a.recorded_at from hoshitori.assessment a
    where a.org_id = $1::uuid and a.state = s.state and a.edition_id = e.edition_id
      and (a.recorded_at, a.assessment_id) < (case when $5::uuid is null then 'infinity' else $4::timestamptz end,
        case when $5::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else $5::uuid end)
    order by a.recorded_at desc, a.assessment_id desc limit $6::int
  ) p
  where ($2::text is null or e.edition_id = $2::text) and ($3::text is null or s.state = $3::text)
  order by p.recorded_at desc, p.assessment_id desc limit $6::int
)
select hoshitori.assessment_shape(a), hoshitori.instant_text(a.recorded_at), a.assessment_id
from page p join hoshitori.assessment a on a.org_id = $1::uuid and a.assessment_id = p.assessment_id
order by p.recorded_at desc, p.assessment_id desc
