-- In the order of their names, categories first. $1 organisation, $2 and $3 the last one of the page before
-- (selector, name) or null, $4 rows.
select hoshitori.rule_shape(q), q.selector, q.name
from hoshitori.rule_revision q
where q.org_id = $1::uuid and q.superseded_at is null and not q.removed
  and (q.selector, q.name collate "C") > (case when $2::text is null then '' else $2::text end,
    case when $2::text is null then '' else $3::text end collate "C")
order by q.selector, q.name collate "C"
limit $4::int
