-- $1 organisation, $2 {rule}. The rule and its tag.
select hoshitori.rule_shape(q), q.revision::text
from hoshitori.rule_revision q
where q.org_id = $1::uuid and q.rule = $2::text and q.superseded_at is null and not q.removed
