-- The organisation's keys. Hashes stay inside; rights leave as bits, which the server names.
set local role hoshitori_engine;
set local check_function_bodies = off;

-- A key works to the end of its last day in Tokyo.
create or replace function key_expiry(p_last_day date) returns timestamptz
language sql immutable set search_path = hoshitori, pg_temp
as $$ select (p_last_day + 1)::timestamp at time zone 'Asia/Tokyo' $$;

create or replace function api_key_json(k api_key) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('key', k.key_id::text, 'name', k.name, 'rights', k.rights, 'last4', k.last4,
    'expires_on', ((k.expires_at - interval '1 microsecond') at time zone 'Asia/Tokyo')::date,
    'recorded_at', instant_text(k.recorded_at), 'revoked_at', instant_text(k.revoked_at))
$$;

-- Rights of the key that asks; 0 without one.
create or replace function request_rights() returns int
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce((select rights from api_key where org_id = current_org() and key_id = request_key()), 0)
$$;

create or replace function me() returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('organisation', organisation_shape(k.org_id), 'day', request_day(),
    'key', case when k.user_id is null then api_key_json(k) end,
    'user', case when k.user_id is not null then user_json(u) end,
    'session', case when k.user_id is not null then session_json(k) end)
  from api_key k left join user_account u on u.org_id = k.org_id and u.user_id = k.user_id
  where k.org_id = current_org() and k.key_id = request_key()
$$;

-- Newest first, after the key (p_at, p_id) of the page before.
create or replace function api_key_page(p_at timestamptz, p_id bigint, p_rows int)
returns table (item jsonb, recorded_at timestamptz, key_id bigint)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select api_key_json(k), k.recorded_at, k.key_id
  from api_key k
  where k.org_id = current_org() and k.user_id is null and (p_id is null or (k.recorded_at, k.key_id) < (p_at, p_id))
  order by k.recorded_at desc, k.key_id desc limit p_rows
$$;

-- No key makes one that can do more than itself.
create or replace function api_key_add(p_key bigint, p_hash bytea, p_name text, p_rights int, p_last_day date, p_last4 text)
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
begin
  perform rights_require(p_rights);
  perform quota_require('api_keys');
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, recorded_at)
  values (current_org(), p_key, p_name, p_hash, p_rights, p_last4, key_expiry(p_last_day), request_now())
  returning * into k;
  return query select
    jsonb_build_object('status', 201, 'body', jsonb_build_object('api_key', api_key_json(k))),
    null::jsonb,
    jsonb_build_object('object', 'api_key/' || p_key,
      'detail', jsonb_build_object('name', p_name, 'rights', p_rights, 'expires_on', p_last_day));
end $$;

create or replace function api_key_revoke(p_key bigint)
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
begin
  select * into k from api_key where org_id = current_org() and key_id = p_key and user_id is null for no key update;
  if not found then
    perform refuse('HT404', 'not_found');
  elsif k.revoked_at is not null then
    perform refuse('HT409', 'already_revoked');
  end if;
  update api_key set revoked_at = request_now() where org_id = k.org_id and key_id = p_key returning * into k;
  return query select
    jsonb_build_object('status', 200, 'body', api_key_json(k)),
    null::jsonb,
    jsonb_build_object('object', 'api_key/' || p_key, 'detail', jsonb_build_object('name', k.name));
end $$;

grant execute on function key_expiry(date), request_rights(), me(), api_key_page(timestamptz, bigint, int),
  api_key_add(bigint, bytea, text, int, date, text), api_key_revoke(bigint) to hoshitori_app;
grant execute on function key_expiry(date) to hoshitori_migrate;
