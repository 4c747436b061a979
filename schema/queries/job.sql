-- query job_get
-- returns value jsonb
select hoshitori.job_shape(j) as value from hoshitori.job j
where j.org_id = :organisation::uuid and j.job_id = :job::uuid and hoshitori.job_seen(j.kind);

-- query job_list
-- Newest first. Of each kind and state the first.
-- returns item jsonb, first text, second uuid
with page as materialized (
  select p.job_id, p.recorded_at
  from unnest(array['rule', 'import', 'status', 'hand_over', 'close', 'change', 'letters']) k(kind) cross join unnest(array['queued', 'running', 'done', 'stopped']) s(state)
    cross join lateral (
    select j.job_id, j.recorded_at from hoshitori.job j
    where j.org_id = :organisation::uuid and j.kind = k.kind and j.state = s.state
      and (j.recorded_at, j.job_id) < {newer_than_page}
    order by j.recorded_at desc, j.job_id desc limit :page_rows::int
  ) p
  where hoshitori.job_seen(k.kind) and (:kind::text is null or k.kind = :kind) and (:state::text is null or s.state = :state)
  order by p.recorded_at desc, p.job_id desc limit :page_rows
)
select hoshitori.job_shape(j) as item, hoshitori.instant_text(j.recorded_at) as first, j.job_id as second
from page p join hoshitori.job j on j.org_id = :organisation and j.job_id = p.job_id
order by p.recorded_at desc, p.job_id desc;
