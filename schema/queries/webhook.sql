-- query webhook_list
-- Newest first.
-- returns item jsonb, first text, second uuid
select item, first, second from hoshitori.webhook_page(:page_first::timestamptz, :page_second::uuid, :page_rows::int)

-- query webhook_delivery_list
-- What was sent, and waits to be, newest first.
-- returns item jsonb, first text, second text
select item, first, first as second
from hoshitori.webhook_delivery_page(:webhook::uuid, coalesce(:page_second::bigint, :page_first::bigint), :page_rows::int)
