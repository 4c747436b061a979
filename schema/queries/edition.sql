-- Editions of the schemes' catalogues.

-- query edition_get
-- The catalogue as a transcription has it, the newest unless one is named.
-- may be null: transcription
-- returns value json
select t.body as value from hoshitori.edition e join hoshitori.edition_transcription t using (edition_id)
where e.edition_id = :edition::text and t.number = coalesce(:transcription::int, e.transcription);

-- query edition_list
-- All of them; there are few.
-- returns value jsonb
select jsonb_build_object('items', coalesce(jsonb_agg(hoshitori.edition_shape(e) order by e.scheme, e.edition_id), '[]'),
  'next_cursor', null) as value
from hoshitori.edition e;
