-- All editions; there are few.
select jsonb_build_object('items', coalesce(jsonb_agg(hoshitori.edition_shape(e) order by e.scheme, e.edition_id), '[]'),
  'next_cursor', null)
from hoshitori.edition e
