-- Scheme dates in force: the newest revision of each scheme and star.
set local role hoshitori_engine;
set local check_function_bodies = off;

-- The scheme of a star.
create or replace function scheme_of(p_star int) returns text
language sql immutable
as $$ select case when p_star <= 2 then 'security-action' else 'scs' end $$;

-- The assurance that the scheme itself asks for.
create or replace function assurance_usual(p_star int) returns text
language sql immutable
as $$ select case when p_star = 1 then 'declared' else 'substantiated' end $$;

-- A higher one satisfies a demand for a lower one.
create or replace function assurance_level(p_assurance text) returns int
language sql immutable
as $$ select array_position(array['declared', 'substantiated', 'confirmed'], p_assurance) $$;

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
