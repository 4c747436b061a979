-- An organisation's people. Passwords and second factors are checked by the server: what it reads
-- for that never reaches an answer.

-- The contract's User.
create or replace function user_json(u user_account) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('user', u.user_id, 'email', u.email, 'name', u.name, 'rights', u.rights,
    'state', case when u.removed_at is not null then 'removed' when coalesce(u.password, u.subject) is null then 'invited' else 'active' end,
    'sign_in', to_jsonb(array_remove(array[case when u.password is not null then 'password' end, case when u.subject is not null then 'oidc' end], null)),
    'second_factor', u.totp is not null, 'recovery_codes', recovery_codes_left(u), 'recorded_at', instant_text(u.recorded_at))
$$;

-- Newest first, after the user (p_at, p_id) of the page before.
create or replace function user_page(p_at timestamptz, p_id uuid, p_rows int)
returns table (item jsonb, recorded_at timestamptz, user_id uuid)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select user_json(u), u.recorded_at, u.user_id
  from user_account u
  where u.org_id = current_org() and u.removed_at is null
    and (u.recorded_at, u.user_id) < (coalesce(p_at, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by u.recorded_at desc, u.user_id desc limit p_rows
$$;

-- A user of the asking organisation, locked.
create or replace function user_lock(p_user uuid) returns user_account
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
begin
  select * into u from user_account x
  where x.org_id = current_org() and x.user_id = p_user and x.removed_at is null for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  return u;
end $$;

-- The user whose session asks; null for a key.
create or replace function request_user() returns uuid
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select user_id from api_key where org_id = current_org() and key_id = request_key() $$;

-- Ends all sessions of a user.
create or replace function sessions_revoke(p_user uuid) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update api_key set revoked_at = request_now()
  where org_id = current_org() and user_id = p_user and revoked_at is null
$$;

-- A new link; the ones before end. It works for a week, and no longer than the key that makes it; a session ends
-- for many reasons, and its person answers for the link.
create or replace function user_link_add(p_user uuid, p_link bigint, p_hash bytea) returns timestamptz
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  last timestamptz := least(request_now() + interval '7 days', (select expires_at from api_key
    where org_id = current_org() and key_id = request_key() and user_id is null));
begin
  if request_key() is not null then -- the operator lets in whom others keep out
    perform quota_spend(current_org(), 'links', 1);
  end if;
  update user_link set superseded_at = request_now()
  where org_id = current_org() and user_id = p_user and used_at is null and superseded_at is null;
  insert into user_link (org_id, link_id, user_id, hash, expires_at, key_id, recorded_at)
  values (current_org(), p_link, p_user, p_hash, last, request_key(), request_now());
  return last;
end $$;

-- Makes a user with a link to let it in.
-- Called by the server.
create or replace function user_add(p_user uuid, p_email text, p_name text, p_rights int, p_link bigint, p_hash bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
  last timestamptz;
begin
  perform request_maker();
  perform rights_require(p_rights);
  perform quota_require('users');
  insert into user_account (org_id, user_id, email, name, rights, recorded_at)
  values (current_org(), p_user, p_email, p_name, p_rights, request_now())
  on conflict (org_id, lower(email)) where removed_at is null do nothing returning * into u;
  if not found then
    perform refuse('user_exists', 'email');
  end if;
  last := user_link_add(p_user, p_link, p_hash);
  return query select
    jsonb_build_object('outcome', 'created', 'organisation', organisation_shape(current_org()) ->> 'name',
      'expires_on', tokyo_day(last), 'body', jsonb_build_object('user', user_json(u),
      'link', jsonb_build_object('expires_at', instant_text(last)))),
    null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('email', p_email, 'rights', p_rights));
end $$;

-- A new link for somebody who has lost the old one or the password.
-- Called by the server.
create or replace function user_invite(p_user uuid, p_link bigint, p_hash bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_lock(p_user);
  last timestamptz;
begin
  perform request_maker();
  perform rights_require_over(u.rights);
  last := user_link_add(p_user, p_link, p_hash);
  return query select
    jsonb_build_object('outcome', 'changed', 'organisation', organisation_shape(current_org()) ->> 'name',
      'expires_on', tokyo_day(last), 'body', jsonb_build_object('user', user_json(u),
      'link', jsonb_build_object('expires_at', instant_text(last)))),
    null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('link', p_link::text));
end $$;

-- What follows where rights of a user change: open sessions have them at once; the keys that the person answers for lose what it
-- loses, and links that it or they made end. Returns the keys that lost something, {"keys"}, or null.
create or replace function user_rights_put(u user_account, p_rights int) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  shrunk jsonb;
begin
  update api_key set rights = case when rights = 0 then 0 else p_rights end
  where org_id = u.org_id and user_id = u.user_id and revoked_at is null;
  with less as (
    update api_key x set rights = x.rights & p_rights
    where x.org_id = u.org_id and x.responsible = u.user_id and x.revoked_at is null and x.rights & ~p_rights <> 0
    returning x.key_id
  )
  select jsonb_build_object('keys', jsonb_agg(key_id::text)) into shrunk from less having count(*) > 0;
  if u.rights & ~p_rights <> 0 then
    perform user_links_end(array(
      select k.key_id from api_key k where k.org_id = u.org_id and u.user_id in (k.user_id, k.responsible)));
    perform webhooks_shrink(array(select k.key_id from api_key k where k.org_id = u.org_id and k.responsible = u.user_id), u.user_id, p_rights);
  end if;
  perform account_notice_add(u, 'rights_changed');
  return shrunk;
end $$;

-- p_name and p_rights: null = as it was. Open sessions follow at once; the keys that the person answers for
-- lose what it loses, and links that it or they made end.
-- Called by the server; may be null: rights.
create or replace function user_patch(p_user uuid, p_name text, p_rights int)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_lock(p_user);
  shrunk jsonb;
begin
  perform rights_require_over(u.rights);
  if p_rights <> u.rights then
    if p_user = request_user() then
      perform refuse('own_user', 'rights');
    end if;
    perform rights_require(p_rights);
    if p_rights & 32 = 0 then
      perform oidc_exempt_keep(u);
    end if;
    shrunk := user_rights_put(u, p_rights);
  end if;
  update user_account x set name = coalesce(p_name, x.name), rights = coalesce(p_rights, x.rights),
    ruled = x.ruled and p_rights is null
  where x.org_id = current_org() and x.user_id = p_user returning * into u;
  return query select jsonb_build_object('outcome', 'changed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail',
      jsonb_build_object('name', u.name, 'rights', u.rights) || coalesce(shrunk, '{}'));
end $$;

-- Not while the person answers for living keys: somebody ends them or takes them over first, so that nothing
-- that works at night dies unannounced. Nor while suppliers are looked after by this person.
-- Called by the server.
create or replace function user_remove(p_user uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_lock(p_user);
  keys jsonb;
begin
  if p_user = request_user() then
    perform refuse('own_user');
  end if;
  perform rights_require_over(u.rights), oidc_exempt_keep(u);
  select jsonb_agg(jsonb_build_object('key', k.key_id::text, 'name', k.name) order by k.recorded_at, k.key_id)
  into keys from (select * from api_keys_of(p_user) limit 40) k;
  if keys is not null then
    perform refuse('user_has_keys', null, jsonb_build_object('count', (select count(*) from api_keys_of(p_user)),
      'keys', keys));
  end if;
  perform owner_of_none_require(p_user);
  perform user_links_end(array(select k.key_id from api_key k where k.org_id = current_org() and k.user_id = p_user));
  perform sessions_revoke(p_user);
  perform webhooks_shrink(array(select k.key_id from api_key k where k.org_id = current_org() and k.responsible = p_user), p_user, 0);
  perform saved_views_of_removed(p_user);
  update user_link set superseded_at = request_now()
  where org_id = current_org() and user_id = p_user and used_at is null and superseded_at is null;
  update user_account x set removed_at = request_now(), password = null, totp = null, issuer = null, subject = null
  where x.org_id = current_org() and x.user_id = p_user returning * into u;
  return query select jsonb_build_object('outcome', 'removed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('email', u.email));
end $$;

-- Whether who made a link has all rights of its user: else whoever kept it would take over somebody who was given
-- more since. The operator, who makes them without a key, has.
create or replace function user_link_covers(l user_link, u user_account) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select l.key_id is null or u.rights & ~coalesce((
    select case when k.user_id is null then k.rights else m.rights end
    from api_key k left join user_account m on m.org_id = k.org_id and m.user_id = k.user_id
    where k.org_id = l.org_id and k.key_id = l.key_id), 0) = 0
$$;

-- The user whom an open link names, locked; one answer for every link that does not work.
create or replace function user_link_lock(p_org uuid, p_link bigint, p_hash bytea) returns user_account
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
begin
  select x.* into u from user_account x
  where x.org_id = p_org and x.removed_at is null and x.user_id = (
    select l.user_id from user_link l where l.org_id = p_org and l.link_id = p_link and hash_known(l.hash, p_hash))
  for no key update;
  if not found or not exists (select from user_link l where l.org_id = p_org and l.link_id = p_link
      and l.used_at is null and l.superseded_at is null and l.expires_at > request_now() and user_link_covers(l, u)) then
    perform refuse('link_not_found');
  end if;
  return u;
end $$;

-- Whom a link lets in, for whoever holds it.
-- Called by the server.
create or replace function user_link_preview(p_org uuid, p_link bigint, p_hash bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_link_lock(p_org, p_link, p_hash);
begin
  return query select jsonb_build_object('outcome', 'same', 'body', jsonb_build_object(
      'organisation', organisation_shape(p_org) ->> 'name', 'email', u.email, 'name', u.name,
      'purpose', case when u.password is null then 'first_password' else 'new_password' end,
      'company_accounts', exists (select from oidc_setting s where s.org_id = p_org))),
    null::json, null::jsonb;
end $$;

-- Whose link it is, for a password that is yet to be hashed.
-- Called by the server.
create or replace function user_link_look(p_org uuid, p_link bigint, p_hash bytea)
returns table (email text, name text, organisation text, salt bytea)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_link_lock(p_org, p_link, p_hash);
begin
  return query select u.email, u.name, organisation_shape(p_org) ->> 'name', address_salt(u.email);
end $$;

-- The address counts from here on. A second factor stays: a link may be read by others for a week.
-- Called by the server.
create or replace function user_link_accept(p_org uuid, p_link bigint, p_hash bytea, p_password text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_link_lock(p_org, p_link, p_hash);
begin
  perform request_set(p_org, null, request_now(), request_day(), current_setting('app.request_id', true));
  update user_link set used_at = request_now() where org_id = p_org and link_id = p_link;
  perform sessions_revoke(u.user_id);
  delete from user_device d where d.org_id = p_org and d.user_id = u.user_id;
  perform throttle_clear(account_subject(u.email));
  update user_account x set password = p_password, address = 'proven' where x.org_id = p_org and x.user_id = u.user_id;
  perform mail_reader_add(u.user_id);
  if u.password is not null then
    perform account_notice_add(u, 'password_changed');
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('email', u.email, 'organisation', p_org)),
    null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('link', p_link::text));
end $$;

-- The asking user's own account, locked: only people have one.
create or replace function own_user_lock() returns user_account
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if request_user() is null then
    perform refuse('not_a_session');
  end if;
  return user_lock(request_user());
end $$;

-- Whose tries are counted: those of a user who is asked for the password again.
create or replace function own_subject(u user_account) returns bytea
language sql immutable
as $$ select throttle_subject('own', u.user_id::text) $$;

-- Tries at the second factor are counted by themselves: a right password forgets those at the password alone.
create or replace function own_factor_subject(u user_account) returns bytea
language sql immutable
as $$ select throttle_subject('own factor', u.user_id::text) $$;

-- What a request's password is held against, and its code where one was sent (p_code), each try counted: whoever finds a page
-- left open has as few as a stranger. Only wait when there were too many.
-- Called by the server; may be null: totp_step.
create or replace function own_attempt(p_code boolean)
returns table (wait int, email text, name text, organisation text, password text, salt bytea, totp bytea, totp_step bigint)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_user_lock();
  seconds int := throttle_take(own_subject(u), 5);
begin
  if seconds = 0 and p_code and u.totp is not null then
    seconds := throttle_take(own_factor_subject(u), 5);
  end if;
  if u.password is null then
    perform refuse('password_not_set');
  elsif seconds > 0 then
    return query select seconds, null::text, null::text, null::text, null::text, null::bytea, null::bytea, null::bigint;
    return;
  end if;
  return query select 0, u.email, u.name, organisation_shape(u.org_id) ->> 'name', u.password, address_salt(u.email),
    u.totp, u.totp_step;
end $$;

-- Forgets the tries of the asking user: the password was right.
-- Called by the server.
create or replace function own_attempt_right() returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ select throttle_clear(throttle_subject('own', request_user()::text)) $$;

-- Other sessions end, and links for who lost the password: others may have read them.
-- Called by the server; may be null: step.
create or replace function own_password_put(p_before text, p_step bigint, p_recovery text, p_password text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_prove(p_before, p_step, p_recovery);
begin
  update user_account x set password = p_password where x.org_id = u.org_id and x.user_id = u.user_id;
  update user_link l set superseded_at = request_now()
  where l.org_id = u.org_id and l.user_id = u.user_id and l.used_at is null and l.superseded_at is null;
  perform sessions_end_others(u), account_notice_add(u, 'password_changed');
  return query select jsonb_build_object('outcome', 'changed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('password', 'changed'));
end $$;

grant execute on function user_page(timestamptz, uuid, int) to hoshitori_app;
