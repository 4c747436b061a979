-- Saved views of the list of suppliers.

-- query saved_view_list
-- In the order of their names.
-- returns item jsonb, first text, second uuid
select item, first, second from hoshitori.saved_view_page(:page_first::text, :page_second::uuid, :page_rows::int)

-- query saved_view_get
-- With its tag.
-- returns value jsonb, tag text
select value, tag from hoshitori.saved_view_one(:saved_view::uuid)
