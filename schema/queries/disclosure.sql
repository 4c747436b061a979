-- What suppliers show, what buyers ask for, and what they read.

-- query disclosure_kind_list
-- Each kind. `selector`: {supplier} or a relationship, by the side.
-- returns value jsonb
select hoshitori.disclosure_kinds(:side::text, :selector::text) as value;

-- query disclosure_request_list
-- Newest first.
-- returns item jsonb, first text, second uuid
select q.item, q.first, q.second
from hoshitori.disclosure_request_page(:side::text, :selector::text, :page_first::timestamptz, :page_second::uuid, :page_rows::int) q;

-- query disclosed_list
-- What a kind shows the buyer; it writes down what it returns.
-- returns item jsonb, first text, second uuid
select d.item, d.first, d.second
from hoshitori.disclosed_page(:kind::text, :selector::text, :as_of::date, :known_at::timestamptz, :language::text,
  :page_first::timestamptz, :page_second::uuid, :page_rows::int) d;

-- query disclosure_read_list
-- What a buyer read, newest first.
-- returns item jsonb, first text, second uuid
select d.item, d.first, d.second
from hoshitori.disclosure_read_page(:relationship::text, :page_first::timestamptz, :page_second::uuid, :page_rows::int) d
