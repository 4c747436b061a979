-- $1 organisation, $2 {rule}. The rule and its tag.
select hoshitori.rule_shape(q), hoshitori.rule_tag(q)
from hoshitori.rule_revision q
where q.org_id = $1::uuid and q.rule = $2::text and q.superseded_at is null and not q.removed
