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

-- Readiness by a submission for ★3 or ★4: against all criteria that are known now, of which no more can be met than there are
-- when some are gone. Not a sub-select, so that it becomes part of the statement.
create or replace function readiness_shape(a hoshitori.assessment, p_totals jsonb) returns jsonb
language sql immutable
as $$
  select jsonb_build_object('star', a.star, 'edition', a.edition_id, 'met', least(a.met, (p_totals ->> a.star::text)::int),
    'total', p_totals -> a.star::text,
    'unanswered', coalesce(greatest((p_totals ->> a.star::text)::int - a.met - a.not_met, 0), a.unanswered),
    'assessed_on', a.assessed_on)
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

grant execute on function edition_shape(edition), edition_body(text, int) to hoshitori_app;
