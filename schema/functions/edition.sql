-- Editions and scheme dates are the same for everybody.

-- The edition; refuses an unknown one, and one that is closed today.
create or replace function edition_open_require(p_edition text) returns edition
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  e edition;
begin
  select * into e from edition where edition_id = p_edition;
  if not found then
    perform refuse('unknown_edition', 'edition');
  end if;
  if e.closed_on <= request_day() then
    perform refuse('edition_closed', 'edition', jsonb_build_object('closed_on', e.closed_on));
  end if;
  return e;
end $$;

-- The catalogue as one of its transcriptions has it.
create or replace function edition_body(p_edition text, p_transcription int) returns json
language sql stable set search_path = hoshitori, pg_temp
as $$ select t.body from edition_transcription t where t.edition_id = p_edition and t.number = p_transcription $$;

-- What answers say of the criteria that a star has in a transcription, whichever they were counted by: one that their own has not
-- is unanswered, and one that this has not counts nowhere.
create or replace function assessment_counted(a assessment, p_star int, p_transcription int) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('met', count(own.id) filter (where gap.id is null), 'total', asked.totals -> p_star::text,
    'unanswered', count(c.id) filter (where own.id is null or gap.answer = 'null'))
  from edition_transcription asked
    join edition_transcription counted on counted.edition_id = a.edition_id and counted.number = a.transcription
    left join lateral jsonb_array_elements_text(asked.criteria -> p_star::text) c(id) on true
    left join lateral jsonb_array_elements_text(counted.criteria -> a.star::text) own(id) on own.id = c.id
    left join lateral (
      select g ->> 'criterion', g -> 'answer' from jsonb_array_elements(a.result -> 'gaps') g) gap(id, answer) on gap.id = own.id
  where asked.edition_id = a.edition_id and asked.number = p_transcription
  group by asked.totals
$$;

-- Readiness by a submission for ★3 or ★4: of the criteria that are known now. Those of the transcription by which it was counted
-- are not counted again. Not a sub-select, so that it becomes part of the statement.
create or replace function readiness_shape(a hoshitori.assessment, e hoshitori.edition) returns jsonb
language sql stable
as $$
  select jsonb_build_object('star', a.star, 'edition', a.edition_id, 'assessed_on', a.assessed_on)
    || case when a.transcription = e.transcription
      then jsonb_build_object('met', a.met, 'total', e.totals -> a.star::text, 'unanswered', a.unanswered)
      else hoshitori.assessment_counted(a, a.star, e.transcription) end
$$;

-- What answers for ★4 say of ★3, whose criteria are among theirs: judged as if they were all. Null for any other star.
create or replace function assessment_included(a assessment, p_transcription int) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('star', 3) || assessment_counted(a, 3, p_transcription)
  from edition_transcription t
  where a.star = 4 and t.edition_id = a.edition_id and t.number = p_transcription and t.criteria ? '3'
$$;

-- The newest transcription at an instant; the first, where it was loaded later.
create or replace function edition_transcription_known(p_edition text, p_known_at timestamptz) returns int
language sql stable set search_path = hoshitori, pg_temp
as $$
  select coalesce(max(t.number) filter (where t.loaded_at <= p_known_at), 1) from edition_transcription t where t.edition_id = p_edition
$$;

-- Whether what an edition says now is part of a supplier's facts: its readiness.
create or replace function edition_tells(p_supplier uuid, p_edition text) returns boolean
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return exists (select from assessment a
    where a.org_id = p_supplier and a.edition_id = p_edition and a.submitted_at is not null and a.star >= 3);
end $$;

-- The contract's EditionSummary; the dates are the scheme's, which may change while an edition stands.
create or replace function edition_shape(e edition) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('id', e.edition_id, 'scheme', e.scheme, 'title', e.title,
    'published_on', e.published_on, 'closed_on', e.closed_on,
    'criteria_counts', edition_body(e.edition_id, e.transcription) -> 'criteria_counts', 'transcription', e.transcription,
    'transcriptions', (
      select jsonb_agg(jsonb_build_object('number', t.number, 'loaded_at', instant_text(t.loaded_at)) order by t.number)
      from edition_transcription t where t.edition_id = e.edition_id),
    'stars', (
      select coalesce(jsonb_agg(jsonb_build_object('star', s.star::int, 'obtainable_from', d.obtainable_from,
          'validity_months', d.validity_months, 'assessment_max_age_months', d.assessment_max_age_months)
        || case when d.note like 'デモ用の仮の日付%' then '{"invented": true}'::jsonb else '{}'::jsonb end order by s.star), '[]')
      from jsonb_array_elements(e.stars) s(star)
      left join lateral (
        select * from scheme_date x where x.scheme = e.scheme and x.star = s.star::int
        order by x.revision desc limit 1) d on true));
end $$;

grant execute on function edition_shape(edition), edition_body(text, int), assessment_counted(assessment, int, int),
  readiness_shape(assessment, edition), assessment_included(assessment, int) to hoshitori_app;
