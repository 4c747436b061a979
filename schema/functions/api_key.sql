-- The organisation's keys. Hashes stay inside; rights leave as bits, which the server names.
--
-- Every key that a person made, or that a key of that person made, has somebody who answers for it: it loses
-- the rights that the person loses, and the person is not removed while it lives. A key that another key made
-- is revoked with it and has no later end, until a person takes it over.

-- A key works to the end of its last day in Tokyo.
create or replace function key_expiry(p_last_day date) returns timestamptz
language sql immutable set search_path = hoshitori, pg_temp
as $$ select tokyo_start(p_last_day + 1) $$;

-- Its end, if it asks for this last day and is bound to that key.
create or replace function api_key_end(p_last_day date, p_bound bigint) returns timestamptz
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select least(key_expiry(p_last_day), (select expires_at from api_key where org_id = current_org() and key_id = p_bound))
$$;

-- A user of an organisation as others see it: who, and by which name.
create or replace function person_shape(p_org uuid, p_user uuid) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('user', u.user_id, 'name', u.name) from user_account u
  where u.org_id = p_org and u.user_id = p_user
$$;

-- Who made a key: a user, or another key; null for what the operator made.
create or replace function api_key_maker(k api_key) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when k.maker_user is not null then person_shape(k.org_id, k.maker_user) || '{"key": null}'
    else (select jsonb_build_object('user', null, 'key', m.key_id::text, 'name', m.name) from api_key m
      where m.org_id = k.org_id and m.key_id = k.maker_key) end
$$;

-- The contract's ApiKey.
create or replace function api_key_json(k api_key) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('key', k.key_id::text, 'name', k.name, 'rights', k.rights, 'last4', k.last4,
    'expires_on', tokyo_day(k.expires_at - interval '1 microsecond'),
    'maker', api_key_maker(k), 'responsible', person_shape(k.org_id, k.responsible), 'ends_with', k.bound_key::text,
    'last_used_on', k.used_on,
    'previous_until', case when k.previous_until > request_now() then instant_text(k.previous_until) end,
    'recorded_at', instant_text(k.recorded_at), 'revoked_at', instant_text(k.revoked_at))
$$;

-- Rights of the key that asks; 0 without one.
create or replace function request_rights() returns int
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return coalesce((select k.rights from api_key k where k.org_id = current_org() and k.key_id = request_key()), 0);
end $$;

-- One rule for making and for changing. Nobody gives a right that he lacks, and nobody ends, renames or
-- changes a key or a person with such a right. The operator, who asks without a key, may.
create or replace function rights_lacking(p_rights int) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select request_key() is not null and p_rights & ~request_rights() <> 0 $$;

-- Refuses rights that the asking key or user lacks itself.
create or replace function rights_require(p_rights int) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if rights_lacking(p_rights) then
    perform refuse('right_missing', 'rights');
  end if;
end $$;

-- Refuses to act on somebody who has rights that the asking one lacks.
create or replace function rights_require_over(p_rights int) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if rights_lacking(p_rights) then
    perform refuse('more_rights_than_own');
  end if;
end $$;

-- What keys that are good and people of the organisation may do, all together.
create or replace function rights_given() returns int
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce((select bit_or(k.rights) from api_key k where k.org_id = current_org() and k.revoked_at is null and k.expires_at > request_now()), 0)
    | coalesce((select bit_or(u.rights) from user_account u where u.org_id = current_org() and u.removed_at is null), 0)
$$;

-- The contract's Me: who asks, with which key or session.
-- Called by the server.
create or replace function me() returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('organisation', organisation_shape(k.org_id), 'day', request_day(),
    'key', case when k.user_id is null then api_key_json(k) end,
    'user', case when k.user_id is not null then user_json(u) end,
    'session', case when k.user_id is not null then session_json(k) end, 'proves', proof_ways(u),
    'company_accounts', exists (select from oidc_setting s where s.org_id = k.org_id))
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
  where k.org_id = current_org() and k.user_id is null and (k.recorded_at, k.key_id) < (coalesce(p_at, 'infinity'), coalesce(p_id, 9223372036854775807))
  order by k.recorded_at desc, k.key_id desc limit p_rows
$$;

-- Somebody of the organisation whose removal or change of rights waits for this transaction.
create or replace function user_share(p_user uuid) returns user_account
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
begin
  select * into u from user_account x
  where x.org_id = current_org() and x.user_id = p_user and x.removed_at is null for share;
  return u;
end $$;

-- The key or session that asks, which makes something that will end, or shrink, with it or with its person.
-- Locked, for both may be revoked, reduced or handed over just now: looked at as it is afterwards.
create or replace function request_maker() returns api_key
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before api_key;
  k api_key;
  person uuid;
begin
  select * into before from api_key x where x.org_id = current_org() and x.key_id = request_key();
  person := coalesce(before.user_id, before.responsible);
  if person is not null and user_share(person) is null then
    perform refuse('unauthenticated');
  end if;
  select * into k from api_key x
  where x.org_id = current_org() and x.key_id = request_key() and x.revoked_at is null for share;
  if not found then
    perform refuse('unauthenticated');
  elsif k.responsible is distinct from before.responsible then
    perform refuse('conflict');
  end if;
  return k;
end $$;

-- A key of the organisation that the asking one may change, locked; sessions are none.
create or replace function api_key_lock(p_key bigint) returns api_key
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key;
begin
  select * into k from api_key x
  where x.org_id = current_org() and x.key_id = p_key and x.user_id is null for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  perform rights_require_over(k.rights);
  if k.revoked_at is not null then
    perform refuse('already_revoked');
  end if;
  return k;
end $$;

-- No key makes one that can do more than itself.
-- Called by the server.
create or replace function api_key_add(p_key bigint, p_hash bytea, p_name text, p_rights int, p_last_day date, p_last4 text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  m api_key := request_maker();
  bound bigint := case when m.user_id is null then m.key_id end;
  k api_key;
begin
  perform rights_require(p_rights);
  perform quota_require('api_keys');
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, maker_user, maker_key, responsible,
    bound_key, recorded_at)
  values (current_org(), p_key, p_name, p_hash, p_rights, p_last4, api_key_end(p_last_day, bound), m.user_id,
    bound, coalesce(m.user_id, m.responsible), bound, request_now())
  returning * into k;
  perform key_notice_add(k, 'key_made');
  return query select
    jsonb_build_object('outcome', 'created', 'body', jsonb_build_object('api_key', api_key_json(k))),
    null::json,
    jsonb_build_object('object', 'api_key/' || p_key,
      'detail', jsonb_build_object('name', p_name, 'rights', p_rights, 'expires_on', api_key_json(k) -> 'expires_on'));
end $$;

-- The key, locked already, and the living ones that hang on it, which the asking one may change as well. What is
-- being made just now is waited for: its maker is locked before it is looked for.
create or replace function api_keys_lock_bound(p_key bigint) returns bigint[]
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  found_keys bigint[] := array[p_key];
  made bigint[];
begin
  loop
    made := array(select x.key_id from api_key x where x.org_id = current_org() and x.bound_key = any(found_keys)
      and x.key_id <> all(found_keys) and x.revoked_at is null order by x.key_id for no key update);
    exit when made = '{}';
    perform rights_require_over((select bit_or(x.rights) from api_key x
      where x.org_id = current_org() and x.key_id = any(made)));
    found_keys := found_keys || made;
  end loop;
  return found_keys;
end $$;

-- A new secret and a new last day; the secret before works for p_overlap_days more. Whoever gets the new secret
-- answers for it from now on, like for a key that he makes. An end that comes sooner is also that of what it made.
-- Called by the server.
create or replace function api_key_rotate(p_key bigint, p_hash bytea, p_last4 text, p_overlap_days int, p_last_day date)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  m api_key := request_maker();
  k api_key := api_key_lock(p_key);
  old api_key := k;
  bound bigint[];
begin
  if k.expires_at <= request_now() then
    perform refuse('already_expired');
  end if;
  if m.user_id is not null then
    k.responsible := m.user_id;
    k.bound_key := null;
  elsif m.key_id <> p_key then
    k.responsible := coalesce(m.responsible, k.responsible);
    k.bound_key := m.key_id;
  end if;
  if k.responsible is distinct from old.responsible then -- whoever loses it is told
    perform key_notice_add(old, 'key_handed_over');
  end if;
  update api_key x set hash = p_hash, last4 = p_last4, expires_at = api_key_end(p_last_day, k.bound_key),
    previous_hash = x.hash, previous_until = least(request_now() + p_overlap_days * interval '1 day', x.expires_at),
    responsible = k.responsible, bound_key = k.bound_key, expiry_told = null
  where x.org_id = k.org_id and x.key_id = p_key returning * into k;
  if k.expires_at < old.expires_at then
    bound := api_keys_lock_bound(p_key);
    update api_key x set expires_at = k.expires_at
    where x.org_id = k.org_id and x.key_id = any(bound) and x.expires_at > k.expires_at;
    update user_link l set expires_at = k.expires_at
    where l.org_id = k.org_id and l.key_id = any(bound) and l.used_at is null and l.expires_at > k.expires_at;
  end if;
  perform key_notice_add(k, 'key_renewed');
  return query select
    jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('api_key', api_key_json(k))),
    null::json,
    jsonb_build_object('object', 'api_key/' || p_key, 'detail', jsonb_build_object('name', k.name,
      'previous_until', instant_text(k.previous_until), 'expires_on', api_key_json(k) -> 'expires_on'));
end $$;

-- To somebody by name, who must have its rights, or it would shrink unannounced. It no longer ends with the
-- key that made it.
-- Called by the server.
create or replace function api_key_hand_over(p_key bigint, p_user uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_share(p_user);
  k api_key := api_key_lock(p_key);
begin
  if u is null then
    perform refuse('unknown_user', 'user');
  elsif k.rights & ~u.rights <> 0 then
    perform refuse('user_lacks_rights', 'user');
  end if;
  -- Whoever loses it is told the same.
  perform key_notice_add(k, 'key_handed_over');
  update api_key x set responsible = p_user, bound_key = null
  where x.org_id = k.org_id and x.key_id = p_key returning * into k;
  perform key_notice_add(k, 'key_handed_over');
  return query select jsonb_build_object('outcome', 'changed', 'body', api_key_json(k)), null::json,
    jsonb_build_object('object', 'api_key/' || p_key, 'detail', jsonb_build_object('name', k.name, 'responsible', p_user));
end $$;

-- Links to let people in that these keys or sessions made and nobody has used.
create or replace function user_links_end(p_keys bigint[]) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update user_link set superseded_at = request_now()
  where org_id = current_org() and key_id = any(p_keys) and used_at is null and superseded_at is null
$$;

-- With what it made.
-- Called by the server and the operator.
create or replace function api_key_revoke(p_key bigint)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  k api_key := api_key_lock(p_key);
  ended bigint[] := api_keys_lock_bound(p_key);
begin
  update api_key set revoked_at = request_now() where org_id = k.org_id and key_id = any(ended);
  perform user_links_end(ended), webhooks_shrink(ended, null, 0), key_notice_add(k, 'key_ended');
  select * into k from api_key x where x.org_id = k.org_id and x.key_id = p_key;
  return query select
    jsonb_build_object('outcome', 'ended', 'body', api_key_json(k)),
    null::json,
    jsonb_build_object('object', 'api_key/' || p_key, 'detail', jsonb_build_object('name', k.name)
      || case when cardinality(ended) > 1 then jsonb_build_object('with', (select jsonb_agg(e::text) from unnest(ended[2:]) e))
        else '{}' end);
end $$;

-- Living keys that somebody answers for.
create or replace function api_keys_of(p_user uuid) returns setof api_key
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select * from api_key k where k.org_id = current_org() and k.responsible = p_user and k.revoked_at is null
    and k.expires_at > request_now()
$$;

-- Keys that were used: [{"organisation", "key", "hash", "day"}]. At most one write a day for each. The hash, for
-- whoever only knows a key's number has not used it: all that it may have, that of the current generation
-- first. What is stored under an older one becomes that.
-- Called by the server.
create or replace function api_key_used(p_uses jsonb) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update api_key k set used_on = greatest(k.used_on, u.day),
    hash = hash_renewed(k.hash, u.hash), previous_hash = hash_renewed(k.previous_hash, u.hash)
  from jsonb_to_recordset(p_uses) as u (organisation uuid, key bigint, hash bytea, day date)
  where k.org_id = u.organisation and k.key_id = u.key
    and (hash_known(k.hash, u.hash) or hash_known(k.previous_hash, u.hash))
    and (k.used_on is null or k.used_on < u.day or hash_renewed(k.hash, u.hash) <> k.hash
      or hash_renewed(k.previous_hash, u.hash) <> k.previous_hash)
$$;

-- Never back: while the secret is changed, one server may still make things under the generation before.
create or replace function hash_renewed(p_stored bytea, p_shown bytea) returns bytea
language sql immutable
as $$
  select case when position(p_stored in p_shown) > 0 and get_byte(p_stored, 0) < get_byte(p_shown, 0)
    then substr(p_shown, 1, 33) else p_stored end
$$;

grant execute on function key_expiry(date), request_rights(), api_key_page(timestamptz, bigint, int)
  to hoshitori_app;
grant execute on function key_expiry(date) to hoshitori_migrate;
