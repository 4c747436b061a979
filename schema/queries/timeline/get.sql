-- Steps of one relationship as three series. $1 organisation, $2 {supplier} or relationship id, $3 side,
-- $4 instant of what was known, or null. One JSON column.
with line as (
  select b.relationship_id, b.line_from, b.line_step from hoshitori.board b
  where $4::timestamptz is null and b.org_id = $1::uuid and b.side = $3::text
    and b.relationship_id = hoshitori.supplier_of($1::uuid, $2::text)
  union all
  (select v.relationship_id, v.line_from, v.line_step from hoshitori.board_version v
    where v.recorded_at <= $4::timestamptz and v.org_id = $1::uuid and v.side = $3::text
      and v.relationship_id = hoshitori.supplier_of($1::uuid, $2::text)
    order by v.recorded_at desc limit 1)
)
select jsonb_build_object('relationship', relationship_id, 'known_at', hoshitori.instant_text($4::timestamptz),
  'requirement', hoshitori.line_series(line_from, line_step, '{required_star,required_assurance,accept_higher,effective_from,due_on,revision,decided_by}'),
  'held', hoshitori.line_series(line_from, line_step, array['held_star', 'held_assurance', 'declaration,valid_until']),
  'status', hoshitori.line_series(line_from, line_step, array['status', 'waiting_on']))
from line
