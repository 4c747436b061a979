-- Wrong tries, by subject: a network, an address, a browser, a second factor, a signed-in user. Each try is
-- counted before it is looked at, and taken back when it was right: so many at once are no more than one
-- after the other.

-- Under what tries are counted: a hash, so that nothing is learnt from the table.
create or replace function throttle_subject(p_kind text, p_what text) returns bytea
language sql immutable
as $$ select sha256(convert_to(p_kind || ' ' || p_what, 'UTF8')) $$;

-- A day without a try forgets those before.
create or replace function throttle_next(t throttle) returns int
language sql stable
as $$ select case when t.tried_at < request_now() - interval '1 day' then 1 else t.tries + 1 end $$;

-- 15 s after the last free try, then twice as long each time, never more than 15 min.
create or replace function throttle_pause(p_beyond int) returns interval
language sql immutable
as $$ select case when p_beyond < 0 then interval '0' else least(900, 15 * 2 ^ least(p_beyond, 6)) * interval '1 second' end $$;

-- Seconds to wait; 0 = counted, go on. Free tries wait for nothing, and a wait beyond the longest pause comes from a
-- clock that was put back since.
create or replace function throttle_take(p_subject bytea, p_free int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into throttle as t (subject, tries, tried_at, free_at) values (p_subject, 1, request_now(), request_now())
  on conflict (subject) do update set tries = throttle_next(t), tried_at = request_now(),
    free_at = request_now() + throttle_pause(throttle_next(t) - p_free)
  where t.tries < p_free or t.free_at <= request_now() or t.free_at > request_now() + interval '15 min';
  if found then
    return 0;
  end if;
  return (select greatest(1, ceil(extract(epoch from t.free_at - request_now()))) from throttle t where t.subject = p_subject);
end $$;

-- Forgets the tries of a subject: it succeeded.
create or replace function throttle_clear(p_subject bytea) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ delete from throttle where subject = p_subject $$;

-- One that was right among many: the others stay.
create or replace function throttle_give_back(p_subject bytea) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update throttle set tries = greatest(tries - 1, 0), free_at = least(free_at, request_now()) where subject = p_subject
$$;
