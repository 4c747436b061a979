-- Where events are sent: what an organisation sets, and the log of what was sent. What the worker does is in
-- webhook_worker.sql.

-- The contract's Webhook.
create or replace function webhook_shape(w webhook) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('webhook', w.webhook_id, 'url', w.url, 'description', w.description, 'types', to_jsonb(w.types),
    'sides', to_jsonb(array_remove(array[case when w.rights & 1 <> 0 then 'buyer' end, case when w.rights & 4 <> 0 then 'supplier' end], null)),
    'enabled', w.enabled, 'disabled_because', w.disabled_because, 'disabled_at', instant_text(w.disabled_at),
    'failing_since', instant_text(w.failing_since),
    'previous_secret_until', case when w.previous_until > request_now() then instant_text(w.previous_until) end,
    'recorded_at', instant_text(w.recorded_at))
$$;

-- The types that a body names; null for all.
create or replace function webhook_types(p_body jsonb) returns text[]
language sql immutable set search_path = hoshitori, pg_temp
as $$ select case when jsonb_typeof(p_body -> 'types') = 'array' then json_texts(p_body -> 'types') end $$;

-- What the audit log tells of one.
create or replace function webhook_audit(w webhook, p_detail jsonb) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$ select jsonb_build_object('object', 'webhooks/' || w.webhook_id, 'detail', p_detail) $$;

-- The message's id: what a receiver counts each effect by, the same however often it is sent.
create or replace function webhook_message(d webhook_delivery) returns text
language sql immutable
as $$
  select 'msg_' || replace(case when d.seq is null then d.webhook_id else d.org_id end::text, '-', '') || '_'
    || coalesce(d.seq::text, 'test' || d.delivery_id)
$$;

-- The contract's WebhookDelivery.
create or replace function webhook_delivery_shape(d webhook_delivery) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('delivery', d.delivery_id::text, 'message', webhook_message(d), 'sequence', d.seq,
    'type', case when d.seq is null then 'webhook.test'
      else (select e.kind from event e where e.org_id = d.org_id and e.seq = d.seq) end, 'state', d.state,
    'next_attempt_at', case when d.state = 'waiting' then instant_text(d.due_at) end, 'attempts', d.attempts,
    'recorded_at', instant_text(d.recorded_at), 'finished_at', instant_text(d.finished_at))
$$;

-- One of the asking organisation's, locked, behind whoever asks: a key or person that ends locks in that order, too.
create or replace function webhook_lock(p_webhook uuid) returns webhook
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  w webhook;
begin
  perform request_maker();
  select * into w from webhook x where x.org_id = current_org() and x.webhook_id = p_webhook for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  perform rights_require_over(w.rights);
  return w;
end $$;

-- A new one: told of what comes from now on, and of the sides that the asking key may read.
-- Called by the server.
create or replace function webhook_add(p_webhook uuid, p_secret bytea, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  m api_key := request_maker();
  w webhook;
begin
  if request_rights() & 5 = 0 then
    perform refuse('right_missing');
  end if;
  perform quota_require('webhooks');
  insert into webhook (org_id, webhook_id, url, description, types, rights, secret, told_through, key_id, responsible, bound_key,
    recorded_at)
  values (current_org(), p_webhook, p_body ->> 'url', p_body ->> 'description', webhook_types(p_body),
    request_rights() & 5, p_secret, coalesce((select h.seq from event_head h where h.org_id = current_org()), 0), request_key(),
    m.user_id, case when m.user_id is null then m.key_id end, request_now())
  returning * into w;
  return query select jsonb_build_object('outcome', 'created', 'object', 'webhooks/' || w.webhook_id,
      'body', jsonb_build_object('webhook', webhook_shape(w))), null::json, webhook_audit(w, p_body);
end $$;

-- Webhooks of these keys, or of that person, may do no more than this; those that may read nothing any more are switched off,
-- and the organisation is told.
create or replace function webhooks_shrink(p_keys bigint[], p_user uuid, p_rights int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  w webhook;
begin
  for w in select * from webhook x where x.org_id = current_org() and (x.bound_key = any(p_keys) or x.responsible = p_user)
    and x.rights & ~p_rights <> 0 order by x.webhook_id for no key update
  loop
    update webhook x set rights = w.rights & p_rights where x.org_id = w.org_id and x.webhook_id = w.webhook_id;
    if w.rights & p_rights = 0 then
      perform webhook_disable(w.org_id, w.webhook_id, 'maker');
    end if;
  end loop;
end $$;

-- Whoever says where its messages go, or switches it on, or gets its secret, answers for it from now on, like for one that he
-- sets anew: it is told of what both may read, and of what he may where nobody answered for it any more.
create or replace function webhook_taken_over(w webhook) returns webhook
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  m api_key := request_maker();
begin
  w.responsible := m.user_id;
  w.bound_key := case when m.user_id is null then m.key_id end;
  w.rights := case w.rights when 0 then request_rights() & 5 else w.rights end;
  if w.rights = 0 then
    perform refuse('right_missing');
  end if;
  return w;
end $$;

-- Changes what the body names. Switched on again it is told of what came meanwhile, as far as that is kept (webhook_tell).
-- Called by the server.
create or replace function webhook_patch(p_webhook uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before webhook := webhook_lock(p_webhook);
  w webhook := before;
begin
  w.url := coalesce(p_body ->> 'url', w.url);
  w.description := case when p_body ? 'description' then p_body ->> 'description' else w.description end;
  w.types := case when p_body ? 'types' then webhook_types(p_body) else w.types end;
  w.enabled := coalesce((p_body ->> 'enabled')::boolean, w.enabled);
  if w.enabled <> before.enabled then
    w.disabled_at := case when not w.enabled then request_now() end;
    w.disabled_because := case when not w.enabled then 'asked' end;
    w.failing_since := null;
  end if;
  if w.url <> before.url or w.enabled and not before.enabled then
    w := webhook_taken_over(w);
  end if;
  if w is distinct from before then
    update webhook x set (url, description, types, enabled, disabled_at, disabled_because, failing_since, rights, responsible, bound_key)
      = (w.url, w.description, w.types, w.enabled, w.disabled_at, w.disabled_because, w.failing_since, w.rights, w.responsible, w.bound_key)
    where x.org_id = w.org_id and x.webhook_id = w.webhook_id;
  end if;
  return query select jsonb_build_object('outcome', case when w is distinct from before then 'changed' else 'same' end,
      'body', webhook_shape(w)), null::json, case when w is distinct from before then webhook_audit(w, p_body) end;
end $$;

-- A new secret; messages are signed with the one before, too, for 24 hours.
-- Called by the server.
create or replace function webhook_rotate(p_webhook uuid, p_secret bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  w webhook := webhook_taken_over(webhook_lock(p_webhook));
begin
  update webhook x set secret = p_secret, previous_secret = x.secret, previous_until = request_now() + interval '24 hours',
    rights = w.rights, responsible = w.responsible, bound_key = w.bound_key
  where x.org_id = w.org_id and x.webhook_id = w.webhook_id returning * into w;
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('webhook', webhook_shape(w))), null::json,
    webhook_audit(w, null);
end $$;

-- Ends it, with its log.
-- Called by the server.
create or replace function webhook_remove(p_webhook uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  w webhook := webhook_lock(p_webhook);
begin
  delete from webhook x where x.org_id = w.org_id and x.webhook_id = w.webhook_id;
  return query select jsonb_build_object('outcome', 'removed', 'body', webhook_shape(w)), null::json,
    webhook_audit(w, jsonb_build_object('url', w.url));
end $$;

-- Sends a message that tells of nothing.
-- Called by the server.
create or replace function webhook_test(p_webhook uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  w webhook := webhook_lock(p_webhook);
  d webhook_delivery;
begin
  if not w.enabled then
    perform refuse('webhook_disabled');
  end if;
  perform quota_spend(w.org_id, 'webhook_messages', 1);
  update webhook x set last_delivery = x.last_delivery + 1 where x.org_id = w.org_id and x.webhook_id = w.webhook_id returning * into w;
  insert into webhook_delivery (org_id, webhook_id, delivery_id, state, due_at, recorded_at)
  values (w.org_id, w.webhook_id, w.last_delivery, 'waiting', request_now(), request_now()) returning * into d;
  return query select jsonb_build_object('outcome', 'created', 'body', webhook_delivery_shape(d)), null::json,
    webhook_audit(w, jsonb_build_object('delivery', d.delivery_id::text));
end $$;

-- Sends a message again, as it was; one that still waits at once.
-- Called by the server.
create or replace function webhook_redeliver(p_webhook uuid, p_delivery bigint)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  w webhook := webhook_lock(p_webhook);
  d webhook_delivery;
begin
  if not w.enabled then
    perform refuse('webhook_disabled');
  end if;
  perform quota_spend(w.org_id, 'webhook_messages', 1);
  update webhook_delivery x set state = 'waiting', due_at = request_now(), tries = 0, finished_at = null
  where x.org_id = w.org_id and x.webhook_id = w.webhook_id and x.delivery_id = p_delivery returning * into d;
  if not found then
    perform refuse('not_found');
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', webhook_delivery_shape(d)), null::json,
    webhook_audit(w, jsonb_build_object('delivery', d.delivery_id::text));
end $$;

-- Newest first.
create or replace function webhook_page(p_at timestamptz, p_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select webhook_shape(w), instant_text(w.recorded_at), w.webhook_id from webhook w
  where w.org_id = current_org() and (w.recorded_at, w.webhook_id) < (coalesce(p_at, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by w.recorded_at desc, w.webhook_id desc limit p_rows
$$;

-- What was sent and is to be sent, newest first.
create or replace function webhook_delivery_page(p_webhook uuid, p_before bigint, p_rows int)
returns table (item jsonb, first text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from webhook w where w.org_id = current_org() and w.webhook_id = p_webhook) then
    perform refuse('not_found');
  end if;
  return query select webhook_delivery_shape(d), d.delivery_id::text from webhook_delivery d
    where d.org_id = current_org() and d.webhook_id = p_webhook and d.delivery_id < coalesce(p_before, 9223372036854775807)
    order by d.delivery_id desc limit p_rows;
end $$;

grant execute on function webhook_page(timestamptz, uuid, int), webhook_delivery_page(uuid, bigint, int) to hoshitori_app;
