-- Newest first. $1 organisation, $2 kind or null, $3 state or null, $4 and $5 the last one of the page before
-- (recorded_at, id) or null, $6 rows.
select hoshitori.job_shape(j), hoshitori.instant_text(j.recorded_at), j.job_id
from hoshitori.job j
where j.org_id = $1::uuid and ($2::text is null or j.kind = $2::text) and ($3::text is null or j.state = $3::text)
  and ($5::uuid is null or (j.recorded_at, j.job_id) < ($4::timestamptz, $5::uuid))
order by j.recorded_at desc, j.job_id desc
limit $6::int
