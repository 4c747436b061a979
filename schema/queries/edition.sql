-- Editions of the schemes' catalogues.

-- query edition_get
-- The catalogue as it was imported.
-- returns value json
select e.body as value from hoshitori.edition e where e.edition_id = :edition::text;

-- query edition_list
-- All of them; there are few.
-- returns value jsonb
select jsonb_build_object('items', coalesce(jsonb_agg(hoshitori.edition_shape(e) order by e.scheme, e.edition_id), '[]'),
  'next_cursor', null) as value
from hoshitori.edition e;
