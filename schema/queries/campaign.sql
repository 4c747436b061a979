-- Campaigns.

-- query campaign_list
-- Newest first, without counts.
-- returns item jsonb, first text, second uuid
select hoshitori.campaign_shape(c) as item, hoshitori.instant_text(c.recorded_at) as first, c.campaign_id as second
from hoshitori.campaign c
where c.org_id = :organisation::uuid and (c.recorded_at, c.campaign_id) < {newer_than_page}
order by c.recorded_at desc, c.campaign_id desc limit :page_rows::int;

-- query campaign_get
-- returns value jsonb
select hoshitori.campaign_read(:campaign::uuid) as value;

-- query campaign_recipient_list
-- By the names that they had when they were chosen.
-- returns item jsonb, first text, second uuid
select r.item, r.place::text as first, r.relationship_id as second
from hoshitori.campaign_recipient_page(:campaign::uuid, :outcomes::text[], :mails::text[], :text::text, :page_first::int, :page_rows::int) r
