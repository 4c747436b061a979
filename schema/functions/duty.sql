-- Criteria that are to be done again and again (review_interval_months), and when each was done last.

-- The newest edition that has the criterion as a duty.
create or replace function duty_edition(p_criterion text) returns edition
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  found_edition edition;
begin
  select e.* into found_edition from edition e
  where exists (
    select from json_array_elements(edition_body(e.edition_id, e.transcription) -> 'criteria') c
    where c ->> 'id' = p_criterion and c ->> 'review_interval_months' is not null)
  order by e.published_on desc nulls last, e.edition_id desc limit 1;
  return found_edition;
end $$;

-- The day on which a criterion was done last; null for never.
create or replace function duty_last(p_scheme text, p_criterion text) returns date
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select d.done_on from duty_record d
    where d.org_id = current_org() and d.scheme = p_scheme and d.criterion = p_criterion order by d.seq desc limit 1);
end $$;

-- When a criterion was done last and is to be done next; null for never, and for what is no duty.
create or replace function duty_days(p_scheme text, p_criterion json) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  last date := duty_last(p_scheme, p_criterion ->> 'id');
begin
  return jsonb_build_object('last_done_on', last,
    'next_on', (last + make_interval(months => (p_criterion ->> 'review_interval_months')::int))::date);
end $$;

-- The contract's Duty. p_body: the edition's catalogue; p_answers: those submitted last.
create or replace function duty_shape(e edition, p_body json, p_criterion json, p_answers jsonb, p_language text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  days jsonb := duty_days(e.scheme, p_criterion);
begin
  return jsonb_build_object('criterion', p_criterion -> 'id', 'requirement_item', p_criterion -> 'requirement',
    'text', p_criterion -> 'text' -> p_language, 'stars', p_criterion -> 'stars',
    'interval_months', p_criterion -> 'review_interval_months',
    'state', case when days ->> 'next_on' is null then 'never_done' when (days ->> 'next_on')::date <= request_day() then 'due' else 'done' end,
    'answer', p_answers -> (p_criterion ->> 'id') -> 'answer',
    'refers_to', (
      select coalesce(jsonb_agg(jsonb_build_object('criterion', c -> 'id', 'text', c -> 'text' -> p_language,
        'interval_months', c -> 'review_interval_months') || duty_days(e.scheme, c) order by r.n), '[]')
      from json_array_elements_text(coalesce(p_criterion -> 'refers_to', '[]')) with ordinality r(id, n)
        join json_array_elements(p_body -> 'criteria') c on c ->> 'id' = r.id)) || days;
end $$;

-- The answers by which duties are told: of the submission for the highest star; else of a draft.
create or replace function duty_assessment(p_star int) returns assessment
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment;
begin
  select x.* into a from assessment x
  where x.org_id = current_org() and x.state in ('submitted', 'draft') and x.star >= coalesce(p_star, 3)
  order by x.state = 'submitted' desc, x.star desc, x.recorded_at desc limit 1;
  return a;
end $$;

-- What recurs for a star, else for the highest that is assessed, in the edition assessed, else in the newest. p_due_by:
-- only what falls due by that day, what was never done included, what is not applicable not.
-- Called by the server; may be null: star.
create or replace function duty_list(p_star int, p_due_by date, p_language text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  a assessment := duty_assessment(p_star);
  wanted int := coalesce(p_star, a.star);
  e edition;
  body json;
begin
  select x.* into e from edition x
  where case when a.edition_id is not null then x.edition_id = a.edition_id else x.totals ? wanted::text end
  order by x.published_on desc nulls last, x.edition_id desc limit 1;
  body := edition_body(e.edition_id, e.transcription);
  return jsonb_build_object('as_of', request_day(), 'edition', e.edition_id, 'star', wanted, 'items', (
    select coalesce(jsonb_agg(d.shape order by d.shape ->> 'next_on' nulls first, d.n), '[]')
    from (
      select c.n, duty_shape(e, body, c.v, a.answers, p_language) as shape
      from json_array_elements(body -> 'criteria') with ordinality c(v, n)
      where c.v ->> 'review_interval_months' is not null
        and exists (select from json_array_elements_text(c.v -> 'stars') s where s::int = wanted)) d
    where p_due_by is null or (coalesce((d.shape ->> 'next_on')::date, p_due_by) <= p_due_by
      and d.shape ->> 'answer' is distinct from 'not_applicable')));
end $$;

-- Notes when a duty was done last; null takes it back.
-- Called by the server.
create or replace function duty_put(p_criterion text, p_done_on date, p_language text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e edition := duty_edition(p_criterion);
  body json := edition_body(e.edition_id, e.transcription);
  criterion json;
  before date;
begin
  if e.edition_id is null then
    perform refuse('not_found');
  end if;
  perform supplier_lock();
  before := duty_last(e.scheme, p_criterion);
  select c into criterion from json_array_elements(body -> 'criteria') c where c ->> 'id' = p_criterion;
  if before is distinct from p_done_on then
    insert into duty_record (org_id, scheme, criterion, seq, done_on, key_id, recorded_at)
    select current_org(), e.scheme, p_criterion, coalesce(max(d.seq), 0) + 1, p_done_on, request_key(), request_now()
    from duty_record d where d.org_id = current_org() and d.scheme = e.scheme and d.criterion = p_criterion;
  end if;
  return query select jsonb_build_object('outcome', case when before is distinct from p_done_on then 'changed' else 'same' end,
      'body', duty_shape(e, body, criterion, (select x.answers from duty_assessment(null) x), p_language)), null::json,
    case when before is distinct from p_done_on then jsonb_build_object('object', 'duties/' || p_criterion,
      'detail', jsonb_build_object('from', before, 'to', p_done_on)) end;
end $$;
