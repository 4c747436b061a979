-- What a buyer demands of one supplier.

-- query requirement_get
-- The requirement and what its status is made of.
-- returns answer jsonb, relationship_id uuid, decided_at text, step text, changes_on date, next_status smallint?,
--   next_waiting_on smallint?
select hoshitori.requirement_result(b.relationship_id, 'same') as answer, b.relationship_id, {line_step}
from (
  select x.*, width_bucket(:today::date, x.line_from) as step
  from hoshitori.board x
  where x.org_id = :organisation::uuid and x.relationship_id = (select hoshitori.supplier_of(:organisation, :supplier::text))
    and x.side = 'buyer'
) b;

-- query requirement_revision_list
-- Newest first.
-- returns item jsonb, first text, second text
select q.item, q.revision::text as first, q.recorded_at as second
from hoshitori.revision_page(hoshitori.supplier_of(:organisation::uuid, :supplier::text), :page_first::int,
  :page_second::timestamptz, :page_rows::int) q;
