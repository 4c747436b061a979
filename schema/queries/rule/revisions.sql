-- Newest first. $1 organisation, $2 {rule}, $3 and $4 the last one of the page before (revision, recorded_at) or
-- null, $5 rows.
select hoshitori.rule_revision_shape(q), q.revision, hoshitori.instant_text(q.recorded_at)
from hoshitori.rule_revision q
where q.org_id = $1::uuid and q.rule = $2::text
  and q.revision < case when $4::timestamptz is null then 2147483647 else $3::int end
order by q.revision desc
limit $5::int
