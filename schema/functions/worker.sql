-- What goes on without a request. Reads are right without it (they look into the line); it tells the
-- events of the steps that were reached and keeps the scalars fresh, by which lists are quick.
set local role hoshitori_engine;
set local check_function_bodies = off;

-- One row each, never waiting: whoever holds a row catches it up itself. Returns how many it did.
-- Called by the server.
create or replace function worker_catch_up(p_now timestamptz, p_day date, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  b board;
  i int;
  n int := 0;
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  for b in select * from board where step_until + 0 <= p_day order by step_until + 0 limit p_limit
    for no key update skip locked
  loop
    perform board_catch_up(b, p_day);
    i := width_bucket(p_day, b.line_from);
    update board set step_from = b.line_from[i], step_until = coalesce(b.line_from[i + 1], 'infinity'),
      status = b.line_status[i], waiting_on = b.line_waiting_on[i], required_star = b.line_required_star[i],
      held_star = b.line_held_star[i], gap = b.line_gap[i], due_on = b.line_due_on[i],
      valid_until = b.line_valid_until[i], checked_on = b.line_checked_on[i],
      emitted_through = greatest(p_day, b.emitted_through), changed_at = p_now
    where org_id = b.org_id and relationship_id = b.relationship_id;
    n := n + 1;
  end loop;
  return n;
end $$;

-- Keys that end within 30, 7 and 1 days are announced, once each. An event of the organisation itself: its
-- relationship_id is the organisation's own id, its version the key's.
-- Called by the server.
create or replace function worker_keys_expiring(p_now timestamptz, p_day date, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
begin
  with due as (
    select k.org_id, k.key_id, t.days from api_key k cross join lateral (
      select min(d) as days from unnest(array[30, 7, 1]) d where k.expires_at <= p_now + d * interval '1 day') t
    where k.user_id is null and k.revoked_at is null and k.expires_at > p_now
      and k.expires_at <= p_now + interval '30 days' and coalesce(k.expiry_told, 99) > t.days
    order by k.expires_at limit p_limit for no key update of k skip locked
  ), told as (
    update api_key k set expiry_told = d.days from due d
    where k.org_id = d.org_id and k.key_id = d.key_id returning k.*
  ), made as (
    insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
    select t.org_id, t.org_id, t.key_id, p_day, 'key.expiring', 'organisation',
      jsonb_build_object('key', t.key_id::text, 'name', t.name, 'days', t.expiry_told,
        'expires_on', ((t.expires_at - interval '1 microsecond') at time zone 'Asia/Tokyo')::date), p_now
    from told t
    on conflict do nothing
  )
  select count(*) into n from told;
  return n;
end $$;

-- Gapless numbers for each organisation: only here, under the organisation's head, and only for what
-- is committed, so that a reader who saw a number never finds a smaller one later.
-- Called by the server.
create or replace function worker_number_events(p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  org uuid;
  head bigint;
  done int;
  n int := 0;
begin
  -- From organisation to organisation along the index: a job leaves tens of thousands of events.
  for org in
    with recursive waiting(org_id) as (
      (select e.org_id from event e where e.seq is null order by e.org_id limit 1)
      union all
      select (select e.org_id from event e where e.seq is null and e.org_id > w.org_id order by e.org_id limit 1)
      from waiting w where w.org_id is not null
    )
    select w.org_id from waiting w where w.org_id is not null
  loop
    insert into event_head (org_id) values (org) on conflict do nothing;
    select h.seq into head from event_head h where h.org_id = org for no key update skip locked;
    continue when not found;
    with numbered as (
      select relationship_id, version, on_day, kind,
        row_number() over (order by recorded_at, on_day, relationship_id, version, kind) as i
      from event where org_id = org and seq is null
      order by recorded_at, on_day, relationship_id, version, kind limit p_limit - n
    )
    update event e set seq = head + w.i from numbered w
    where e.org_id = org and e.relationship_id = w.relationship_id and e.version = w.version
      and e.on_day = w.on_day and e.kind = w.kind;
    get diagnostics done = row_count;
    update event_head set seq = head + done where org_id = org;
    n := n + done;
    exit when n >= p_limit;
  end loop;
  return n;
end $$;

-- Answers are kept for repeated requests for a day, as the contract says.
-- Called by the server.
create or replace function worker_forget(p_now timestamptz, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
begin
  delete from idempotency i using (
    select org_id, owner, key from idempotency where recorded_at < p_now - interval '1 day'
    order by recorded_at limit p_limit for update skip locked
  ) old
  where i.org_id = old.org_id and i.owner = old.owner and i.key = old.key;
  get diagnostics n = row_count;
  update invitation i set request_hash = null, sealed = null from (
    select org_id, invitation_id from invitation where used_at < p_now - interval '1 day' and sealed is not null
    order by used_at limit p_limit for update skip locked
  ) old
  where i.org_id = old.org_id and i.invitation_id = old.invitation_id;
  delete from api_key k using (
    select org_id, key_id from api_key where user_id is not null and expires_at < p_now - interval '30 days'
    order by expires_at limit p_limit for update skip locked
  ) old
  where k.org_id = old.org_id and k.key_id = old.key_id;
  delete from throttle t using (
    select subject from throttle where tried_at < p_now - interval '1 day'
    order by tried_at limit p_limit for update skip locked
  ) old
  where t.subject = old.subject;
  delete from user_device d using (
    select org_id, user_id, hash from user_device where seen_at < p_now - interval '180 days'
    order by seen_at limit p_limit for update skip locked
  ) old
  where d.org_id = old.org_id and d.user_id = old.user_id and d.hash = old.hash;
  return n;
end $$;

grant execute on function worker_catch_up(timestamptz, date, int), worker_number_events(int), worker_keys_expiring(timestamptz, date, int), worker_forget(timestamptz, int) to hoshitori_app;
