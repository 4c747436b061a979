-- How events get out: numbered events become deliveries, deliveries are taken for a while, sent without a transaction, and what
-- came of them is written down. Who dies in between has sent or not: after its time it is sent again under the same id.

-- The next 1,000 numbers of its organisation become deliveries to one webhook, which is locked, of what it wants. One that was off
-- for so long that some are not kept any more goes on behind these, and the audit log says which.
create or replace function webhook_tell(w webhook, p_now timestamptz, p_day date) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  head record;
  made int;
begin
  if exists (select from api_key k where k.org_id = w.org_id and k.key_id = w.bound_key and k.expires_at <= p_now) then
    perform request_set(w.org_id, null, p_now, p_day, 'worker'), webhook_disable(w.org_id, w.webhook_id, 'maker');
    return;
  end if;
  select h.seq, h.forgotten into head from event_head h where h.org_id = w.org_id;
  if w.told_through < head.forgotten then
    perform request_set(w.org_id, null, p_now, p_day, 'worker'),
      audit_append('webhook events forgotten', 'webhooks/' || w.webhook_id,
        jsonb_build_object('after', w.told_through, 'through', head.forgotten));
    w.told_through := head.forgotten;
  end if;
  insert into webhook_delivery (org_id, webhook_id, delivery_id, seq, state, due_at, recorded_at)
  select w.org_id, w.webhook_id, w.last_delivery + e.i, e.seq, 'waiting', p_now, p_now from (
    select e.seq, row_number() over (order by e.seq) as i from event e
    where e.org_id = w.org_id and e.seq > w.told_through and e.seq <= least(w.told_through + 1000, head.seq)
      and (w.types is null or e.kind = any(w.types))
      and w.rights & case e.side when 'buyer' then 1 when 'supplier' then 4 else 5 end <> 0) e;
  get diagnostics made = row_count;
  update webhook x set last_delivery = w.last_delivery + made,
    told_through = least(w.told_through + 1000, head.seq)
  where x.org_id = w.org_id and x.webhook_id = w.webhook_id;
end $$;

-- The same of up to p_limit webhooks that are behind; p_singly: those that fail are put off. Returns how many.
-- Called by the server.
create or replace function worker_webhook_tell(p_now timestamptz, p_day date, p_limit int, p_singly boolean) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  w webhook;
  n int := 0;
begin
  for w in select x.* from webhook x join event_head h on h.org_id = x.org_id and h.seq > x.told_through where x.enabled
      and not is_put_off('deliveries', x.org_id, x.webhook_id::text, p_now)
    order by x.told_through limit p_limit for no key update of x skip locked
  loop
    n := n + 1;
    begin
      perform webhook_tell(w, p_now, p_day), put_off_done('deliveries', w.org_id, w.webhook_id::text);
    exception when query_canceled or others then
      if not p_singly or not put_off_add('deliveries', w.org_id, w.webhook_id::text, p_now, p_limit = 1, sqlstate, sqlerrm) then
        raise;
      end if;
    end;
  end loop;
  return n;
end $$;

-- The attempts at a message with one more, the last 64 of them.
create or replace function webhook_attempt_add(p_attempts jsonb, p_at text, p_result text, p_answer int, p_ms int) returns jsonb
language sql immutable
as $$
  select case when p_attempts -> 63 is null then p_attempts else p_attempts - 0 end
    || jsonb_build_object('at', p_at, 'result', p_result, 'status', p_answer, 'ms', p_ms)
$$;

-- Up to p_limit messages that are due, for p_seconds. Of one webhook p_each are under way at a time, and one while it fails or
-- takes longer than a second; of one organisation p_organisation; and of all that fail or are slow together p_slow. So who is
-- slow, or away, holds up nobody else, however many they are. A message whose event is not kept any more is given up.
-- Called by the server.
create or replace function worker_webhook_take(p_now timestamptz, p_limit int, p_seconds int, p_each int, p_organisation int, p_slow int)
returns table (org_id uuid, webhook_id uuid, delivery_id bigint, url text, secret bytea, previous_secret bytea, message text, tries int,
  body text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    with recursive waiting(org_id, webhook_id) as (
      (select d.org_id, d.webhook_id from webhook_delivery d where d.state = 'waiting' order by d.org_id, d.webhook_id limit 1)
      union all
      select n.org_id, n.webhook_id from waiting w cross join lateral (
        select d.org_id, d.webhook_id from webhook_delivery d
        where d.state = 'waiting' and (d.org_id, d.webhook_id) > (w.org_id, w.webhook_id) order by d.org_id, d.webhook_id limit 1) n
    ), known as materialized (
      select h.org_id, h.webhook_id, h.quick and h.failing_since is null as quick, busy.n as busy
      from waiting w join webhook h on h.org_id = w.org_id and h.webhook_id = w.webhook_id and h.enabled
        cross join lateral (
          select count(*) as n from webhook_delivery d
          where d.org_id = w.org_id and d.webhook_id = w.webhook_id and d.state = 'waiting' and d.taken_until > p_now
            and d.due_at <= p_now) busy
    ), next as (
      select x.org_id, x.webhook_id, x.delivery_id, k.quick,
        row_number() over (partition by x.org_id order by x.place, x.chance) as nth_of_organisation,
        row_number() over (partition by k.quick order by x.place, x.chance) as nth, x.place, x.chance
      from known k cross join lateral (
        select t.*, row_number() over (order by t.due_at) as place,
          hashint8extended(t.delivery_id, hashtextextended(t.webhook_id::text, extract(epoch from p_now)::bigint)) as chance
        from (
          -- The first few alone are numbered: whatever waits behind them is not read.
          select d.org_id, d.webhook_id, d.delivery_id, d.due_at from webhook_delivery d
          where d.org_id = k.org_id and d.webhook_id = k.webhook_id and d.state = 'waiting' and d.due_at <= p_now
            and (d.taken_until is null or d.taken_until <= p_now)
          order by d.due_at limit greatest(0, case when k.quick then p_each else 1 end - k.busy)) t) x
    ), due as materialized (
      select d.org_id, d.webhook_id, d.delivery_id,
        d.seq is null or exists (select from event e where e.org_id = d.org_id and e.seq = d.seq) as kept
      from (
        select n.* from next n
        where n.nth_of_organisation <= p_organisation - (select sum(k.busy) from known k where k.org_id = n.org_id)
          and (n.quick or n.nth <= p_slow - (select sum(k.busy) from known k where not k.quick))
        order by n.place, n.chance limit p_limit) n
        cross join lateral (
          select x.* from webhook_delivery x
          where x.org_id = n.org_id and x.webhook_id = n.webhook_id and x.delivery_id = n.delivery_id and x.state = 'waiting'
            and (x.taken_until is null or x.taken_until <= p_now) for no key update skip locked) d
    ), forgotten as (
      update webhook_delivery d set state = 'given_up', taken_until = null, finished_at = p_now,
        attempts = webhook_attempt_add(d.attempts, instant_text(p_now), 'forgotten', null, 0)
      from due where d.org_id = due.org_id and d.webhook_id = due.webhook_id and d.delivery_id = due.delivery_id and not due.kept
    ), taken as (
      update webhook_delivery d set taken_until = p_now + make_interval(secs => p_seconds) from due
      where d.org_id = due.org_id and d.webhook_id = due.webhook_id and d.delivery_id = due.delivery_id and due.kept
      returning d.*
    )
    select t.org_id, t.webhook_id, t.delivery_id, w.url, w.secret, case when w.previous_until > p_now then w.previous_secret end,
      webhook_message(t), t.tries,
      case when t.seq is null then json_build_object('type', 'webhook.test', 'timestamp', instant_text(t.recorded_at), 'organisation', t.org_id,
          'data', json_build_object())
        else json_build_object('type', e.kind, 'timestamp', instant_text(e.recorded_at), 'organisation', e.org_id, 'sequence', e.seq,
          'side', nullif(e.side, 'organisation'), 'relationship', nullif(e.relationship_id, e.org_id), 'day', e.on_day, 'data', e.body) end::text
    from webhook_delivery t join taken x using (org_id, webhook_id, delivery_id)
      join webhook w using (org_id, webhook_id)
      left join event e on e.org_id = t.org_id and e.seq = t.seq;
end $$;

-- Switches one off, and tells the organisation.
create or replace function webhook_disable(p_org uuid, p_webhook uuid, p_because text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  w webhook;
begin
  update webhook x set enabled = false, disabled_at = request_now(), disabled_because = p_because
  where x.org_id = p_org and x.webhook_id = p_webhook and x.enabled returning * into w;
  if found then
    perform event_put(w.org_id, w.org_id, 'organisation', 'webhook.disabled',
      jsonb_build_object('webhook', w.webhook_id, 'reason', p_because, 'failing_since', instant_text(w.failing_since)));
  end if;
end $$;

-- What came of messages: [{"org", "webhook", "delivery", "at", "result", "status", "ms", "due"}], due: null for no further try.
-- A webhook that answered nothing well for three days is switched off, one that says it is gone (410) at once.
-- Called by the server.
create or replace function worker_webhook_record(p_now timestamptz, p_day date, p_results jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  h record;
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  -- A webhook before its messages, as everybody else.
  perform from webhook x
  where (x.org_id, x.webhook_id) in (select r.org, r.webhook from jsonb_to_recordset(p_results) r(org uuid, webhook uuid))
  order by x.org_id, x.webhook_id for no key update;
  update webhook_delivery d set taken_until = null, tries = d.tries + 1,
    state = case when r.result = 'delivered' then 'delivered' when r.due is null then 'given_up' else 'waiting' end,
    due_at = coalesce(r.due, d.due_at), finished_at = case when r.result = 'delivered' or r.due is null then p_now end,
    attempts = webhook_attempt_add(d.attempts, r.at, r.result, r.status, r.ms)
  from jsonb_to_recordset(p_results) r(org uuid, webhook uuid, delivery bigint, at text, result text, status int, ms int, due timestamptz)
  where d.org_id = r.org and d.webhook_id = r.webhook and d.delivery_id = r.delivery;
  for h in
    select r.org, r.webhook, bool_or(r.result = 'delivered') as well,
      coalesce(max(r.ms) filter (where r.result = 'delivered') <= 1000, false) as quick,
      bool_or(r.status is not distinct from 410) as gone, bool_or(r.result <> 'delivered' and r.due is null) as given_up
    from jsonb_to_recordset(p_results) r(org uuid, webhook uuid, result text, status int, ms int, due timestamptz)
    group by 1, 2 order by 1, 2
  loop
    update webhook x set failing_since = case when h.well then null else coalesce(x.failing_since, p_now) end,
      quick = case when h.well then h.quick else x.quick end
    where x.org_id = h.org and x.webhook_id = h.webhook
      and ((x.failing_since is null) <> h.well or h.well and x.quick <> h.quick);
    if h.gone then
      perform webhook_disable(h.org, h.webhook, 'gone');
    elsif h.given_up and exists (select from webhook x where x.org_id = h.org and x.webhook_id = h.webhook
        and x.failing_since <= p_now - interval '3 days') then
      perform webhook_disable(h.org, h.webhook, 'failing');
    end if;
  end loop;
end $$;

-- The log of what ended is kept for 30 days.
-- Called by the server.
create or replace function worker_webhook_forget(p_now timestamptz, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
begin
  delete from webhook_delivery d using (
    select x.org_id, x.webhook_id, x.delivery_id from webhook_delivery x
    where x.state <> 'waiting' and x.finished_at < p_now - interval '30 days' order by x.finished_at limit p_limit for update skip locked) old
  where d.org_id = old.org_id and d.webhook_id = old.webhook_id and d.delivery_id = old.delivery_id;
  get diagnostics n = row_count;
  return n;
end $$;
