-- What goes on without a request. Reads are right without it (they look into the line); it tells the
-- events of the steps that were reached and keeps the scalars fresh, by which lists are quick.

-- p_singly, here and below: each row by itself, and one that fails is put off (put_off.sql).

-- Passes by the entries of rows that were moved on before, in the index by which lists ask for those that were not: whoever passes
-- first reads the row of each and marks its entry dead.
create or replace function board_pass(p_orgs uuid[], p_day date) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_bitmapscan = off
as $$
begin
  perform from (select distinct unnest(p_orgs) as org_id) o cross join (values ('buyer'), ('supplier')) s(side)
    cross join lateral (select from board b where b.org_id = o.org_id and b.side = s.side and b.step_until <= p_day limit 1) b;
end $$;

-- One row each, never waiting: whoever holds a row catches it up itself. Returns how many it looked at.
-- Called by the server.
create or replace function worker_catch_up(p_now timestamptz, p_day date, p_limit int, p_singly boolean) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  orgs uuid[];
  ids uuid[];
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  select array_agg(x.org_id), array_agg(x.relationship_id) into orgs, ids from (
    select b.org_id, b.relationship_id from board b
    where b.step_until + 0 <= p_day and not is_put_off('statuses', b.org_id, b.relationship_id::text, p_now)
    order by b.step_until + 0 limit p_limit for no key update skip locked) x;
  if ids is null then
    return 0;
  end if;
  perform board_pass(orgs, p_day);
  if not p_singly then
    perform board_catch_up(orgs, ids, p_day, p_now), put_off_done('statuses', orgs, ids::text[]);
    return cardinality(ids);
  end if;
  for i in 1 .. cardinality(ids) loop
    begin
      perform board_catch_up(orgs[i:i], ids[i:i], p_day, p_now), put_off_done('statuses', orgs[i], ids[i]::text);
    exception when query_canceled or others then
      if not put_off_add('statuses', orgs[i], ids[i]::text, p_now, p_limit = 1, sqlstate, sqlerrm) then
        raise;
      end if;
    end;
  end loop;
  return cardinality(ids);
end $$;

-- Keys that end within 30, 7 and 1 days are announced, once each.
-- Called by the server.
create or replace function worker_keys_expiring(p_now timestamptz, p_day date, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ending record;
  n int := 0;
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  for ending in
    select k.org_id, k.key_id, k.name, k.expires_at, t.days from api_key k cross join lateral (
      select min(d) as days from unnest(array[30, 7, 1]) d where k.expires_at <= p_now + d * interval '1 day') t
    where k.user_id is null and k.revoked_at is null and k.expires_at > p_now
      and k.expires_at <= p_now + interval '30 days' and coalesce(k.expiry_told, 99) > t.days
      and not is_put_off('keys', k.org_id, k.key_id::text, p_now)
    order by k.expires_at limit p_limit for no key update of k skip locked
  loop
    n := n + 1;
    begin
      update api_key k set expiry_told = ending.days where k.org_id = ending.org_id and k.key_id = ending.key_id;
      perform event_put(ending.org_id, ending.org_id, 'organisation', 'key.expiring', jsonb_build_object('key', ending.key_id::text,
        'name', ending.name, 'days', ending.days,
        'expires_on', tokyo_day(ending.expires_at - interval '1 microsecond'))),
        put_off_done('keys', ending.org_id, ending.key_id::text);
    exception when query_canceled or others then
      if not put_off_add('keys', ending.org_id, ending.key_id::text, p_now, p_limit = 1, sqlstate, sqlerrm) then
        raise;
      end if;
    end;
  end loop;
  return n;
end $$;

-- The next p_limit numbers, of organisations whose heads are locked; returns how many.
create or replace function events_number(p_orgs uuid[], p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  n int;
begin
  -- The limit ends a loop over organisations, so it takes the first ones of each.
  with numbered as (
    select h.org_id, h.seq + x.i as seq, x.relationship_id, x.version, x.on_day, x.kind
    from event_head h cross join lateral (
      select e.*, row_number() over (order by e.recorded_at, e.on_day, e.relationship_id, e.version, e.kind) as i
      from event e where e.org_id = h.org_id and e.seq is null
      order by e.recorded_at, e.on_day, e.relationship_id, e.version, e.kind limit p_limit) x
    where h.org_id = any(p_orgs) limit p_limit
  ), told as (
    update event e set seq = w.seq from numbered w
    where e.org_id = w.org_id and e.relationship_id = w.relationship_id and e.version = w.version
      and e.on_day = w.on_day and e.kind = w.kind
    returning w.org_id, w.seq, e.recorded_at
  ), moved as (
    -- Each found by its key, which no plan of a join of the two promises.
    insert into event_head (org_id, seq, oldest_at) select t.org_id, max(t.seq), min(t.recorded_at) from told t group by t.org_id
    on conflict (org_id) do update set seq = excluded.seq, oldest_at = coalesce(event_head.oldest_at, excluded.oldest_at)
  )
  select count(*) into n from told;
  return n;
end $$;

-- Gapless numbers for each organisation: only here, under the organisation's head, and only for what
-- is committed, so that a reader who saw a number never finds a smaller one later.
-- Called by the server.
create or replace function worker_number_events(p_now timestamptz, p_limit int, p_singly boolean) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  orgs uuid[];
begin
  -- From organisation to organisation along the index: a job leaves tens of thousands of events.
  with recursive waiting(org_id) as (
    (select e.org_id from event e where e.seq is null order by e.org_id limit 1)
    union all
    select (select e.org_id from event e where e.seq is null and e.org_id > w.org_id order by e.org_id limit 1)
    from waiting w where w.org_id is not null
  )
  select array_agg(w.org_id) into orgs from waiting w
  where w.org_id is not null and not is_put_off('events', w.org_id, w.org_id::text, p_now);
  if orgs is null then
    return 0;
  end if;
  insert into event_head (org_id) select unnest(orgs) on conflict do nothing;
  orgs := array(select h.org_id from event_head h where h.org_id = any(orgs)
    order by h.org_id limit case when p_singly then p_limit end for no key update skip locked);
  return put_off_or_do('events', orgs, p_singly, p_now, p_limit, 'select events_number($1, $2)');
end $$;

-- The oldest events of organisations whose heads are locked, up to p_limit, as far as they are older; returns how many. The order
-- of numbers is that of time but for what was numbered together, so the first one that is to stay ends an organisation's.
create or replace function events_forget(p_orgs uuid[], p_since timestamptz, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  n int;
begin
  -- The first one of each, then the second ones: read one by one, and no more than p_limit of them and one of each.
  with recursive next as (
    select x.* from event_head h cross join lateral (
      select y.org_id, y.relationship_id, y.version, y.on_day, y.kind, y.seq, y.recorded_at
      from event y where y.org_id = h.org_id and y.seq > h.forgotten order by y.seq limit 1) x
    where h.org_id = any(p_orgs) and x.recorded_at < p_since
    union all
    select x.* from next n cross join lateral (
      select y.org_id, y.relationship_id, y.version, y.on_day, y.kind, y.seq, y.recorded_at
      from event y where y.org_id = n.org_id and y.seq > n.seq order by y.seq limit 1) x
    where x.recorded_at < p_since
  ), old as materialized (
    select * from next limit p_limit
  ), gone as (
    delete from event e using old o
    where e.org_id = o.org_id and e.relationship_id = o.relationship_id and e.version = o.version and e.on_day = o.on_day and e.kind = o.kind
    returning e.org_id, e.seq
  ), moved as (
    update event_head h set forgotten = g.last, oldest_at = (
      select e.recorded_at from event e where e.org_id = g.org_id and e.seq > g.last order by e.seq limit 1)
    from (select x.org_id, max(x.seq) as last from gone x group by x.org_id) g where h.org_id = g.org_id
  )
  select count(*) into n from gone;
  -- Of one whose oldest event is newer than its head says.
  update event_head h set oldest_at = (select e.recorded_at from event e where e.org_id = h.org_id and e.seq > h.forgotten order by e.seq limit 1)
  where n = 0 and h.org_id = any(p_orgs);
  return n;
end $$;

-- Events are told for 13 months, as the contract says: up to p_limit of the oldest ones go, of organisations whose oldest one is
-- that old. Nobody who numbers or tells newer ones is waited for. Returns how many. p_singly: each organisation by itself.
-- Called by the server.
create or replace function worker_forget_events(p_now timestamptz, p_limit int, p_singly boolean) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  since timestamptz := p_now - interval '13 months';
  orgs uuid[];
begin
  orgs := array(
    select h.org_id from event_head h
    where h.oldest_at < since and not is_put_off('old events', h.org_id, h.org_id::text, p_now)
    order by h.oldest_at limit p_limit for no key update skip locked);
  return put_off_or_do('old events', orgs, p_singly, p_now, p_limit, format('select events_forget($1, %L, $2)', since));
end $$;

-- Answers are kept for repeated requests for a day, as the contract says: the next p_limit of those that are older, from p_since on;
-- returns how many, and up to which instant. Who goes on there does not walk over what is deleted already, which stays in the index
-- until it is vacuumed, and that is not while anybody copies the database or makes a long report: then each batch took longer.
-- Called by the server.
create or replace function worker_forget_answers(p_now timestamptz, p_limit int, p_since timestamptz) returns table (n int, through text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
as $$
begin
  return query
    with gone as (
      delete from idempotency i using (
        select org_id, owner, key from idempotency where recorded_at >= p_since and recorded_at < p_now - interval '1 day'
        order by recorded_at limit p_limit for update skip locked
      ) old
      where i.org_id = old.org_id and i.owner = old.owner and i.key = old.key returning i.recorded_at
    )
    select count(*)::int, instant_text(max(g.recorded_at)) from gone g;
end $$;

-- What else is kept for a while only; returns of how many mails that was.
-- Called by the server.
create or replace function worker_forget(p_now timestamptz, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
begin
  update invitation i set request_hash = null, sealed = null from (
    select org_id, invitation_id from invitation where used_at < p_now - interval '1 day' and sealed is not null
    order by used_at limit p_limit for update skip locked
  ) old
  where i.org_id = old.org_id and i.invitation_id = old.invitation_id;
  update invitation i set link = null from (
    select org_id, invitation_id from invitation where expires_on < tokyo_day(p_now) and link is not null
    order by expires_on limit p_limit for update skip locked
  ) old
  where i.org_id = old.org_id and i.invitation_id = old.invitation_id;
  delete from api_key k using (
    select org_id, key_id from api_key where user_id is not null and expires_at < p_now - interval '30 days'
    order by expires_at limit p_limit for update skip locked
  ) old
  where k.org_id = old.org_id and k.key_id = old.key_id;
  with forgotten as (
    delete from mail m using (
      select org_id, mail_id from mail where ended_at < p_now - interval '13 months' and stopped_at is null
      order by ended_at limit p_limit for update skip locked
    ) old
    where m.org_id = old.org_id and m.mail_id = old.mail_id returning m.org_id, m.mail_id, m.relationship_id, m.state
  ), told as (
    update campaign_recipient x set mail_state = f.state from forgotten f
    where x.org_id = f.org_id and x.relationship_id = f.relationship_id and x.settled_at is not null and x.mail_id = f.mail_id
  )
  select count(*) into n from forgotten;
  -- Notices of a service that sends no mail.
  delete from mail m using (
    select org_id, mail_id from mail where next_at < p_now - interval '4 days' and kind in ('talks', 'check', 'security')
    order by next_at limit p_limit for update skip locked
  ) old
  where m.org_id = old.org_id and m.mail_id = old.mail_id;
  delete from throttle t using (
    select subject from throttle where tried_at < p_now - interval '1 day'
    order by tried_at limit p_limit for update skip locked
  ) old
  where t.subject = old.subject;
  delete from put_off p using (
    select org_id, work, object from put_off where next_at < p_now - interval '1 day'
    order by next_at limit p_limit for update skip locked
  ) old
  where p.org_id = old.org_id and p.work = old.work and p.object = old.object;
  perform evidence_purge(p_now, p_limit);
  delete from user_device d using (
    select org_id, user_id, hash from user_device where seen_at < p_now - device_known_for()
    order by seen_at limit p_limit for update skip locked
  ) old
  where d.org_id = old.org_id and d.user_id = old.user_id and d.hash = old.hash;
  return n;
end $$;
