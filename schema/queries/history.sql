-- query supplier_history_list
-- What happened about one supplier, the newest first.
-- returns item jsonb, first text, second text
select h.item, h.first, h.second
from hoshitori.supplier_history(:supplier::text, :page_first::timestamptz, :page_second::text, :page_rows::int) h;
