-- Newest first. $1 organisation, $2 kind or null, $3 state or null, $4 and $5 the last one of the page before
-- (recorded_at, id) or null, $6 rows. Of each kind and state the first.
with page as materialized (
  select p.job_id, p.recorded_at
  from unnest(array['rule', 'import']) k(kind) cross join unnest(array['queued', 'running', 'done', 'stopped']) s(state)
    cross join lateral (
    select j.job_id, j.recorded_at from hoshitori.job j
    where j.org_id = $1::uuid and j.kind = k.kind and j.state = s.state
      and (j.recorded_at, j.job_id) < (case when $5::uuid is null then 'infinity' else $4::timestamptz end,
        case when $5::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff' else $5::uuid end)
    order by j.recorded_at desc, j.job_id desc limit $6::int
  ) p
  where ($2::text is null or k.kind = $2::text) and ($3::text is null or s.state = $3::text)
  order by p.recorded_at desc, p.job_id desc limit $6::int
)
select hoshitori.job_shape(j), hoshitori.instant_text(j.recorded_at), j.job_id
from page p join hoshitori.job j on j.org_id = $1::uuid and j.job_id = p.job_id
order by p.recorded_at desc, p.job_id desc
