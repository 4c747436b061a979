-- query erasure_list
-- Newest first.
-- returns item jsonb, first text, second uuid
select e.item, hoshitori.instant_text(e.recorded_at) as first, e.erasure_id as second
from hoshitori.erasure_page(:page_first::timestamptz, :page_second::uuid, :page_rows::int) e
