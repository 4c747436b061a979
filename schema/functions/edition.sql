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

-- The contract's EditionSummary; the dates are the scheme's, which may change while an edition stands.
create or replace function edition_shape(e edition) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('id', e.edition_id, 'scheme', e.scheme, 'title', e.body -> 'title',
    'published_on', e.published_on, 'closed_on', e.closed_on, 'criteria_counts', e.body -> 'criteria_counts',
    'stars', (
      select coalesce(jsonb_agg(jsonb_build_object('star', (s ->> 'star')::int, 'obtainable_from', d.obtainable_from,
          'validity_months', d.validity_months, 'assessment_max_age_months', d.assessment_max_age_months)
        || case when d.note like 'デモ用の仮の日付%' then '{"invented": true}'::jsonb else '{}'::jsonb end order by s ->> 'star'), '[]')
      from json_array_elements(e.body -> 'stars') s
      left join lateral (
        select * from scheme_date x where x.scheme = e.scheme and x.star = (s ->> 'star')::int
        order by x.revision desc limit 1) d on true));
end $$;

grant execute on function edition_shape(edition) to hoshitori_app;
