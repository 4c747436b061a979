-- Scheme dates in force: the newest revision of each scheme and star.

-- The scheme of a star.
create or replace function scheme_of(p_star int) returns text
language sql immutable
as $$ select case when p_star <= 2 then 'security-action' else 'scs' end $$;

-- The dates of a star in their newest revision.
create or replace function scheme_date_of(p_star int) returns scheme_date
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  s scheme_date;
begin
  select * into s from scheme_date x
  where x.scheme = scheme_of(p_star) and x.star = p_star order by x.revision desc limit 1;
  return s;
end $$;

-- The last day of a period of some months that begins on p_from: the day before, or the last day of
-- that month where it lacks the day (domain/day.c has the same rule). Not beyond the last day that
-- can be written.
create or replace function period_end(p_from date, p_months int) returns date
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select least(case when extract(day from shifted) = extract(day from p_from) then shifted - 1 else shifted end, '9999-12-31')
  from (select (p_from + make_interval(months => p_months))::date) as t(shifted)
$$;

-- What the scheme says from each day on, as known at an instant: one step for each day on which an edition closes.
create or replace function scheme_steps(p_known_at timestamptz) returns setof scheme_step
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  with newest as (
    select distinct on (s.star) s.star, s.obtainable_from, s.assessment_max_age_months
    from scheme_date s where s.recorded_at <= p_known_at order by s.star, s.revision desc
  ), dates as (
    select coalesce(json_object_agg(n.star::text, n.obtainable_from), '{}') as obtainable_from,
      coalesce(json_object_agg(n.star::text, n.assessment_max_age_months)
        filter (where n.assessment_max_age_months is not null), '{}') as assessment_max_age_months
    from newest n
  ), known as (
    select * from edition x where x.recorded_at <= p_known_at
  )
  select d.day, dates.obtainable_from, dates.assessment_max_age_months, (
      select coalesce(json_object_agg(e.star, json_build_object('id', e.edition_id, 'ja', e.title ->> 'ja',
        'en', e.title ->> 'en')), '{}')
      from (
        select distinct on (s.star) s.star, x.edition_id, x.title
        from known x, jsonb_array_elements_text(x.stars) s(star)
        where x.closed_on is null or x.closed_on > d.day
        order by s.star, x.published_on desc nulls last, x.recorded_at desc, x.edition_id desc
      ) e), (
      select coalesce(json_agg(x.edition_id order by x.edition_id), '[]') from known x where x.closed_on <= d.day)
  from dates cross join (select date '-infinity' union select e.closed_on from known e where e.closed_on is not null) d(day)
$$;

-- The scheme's facts made anew, by whoever has changed an edition or a date. Who comes at the same time waits, and sees what
-- the other changed.
create or replace function scheme_steps_put() returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  lock table scheme_step in exclusive mode;
  delete from scheme_step;
  insert into scheme_step (from_day, obtainable_from, assessment_max_age_months, editions, superseded_editions)
  select s.from_day, s.obtainable_from, s.assessment_max_age_months, s.editions, s.superseded_editions from scheme_steps('infinity') s;
end $$;

-- As this version of the program makes them.
select scheme_steps_put();
