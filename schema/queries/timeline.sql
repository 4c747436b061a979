-- query timeline_get
-- What the steps of one relationship are made of, as known now or at an instant; `steps` as domain/kept.h reads them.
-- returns value json
with line as (
  select b.relationship_id, b.decided_at, b.line_from, array_to_json(b.line_step)::text as steps from hoshitori.board b
  where :known_at::timestamptz is null and b.org_id = :organisation::uuid and b.side = :side::text
    and b.relationship_id = (select hoshitori.supplier_of(:organisation, :selector::text))
  union all
  (select v.relationship_id, null, v.line_from, coalesce(v.line_kept::text, array_to_json(v.line_step)::text)
    from hoshitori.board_version v
    where v.recorded_at <= :known_at and v.org_id = :organisation and v.side = :side
      and v.relationship_id = (select hoshitori.supplier_of(:organisation, :selector, :known_at))
    order by v.recorded_at desc limit 1)
)
select json_build_object('relationship', relationship_id, 'known_at', hoshitori.instant_text(:known_at),
  'decided_at', hoshitori.instant_text(decided_at), 'from', line_from,
  'steps', steps) as value
from line
