-- The organisation's own declarations.

-- query declaration_get
-- returns value jsonb
select hoshitori.declaration_shape(d, :today::date) as value
from hoshitori.declaration d
where d.org_id = :organisation::uuid and d.declaration_id = :declaration::uuid and d.relationship_id is null;

-- query declaration_list
-- Newest first.
-- returns item jsonb, first text, second uuid
select hoshitori.declaration_shape(d, :today::date) as item, hoshitori.instant_text(d.recorded_at) as first,
  d.declaration_id as second
from hoshitori.declaration d
where d.org_id = :organisation::uuid and d.relationship_id is null
  and (d.recorded_at, d.declaration_id) < {newer_than_page}
order by d.recorded_at desc, d.declaration_id desc
limit :page_rows::int;
