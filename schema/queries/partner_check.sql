-- query partner_record
-- A page of the record of looks at partners, by name. `known_at` infinity: as known now.
-- returns item jsonb, first text, second uuid
select p.item, p.first, p.second
from hoshitori.partner_record(:from::date, :through::date, :known_at::timestamptz, :state::text,
  :page_first::text, :page_second::uuid, :page_rows::int) p;

-- query partner_summary
-- returns value jsonb
select hoshitori.partner_summary(:from::date, :through::date, :known_at::timestamptz) as value;

-- query partner_look_list
-- Looks at one partner, the newest first.
-- returns item jsonb, first text, second uuid
select p.item, p.first, p.second
from hoshitori.partner_look_page(:supplier::text, :page_first::text, :page_second::uuid, :page_rows::int) p;
