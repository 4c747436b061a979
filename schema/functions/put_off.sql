-- What cannot be done of one row holds up no other: it is put off, for longer each time, also across restarts, and each cause is told
-- once, until it is done.

-- Within the statement that looks what is due, so it has no search path of its own.
create or replace function is_put_off(p_work text, p_org uuid, p_object text, p_now timestamptz) returns boolean
language sql stable
as $$
  select exists (select from hoshitori.put_off p
    where p.org_id = p_org and p.work = p_work and p.object = p_object and p.next_at > p_now)
$$;

-- Notes it, with what PostgreSQL said, and returns true. False for what a later try may find gone (locks, deadlocks), and for the
-- end of a statement's time unless the row was alone in it: then it is not known which one was slow.
-- Called by the server.
create or replace function put_off_add(p_work text, p_org uuid, p_object text, p_now timestamptz, p_alone boolean, p_state text, p_why text)
returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if p_state in ('40001', '40P01', '55P03') or p_state = '57014' and not p_alone then
    return false;
  end if;
  insert into put_off as x (org_id, work, object, tries, next_at, why, untold)
  values (p_org, p_work, p_object, 1, p_now + interval '1 minute', p_state || ' ' || p_why, p_state || ' ' || p_why)
  on conflict (org_id, work, object) do update set tries = x.tries + 1,
    next_at = p_now + least(interval '1 minute' * power(2, least(x.tries, 9)), interval '6 hours'),
    why = excluded.why, untold = case when x.why = excluded.why then x.untold else excluded.untold end;
  return true;
end $$;

-- These were done: what goes wrong with one of them next is told, and tried again soon.
create or replace function put_off_done(p_work text, p_orgs uuid[], p_objects text[]) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  delete from put_off p using unnest(p_orgs, p_objects) d(org_id, object)
  where p.org_id = d.org_id and p.work = p_work and p.object = d.object
$$;

-- The same of one.
create or replace function put_off_done(p_work text, p_org uuid, p_object text) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ delete from put_off p where p.org_id = p_org and p.work = p_work and p.object = p_object $$;

-- Does a work for organisations whose rows are locked, for all together or (p_singly) for each by itself, and returns how many. p_call:
-- the statement that does up to $2 for the organisations $1, and returns how many that was. Who fails counts as one, and is put off.
create or replace function put_off_or_do(p_work text, p_orgs uuid[], p_singly boolean, p_now timestamptz, p_limit int, p_call text) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  o uuid;
  did int;
  n int := 0;
begin
  if p_orgs = '{}' then
    return 0;
  elsif not p_singly then
    perform put_off_done(p_work, p_orgs, p_orgs::text[]);
    execute p_call into n using p_orgs, p_limit;
    return n;
  end if;
  foreach o in array p_orgs loop
    begin
      execute p_call into did using array[o], p_limit;
      n := n + did;
      perform put_off_done(p_work, o, o::text);
    exception when query_canceled or others then
      if not put_off_add(p_work, o, o::text, p_now, p_limit = 1, sqlstate, sqlerrm) then
        raise;
      end if;
      n := n + 1;
    end;
  end loop;
  return n;
end $$;

-- What the log has not told yet; it counts as told.
-- Called by the server.
create or replace function worker_put_off_tell(p_limit int) returns table (org_id uuid, work text, object text, untold text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    with told as (
      select p.org_id, p.work, p.object, p.untold from put_off p where p.untold is not null order by p.org_id limit p_limit
      for no key update skip locked
    )
    update put_off p set untold = null from told t
    where p.org_id = t.org_id and p.work = t.work and p.object = t.object
    returning t.org_id, t.work, t.object, t.untold;
end $$;
