-- The requirement and what its status is made of. $1 organisation, $2 {supplier}, $3 today.
select hoshitori.requirement_result(b.relationship_id, 'same') as answer, b.relationship_id, b.line_step[b.step] as step,
  case when b.line_next[b.step] > 0 then b.line_from[b.line_next[b.step]] end as changes_on,
  case when b.line_next[b.step] > 0 then b.line_status[b.line_next[b.step]] end as next_status,
  case when b.line_next[b.step] > 0 then b.line_waiting_on[b.line_next[b.step]] end as next_waiting_on
from (
  select x.*, width_bucket($3::date, x.line_from) as step
  from hoshitori.board x
  where x.org_id = $1::uuid and x.relationship_id = hoshitori.supplier_of($1::uuid, $2::text) and x.side = 'buyer'
) b
