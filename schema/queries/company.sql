-- query likely_duplicate_list
-- In the order of what they are alike by.
-- returns item jsonb, first text, second text
select item, key as first, coalesce(:page_second::text, '') as second from hoshitori.likeness_page(:page_first::text, :page_rows::int)
;

-- query dismissed_duplicate_list
-- Newest first.
-- returns item jsonb, first timestamptz, second uuid[]
select item, recorded_at as first, pair as second
from hoshitori.dismissal_page(:page_first::timestamptz, :page_second::uuid[], :page_rows::int);

-- query own_invitation_list
-- Newest first.
-- returns item jsonb, first date, second uuid
select item, invited_on as first, relationship_id as second
from hoshitori.own_invitation_page(:page_first::date, :page_second::uuid, :page_rows::int);

-- query organisation_get
-- returns value jsonb
select hoshitori.organisation_record() as value;

-- query invitation_mismatch
-- By its link, or by its relationship without one. Facts of the relationship, for its board.
-- returns value json
select hoshitori.invitation_mismatch(:buyer::uuid, :invitation::bigint, :hash::bytea, :relationship::uuid) as value;
