-- query consultation_list
-- Talks, newest first. `selector`: {supplier} or a relationship, by the side.
-- returns item jsonb, first text, second uuid
select c.item, c.recorded_at as first, c.consultation_id as second
from hoshitori.consultation_page(:side::text, :selector::text, :page_first::timestamptz, :page_second::uuid, :page_rows::int) c
