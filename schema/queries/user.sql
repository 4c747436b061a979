-- query user_list
-- Newest first. Rights as bits.
-- returns item jsonb, first timestamptz, second uuid
select item, recorded_at as first, user_id as second
from hoshitori.user_page(:page_first::timestamptz, :page_second::uuid, :page_rows::int)
