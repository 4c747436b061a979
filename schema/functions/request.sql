-- Who asks, and when: set once per transaction by enter, read by every function after it.

-- Asked many times by every function, so they are plain enough to be expanded where they stand.
create or replace function current_org() returns uuid
language sql stable
as $$ select nullif(current_setting('app.org_id', true), '')::uuid $$;

-- The instant of this request, the same in all its statements.
create or replace function request_now() returns timestamptz
language sql stable
as $$ select nullif(current_setting('app.now', true), '')::timestamptz $$;

-- Today in Tokyo, the same in all statements of this request.
create or replace function request_day() returns date
language sql stable
as $$ select nullif(current_setting('app.day', true), '')::date $$;

-- The day of an instant, and the instant at which a day begins: Tokyo's, everywhere.
create or replace function tokyo_day(p timestamptz) returns date
language sql immutable
as $$ select (p at time zone 'Asia/Tokyo')::date $$;

-- The other way.
create or replace function tokyo_start(p date) returns timestamptz
language sql immutable
as $$ select p::timestamp at time zone 'Asia/Tokyo' $$;

-- The key or session that asks; null for nobody or the operator.
create or replace function request_key() returns bigint
language sql stable
as $$ select nullif(current_setting('app.key_id', true), '')::bigint $$;

-- Ends the transaction with a refusal that the client reads. p_code: a problem; what HTTP makes of it stands in
-- the server (store/errors.c). p_member: what is wrong, a member of the request's body or its parameter
-- if_match, if_none_match or idempotency_key; with dots for a member of a member. p_params fill the text.
create or replace function refuse(p_code text, p_member text default null, p_params jsonb default null) returns void
language plpgsql set search_path = hoshitori, pg_temp
as $$
begin
  raise exception using errcode = 'HT000', message = p_code, detail = coalesce(p_member, ''),
    hint = coalesce(p_params::text, '');
end $$;

-- Sets who asks, and when, until the transaction ends.
create or replace function request_set(p_org uuid, p_key bigint, p_now timestamptz, p_day date, p_request text)
returns void
language plpgsql set search_path = hoshitori, pg_temp
as $$
begin
  perform set_config('app.org_id', coalesce(p_org::text, ''), true),
          set_config('app.key_id', coalesce(p_key::text, ''), true),
          set_config('app.now', p_now::text, true),
          set_config('app.day', p_day::text, true),
          set_config('app.request_id', p_request, true);
end $$;

-- Whether the stored hash is among those that what was shown may have, under each generation of the secret:
-- 33 bytes each, the generation first.
create or replace function hash_known(p_stored bytea, p_shown bytea) returns boolean
language sql immutable
as $$ select position(p_stored in p_shown) > 0 $$;

-- The first statement of every exchange with a key. p_rights: any of these bits suffices; 0 = any
-- key. p_proof: of a session, whose person has to have proven itself in the last ten minutes. The hash is
-- keyed with a secret that the database does not hold, so comparing it needs no constant time. Reads only,
-- so that it also runs on a replica.
-- Called by the server.
create or replace function enter(p_org uuid, p_key bigint, p_hash bytea, p_rights int, p_proof boolean,
  p_now timestamptz, p_day date, p_request text) returns int
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
declare
  k record;
begin
  select hash, rights, expires_at, idle_until, revoked_at, previous_hash, previous_until, proven_at into k
  from api_key where org_id = p_org and key_id = p_key;
  if not found or k.revoked_at is not null
    or not hash_known(k.hash, p_hash)
      and (k.previous_until <= p_now or hash_known(k.previous_hash, p_hash) is not true) then
    perform refuse('unauthenticated');
  end if;
  if least(k.expires_at, k.idle_until) <= p_now then
    perform refuse(case when k.idle_until is null then 'key_expired' else 'session_ended' end);
  end if;
  if p_rights <> 0 and k.rights & p_rights = 0 then
    perform refuse(case when k.rights = 0 and k.idle_until is not null then 'second_factor_needed' else 'right_missing' end);
  end if;
  if p_proof and k.idle_until is not null and (k.proven_at > p_now - interval '10 minutes') is not true then
    perform refuse('proof_needed');
  end if;
  perform set_config('app.org_id', p_org::text, true), set_config('app.key_id', p_key::text, true),
          set_config('app.now', p_now::text, true), set_config('app.day', p_day::text, true),
          set_config('app.request_id', p_request, true);
  return k.rights;
end $$;

-- The same for operations without a key (an invitation's link): no organisation is set.
-- Called by the server.
create or replace function enter_open(p_now timestamptz, p_day date, p_request text) returns void
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform request_set(null, null, p_now, p_day, p_request);
end $$;

-- And for the operator's commands and the worker, which act as an organisation.
-- Called by the operator.
create or replace function enter_as(p_org uuid, p_now timestamptz, p_day date, p_request text) returns void
language plpgsql security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform request_set(p_org, null, p_now, p_day, p_request);
end $$;

grant execute on function current_org(), request_now(), request_day(), request_key() to hoshitori_app;
grant execute on function tokyo_day(timestamptz), tokyo_start(date) to hoshitori_app, hoshitori_migrate;
