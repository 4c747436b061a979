-- query api_key_list
-- Newest first. Rights as bits.
-- returns item jsonb, first timestamptz, second text
select item, recorded_at as first, key_id::text as second
from hoshitori.api_key_page(:page_first::timestamptz, :page_second::bigint, :page_rows::int)
