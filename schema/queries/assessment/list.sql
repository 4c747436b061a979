-- Newest first. $1 organisation, $2 edition or null, $3 state or null, $4 and $5 the last one of the
-- page before (recorded_at, id) or null, $6 rows.
select hoshitori.assessment_shape(a), hoshitori.instant_text(a.recorded_at), a.assessment_id
from hoshitori.assessment a
where a.org_id = $1::uuid and ($2::text is null or a.edition_id = $2::text) and ($3::text is null or a.state = $3::text)
  and ($5::uuid is null or (a.recorded_at, a.assessment_id) < ($4::timestamptz, $5::uuid))
order by a.recorded_at desc, a.assessment_id desc
limit $6::int
