-- What a buyer sees of a supplier's declarations, and its checks of them.

-- query check_list
-- The checks of one declaration, the newest first.
-- returns item jsonb, first text, second uuid
select c.item, c.recorded_at as first, c.check_id as second
from hoshitori.check_page(hoshitori.supplier_of(:organisation::uuid, :supplier::text), :declaration::uuid,
  :page_first::timestamptz, :page_second::uuid, :page_rows::int) c;

-- query supplier_declaration_list
-- The declarations that the buyer may see.
-- returns item jsonb, first text, second uuid
select d.item, d.recorded_at as first, d.declaration_id as second
from hoshitori.supplier_declarations(hoshitori.supplier_of(:organisation::uuid, :supplier::text),
  :page_first::timestamptz, :page_second::uuid, :page_rows::int) d;
