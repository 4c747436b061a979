-- query mail_list
-- Newest first.
-- returns item jsonb, first timestamptz, second uuid
select item, recorded_at as first, mail_id as second
from hoshitori.mail_page(:relationship::uuid, :state::text, :page_first::timestamptz, :page_second::uuid, :page_rows::int)
