-- Signing in and out. The server compares the password; here is what it compares with.
set local role hoshitori_engine;
set local check_function_bodies = off;

create or replace function session_json(k api_key) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('ends_at', instant_text(k.expires_at), 'idle_until', instant_text(k.idle_until))
$$;

-- The accounts that an address may mean, the oldest first; one row without an account when there is
-- none. Each attempt counts before its password is looked at, five within a minute; success forgets them.
create or replace function sign_in_candidates(p_email text, p_address bytea)
returns table (org_id uuid, user_id uuid, password text, totp bytea, totp_step bigint, organisation text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into sign_in_attempt as a (address, attempts, began_at) values (p_address, 1, request_now())
  on conflict (address) do update set
    attempts = case when a.began_at > request_now() - interval '1 minute' then a.attempts + 1 else 1 end,
    began_at = case when a.began_at > request_now() - interval '1 minute' then a.began_at else request_now() end
  where a.attempts < 5 or a.began_at <= request_now() - interval '1 minute';
  if not found then
    perform refuse('HT429', 'sign_in_limited');
  end if;
  return query
    select u.org_id, u.user_id, u.password, u.totp, u.totp_step, organisation_shape(u.org_id) ->> 'name'
    from (select 1) one left join lateral (
      select * from user_account x
      where lower(x.email) = lower(p_email) and x.removed_at is null and x.password is not null
      order by x.recorded_at limit 4) u on true;
end $$;

-- p_password and p_totp_step: what was checked. Of two sign-ins with one code only the first is good.
create or replace function session_start(p_org uuid, p_user uuid, p_password text, p_totp_step bigint, p_key bigint,
  p_hash bytea, p_last4 text, p_address bytea)
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
  k api_key;
begin
  select * into u from user_account x where x.org_id = p_org and x.user_id = p_user and x.removed_at is null
    and x.password = p_password for no key update;
  if not found or (u.totp is not null and (p_totp_step is null or p_totp_step <= u.totp_step)) then
    perform refuse('HT401', 'sign_in_failed');
  end if;
  update user_account x set totp_step = coalesce(p_totp_step, x.totp_step) where x.org_id = p_org and x.user_id = p_user;
  delete from sign_in_attempt where address = p_address;
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, idle_until, user_id, recorded_at)
  values (p_org, p_key, u.email, p_hash, u.rights, p_last4, request_now() + interval '12 hours',
    request_now() + interval '30 minutes', p_user, request_now())
  returning * into k;
  perform request_set(p_org, p_key, request_now(), request_day(), current_setting('app.request_id', true));
  return query select
    jsonb_build_object('status', 201, 'body', jsonb_build_object('organisation', organisation_shape(p_org),
      'user', user_json(u), 'session', session_json(k))),
    null::jsonb,
    jsonb_build_object('object', 'users/' || p_user, 'detail', '{}'::jsonb);
end $$;

-- Somebody is still there: the end by idleness moves on, the last end does not.
create or replace function session_extend()
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
begin
  update api_key set idle_until = request_now() + interval '30 minutes'
  where org_id = current_org() and key_id = request_key() and user_id is not null returning * into k;
  if not found then
    perform refuse('HT409', 'not_a_session');
  end if;
  return query select jsonb_build_object('status', 200, 'body', session_json(k)), null::jsonb, null::jsonb;
end $$;

create or replace function session_end()
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
begin
  update api_key set revoked_at = request_now()
  where org_id = current_org() and key_id = request_key() and user_id is not null returning * into k;
  if not found then
    perform refuse('HT409', 'not_a_session');
  end if;
  return query select jsonb_build_object('status', 204), null::jsonb,
    jsonb_build_object('object', 'users/' || k.user_id, 'detail', '{}'::jsonb);
end $$;

grant execute on function sign_in_candidates(text, bytea),
  session_start(uuid, uuid, text, bigint, bigint, bytea, text, bytea), session_extend(), session_end() to hoshitori_app;
