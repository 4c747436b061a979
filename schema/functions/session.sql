-- Sessions: from the sign-in that the server checked to their end, by whom they may be ended.

-- The contract's Session.
create or replace function session_json(k api_key) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('ends_at', instant_text(k.expires_at), 'idle_until', instant_text(k.idle_until),
    'refused_attempts', coalesce(k.refused, 0), 'second_factor_needed', k.rights = 0)
$$;

-- The browser's mark, by which it is known from now on: p_device when it came from here, else p_new.
create or replace function device_remember(u user_account, p_device bytea, p_new bytea) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ours boolean := exists (select from user_device d where d.hash = p_device);
begin
  insert into user_device as d (org_id, user_id, hash, recorded_at, seen_at)
  values (u.org_id, u.user_id, case when ours then p_device else p_new end, request_now(), request_now())
  on conflict (org_id, user_id, hash) do update set seen_at = request_now();
  delete from user_device d where d.org_id = u.org_id and d.user_id = u.user_id and d.hash in (
    select x.hash from user_device x where x.org_id = u.org_id and x.user_id = u.user_id
    order by x.seen_at desc, x.hash offset 20);
  return not ours;
end $$;

-- A session of u with these rights, and what its audit entry tells beside. p_device: the browser's mark, should it be one that is known.
-- p_proven_at: when the person proved to be there; null where nobody says so.
create or replace function session_open(u user_account, p_rights int, p_key bigint, p_hash bytea, p_last4 text, p_network text,
  p_browser text, p_device bytea, p_new_device bytea, p_proven_at timestamptz, p_detail jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
  total bigint := refusals_of(u);
  fresh boolean := device_remember(u, p_device, p_new_device);
begin
  perform request_set(u.org_id, p_key, request_now(), request_day(), current_setting('app.request_id', true));
  -- Ten at a time: one more ends the oldest.
  update api_key x set revoked_at = request_now() where x.org_id = u.org_id and x.key_id in (
    select o.key_id from api_key o where o.org_id = u.org_id and o.user_id = u.user_id and o.revoked_at is null
      and least(o.expires_at, o.idle_until) > request_now()
    order by o.recorded_at desc, o.key_id offset 9);
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, idle_until, user_id, recorded_at, browser,
    address, refused, proven_at)
  values (u.org_id, p_key, u.email, p_hash, p_rights, p_last4, request_now() + interval '12 hours', request_now() + interval '30 minutes',
    u.user_id, request_now(), p_browser, p_network, total - u.refused_seen, p_proven_at)
  returning * into k;
  update user_account x set refused_seen = total,
    address = case x.address when 'earlier' then 'proven' else x.address end
  where x.org_id = u.org_id and x.user_id = u.user_id;
  return query select
    jsonb_build_object('outcome', 'created', 'device', fresh, 'body', jsonb_build_object('organisation', organisation_shape(u.org_id),
      'user', user_json(u), 'session', session_json(k))),
    null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('refused_before', k.refused,
      'address', p_network) || p_detail);
end $$;

-- Whether the organisation lets this person in at its provider alone.
create or replace function company_account_demanded(u user_account) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select exists (select from oidc_setting s where s.org_id = u.org_id and s.required and s.exempt <> u.user_id) $$;

-- p_password, p_totp_step and p_recovery: what was checked. Of two sign-ins with one code only the first is
-- good. Forgets the attempts that were counted where this one was, not those of others.
-- Called by the server; may be null: totp_step.
create or replace function session_start(p_org uuid, p_user uuid, p_password text, p_totp_step bigint, p_recovery text,
  p_key bigint, p_hash bytea, p_last4 text, p_network text, p_browser text, p_device bytea, p_new_device bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
  known boolean;
  needed boolean;
begin
  select * into u from user_account x where x.org_id = p_org and x.user_id = p_user and x.removed_at is null
    and x.password = p_password for no key update;
  if not found or not factor_use(u, p_totp_step, p_recovery) then
    perform refuse('sign_in_failed');
  elsif company_account_demanded(u) then
    perform refuse('oidc_required', null, jsonb_build_object('organisation', p_org));
  end if;
  known := device_known(u.email, p_device);
  perform throttle_clear(case when known then throttle_subject('device', p_device::text) else account_subject(u.email) end),
    throttle_clear(factor_subject(u.user_id, case when known then p_device end)),
    throttle_give_back(network_subject(p_network));
  select o.second_factor_required and u.totp is null into needed from organisation o where o.org_id = p_org;
  return query select * from session_open(u, case when needed then 0 else u.rights end, p_key, p_hash, p_last4, p_network, p_browser,
    p_device, p_new_device, request_now(), jsonb_build_object('second_factor',
      case when u.totp is null then 'none' when p_totp_step > u.totp_step then 'code' else 'recovery_code' end));
end $$;

-- Somebody is still there: the end by idleness moves on, the last end does not.
-- Called by the server.
create or replace function session_extend()
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
begin
  update api_key set idle_until = request_now() + interval '30 minutes'
  where org_id = current_org() and key_id = request_key() and user_id is not null returning * into k;
  if not found then
    perform refuse('not_a_session');
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', session_json(k)), null::json, null::jsonb;
end $$;

-- The ways in which somebody proves to be there. A password that lets nobody in proves nobody; but until a company account is linked,
-- which asks for a proof itself, it does. At the provider whoever it lets in proves it.
create or replace function proof_ways(u user_account) returns text[]
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select array_remove(array[
    case when u.password is not null and (u.subject is null or not company_account_demanded(u)) then 'password' end,
    case when exists (select from oidc_setting s where s.org_id = u.org_id and s.issuer = u.issuer) then 'oidc' end], null)
$$;

-- The person is still the one who signed in: for ten minutes what asks for a proof asks for none.
-- Called by the server; may be null: step.
create or replace function session_prove(p_before text, p_step bigint, p_recovery text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_prove(p_before, p_step, p_recovery);
  k api_key;
begin
  if 'password' <> all (proof_ways(u)) then
    perform refuse('oidc_required', null, jsonb_build_object('organisation', u.org_id));
  end if;
  update api_key set proven_at = request_now() where org_id = u.org_id and key_id = request_key() returning * into k;
  return query select jsonb_build_object('outcome', 'changed', 'body', session_json(k)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('session', k.key_id::text));
end $$;

-- Ends the asking session.
-- Called by the server.
create or replace function session_end()
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
begin
  update api_key set revoked_at = request_now()
  where org_id = current_org() and key_id = request_key() and user_id is not null returning * into k;
  if not found then
    perform refuse('not_a_session');
  end if;
  return query select jsonb_build_object('outcome', 'ended'), null::json,
    jsonb_build_object('object', 'users/' || k.user_id, 'detail', '{}'::jsonb);
end $$;

-- The open sessions of a user, the newest first. Last seen: the last sign of life.
create or replace function sessions_json(p_user uuid) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('session', k.key_id::text,
      'recorded_at', instant_text(k.recorded_at), 'seen_at', instant_text(k.idle_until - interval '30 minutes'),
      'idle_until', instant_text(k.idle_until), 'ends_at', instant_text(k.expires_at), 'browser', k.browser,
      'address', k.address, 'own', k.key_id = request_key()) order by k.recorded_at desc, k.key_id), '[]'))
  from (
    select * from api_key x where x.org_id = current_org() and x.user_id = p_user and x.revoked_at is null
      and x.expires_at > request_now() and x.idle_until > request_now()
    order by x.recorded_at desc, x.key_id limit 200) k
$$;

-- The asking user's open sessions.
-- Called by the server.
create or replace function own_sessions() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if request_user() is null then
    perform refuse('not_a_session');
  end if;
  return sessions_json(request_user());
end $$;

-- The open sessions of a user of the organisation.
-- Called by the server.
create or replace function user_sessions(p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from user_account u where u.org_id = current_org() and u.user_id = p_user and u.removed_at is null) then
    perform refuse('not_found');
  end if;
  return sessions_json(p_user);
end $$;

-- Ends one of the asking user's sessions.
-- Called by the server.
create or replace function own_session_end(p_session bigint)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_user_lock();
begin
  update api_key set revoked_at = request_now()
  where org_id = u.org_id and key_id = p_session and user_id = u.user_id and revoked_at is null;
  if not found then
    perform refuse('not_found');
  end if;
  return query select jsonb_build_object('outcome', 'ended', 'body', sessions_json(u.user_id)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('session', p_session::text));
end $$;

-- All sessions but the asking one, and what browsers are known by: one of them may be a thief's.
create or replace function sessions_end_others(u user_account) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  delete from user_device d where d.org_id = u.org_id and d.user_id = u.user_id;
  update api_key set revoked_at = request_now()
  where org_id = u.org_id and user_id = u.user_id and revoked_at is null and key_id <> request_key()
$$;

-- Ends all of the asking user's sessions but this one.
-- Called by the server.
create or replace function own_sessions_end()
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_user_lock();
begin
  perform sessions_end_others(u);
  return query select jsonb_build_object('outcome', 'ended', 'body', sessions_json(u.user_id)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('sessions', 'others'));
end $$;

-- Ends all sessions of a user and forgets the browsers that are known to be its own.
-- Called by the server.
create or replace function user_sessions_end(p_user uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_lock(p_user);
begin
  perform rights_require_over(u.rights);
  perform sessions_revoke(p_user);
  delete from user_device d where d.org_id = u.org_id and d.user_id = u.user_id;
  return query select jsonb_build_object('outcome', 'ended', 'body', sessions_json(p_user)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('sessions', 'all'));
end $$;
