-- query timeline_get
-- Steps of one relationship as three series, as known now or at an instant.
-- returns value jsonb
with line as (
  select b.relationship_id, b.line_from, b.line_step from hoshitori.board b
  where :known_at::timestamptz is null and b.org_id = :organisation::uuid and b.side = :side::text
    and b.relationship_id = hoshitori.supplier_of(:organisation, :selector::text)
  union all
  (select v.relationship_id, v.line_from, v.line_step from hoshitori.board_version v
    where v.recorded_at <= :known_at and v.org_id = :organisation and v.side = :side
      and v.relationship_id = hoshitori.supplier_of(:organisation, :selector)
    order by v.recorded_at desc limit 1)
)
select jsonb_build_object('relationship', relationship_id, 'known_at', hoshitori.instant_text(:known_at),
  'requirement', hoshitori.line_series(line_from, line_step, '{required_star,required_assurance,accept_higher,effective_from,due_on,revision,decided_by}'),
  'held', hoshitori.line_series(line_from, line_step, array['held_star', 'held_assurance', 'declaration,valid_until']),
  'status', hoshitori.line_series(line_from, line_step, array['status', 'waiting_on'])) as value
from line
