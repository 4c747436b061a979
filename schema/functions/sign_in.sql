-- Signing in, up to the session. What is asked and written is the same for addresses that nobody has.

-- The salt of an address; one that nobody has gets one as well, always the same.
create or replace function address_salt(p_email text) returns bytea
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce((select s.salt from sign_in_salt s where s.email = lower(p_email)),
    substring(sha256((select s.salt from sign_in_salt s where s.email = '') || convert_to(lower(p_email), 'UTF8')) for 16))
$$;

-- Whether the account may be meant: that of the organisation that was named, by id or 法人番号; else any
-- whose address counts.
create or replace function sign_in_meant(u user_account, p_org uuid, p_number text) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when p_org is not null then u.org_id = p_org
    when p_number is not null then exists (
      select from organisation o where o.org_id = u.org_id and o.corporate_number = p_number)
    else u.address <> 'typed' end
$$;

-- The salt of the organisation's own account, should it be another one: an address may have had several
-- before they shared one.
create or replace function sign_in_salt_of(p_email text, p_org uuid) returns bytea
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce((
    select decode(split_part(u.password, '$', 5) || '==', 'base64') from user_account u
    where u.org_id = p_org and lower(u.email) = lower(p_email) and u.removed_at is null), address_salt(p_email))
$$;

-- For how long a browser is known, as its cookie lives (server/http/cookie.c).
create or replace function device_known_for() returns interval
language sql immutable
as $$ select interval '180 days' $$;

-- A browser in which somebody with this address signed in within that time.
create or replace function device_known(p_email text, p_device bytea) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select exists (
    select from user_device d join user_account u using (org_id, user_id)
    where d.hash = p_device and d.seen_at > request_now() - device_known_for()
      and lower(u.email) = lower(p_email) and u.removed_at is null)
$$;

-- Whose tries are counted: an account's, by its address.
create or replace function account_subject(p_email text) returns bytea
language sql immutable
as $$ select throttle_subject('account', lower(p_email)) $$;

-- Of an IPv6 address its network: whoever has one there has them all.
create or replace function network_subject(p_network text) returns bytea
language sql immutable
as $$
  select throttle_subject('network', case family(nullif(p_network, '')::inet) when 6 then network(set_masklen(p_network::inet, 64))::text
    else p_network end)
$$;

-- Counts a refused try at an address, with the networks it came from.
-- Called by the server.
create or replace function sign_in_refused(p_email text, p_org uuid, p_network text) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into sign_in_refusal as r (email, asked, refused, last_at, networks, tell_at)
  values (lower(p_email), coalesce(p_org, '00000000-0000-0000-0000-000000000000'), 1, request_now(), array[p_network], request_now())
  on conflict (email, asked) do update set refused = r.refused + 1, last_at = request_now(),
    tell_at = coalesce(r.tell_at, request_now()),
    networks = case when p_network = any(r.networks) or cardinality(r.networks) >= 5 then r.networks
      else r.networks || p_network end
$$;

-- Counts the attempt. wait: seconds until the next one; without a salt this one is refused. With a salt it
-- goes on, but only the right second factor opens (p_code: one was sent). A known browser has a count of
-- its own, so that no stranger keeps its user waiting.
-- Called by the server.
create or replace function sign_in_begin(p_email text, p_org uuid, p_network text, p_device bytea, p_code boolean)
returns table (salt bytea, wait int)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  known boolean := device_known(p_email, p_device);
  network int := throttle_take(network_subject(p_network), 30);
  account int := 0;
begin
  if known then
    network := 0;
  end if;
  if network = 0 then
    account := throttle_take(case when known then throttle_subject('device', p_device::text) else account_subject(p_email) end, 5);
  end if;
  if network > 0 or account > 0 and (known or not p_code) then
    perform sign_in_refused(p_email, p_org, p_network);
    return query select null::bytea, greatest(network, account);
    return;
  end if;
  return query select sign_in_salt_of(p_email, p_org), account;
end $$;

-- Whose tries are counted: a user's second factor, in a known browser by itself.
create or replace function factor_subject(p_user uuid, p_device bytea) returns bytea
language sql immutable
as $$ select throttle_subject('factor', p_user || ' ' || coalesce(p_device::text, '')) $$;

-- The accounts whose password it is; none is a refusal. wait: seconds until the next try of the only one's
-- second factor. recovery: the code is one of its recovery codes.
-- Called by the server; may be null: totp_step, recovery.
create or replace function sign_in_match(p_email text, p_org uuid, p_number text, p_password text, p_network text,
  p_device bytea, p_code boolean, p_recovery text)
returns table (org_id uuid, user_id uuid, totp bytea, totp_step bigint, organisation text, wait int, recovery boolean)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  known bytea := case when device_known(p_email, p_device) then p_device end;
  found user_account[] := array(
    select x from user_account x
    where lower(x.email) = lower(p_email) and x.password = p_password and x.removed_at is null
      and sign_in_meant(x, p_org, p_number)
    order by x.recorded_at limit 20);
  -- An organisation that closed is told of to who has no other.
  opened user_account[] := array(
    select x from unnest(found) x join organisation o on o.org_id = x.org_id where o.closed_on is null order by x.recorded_at);
begin
  if cardinality(found) = 0 then
    perform sign_in_refused(p_email, p_org, p_network);
  elsif cardinality(opened) > 0 then
    found := opened;
  end if;
  return query select u.org_id, u.user_id, u.totp, u.totp_step, organisation_shape(u.org_id) ->> 'name',
      case when cardinality(found) = 1 and u.totp is not null and p_code
        then throttle_take(factor_subject(u.user_id, known), 5) else 0 end,
      recovery_code_fits(u, p_recovery)
    from unnest(found) u;
end $$;

-- How many attempts on the account were ever refused.
create or replace function refusals_of(u user_account) returns bigint
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(sum(r.refused), 0)::bigint from sign_in_refusal r
  where r.email = lower(u.email) and r.asked in (u.org_id, '00000000-0000-0000-0000-000000000000')
$$;

-- One entry for what was refused since the last one, and at most one an hour, so that no stranger fills a log.
create or replace function refusals_tell(u user_account, r sign_in_refusal) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  total bigint := refusals_of(u);
begin
  if total > u.refused_told then
    perform request_set(u.org_id, null, request_now(), request_day(), 'worker');
    perform audit_append('session_refused', 'users/' || u.user_id, jsonb_build_object('attempts', total - u.refused_told,
      'last_at', instant_text(r.last_at), 'addresses', to_jsonb(r.networks)));
    perform event_put(u.org_id, u.org_id, 'organisation', 'sign_in.refused', jsonb_build_object('user', u.user_id,
      'attempts', total - u.refused_told, 'last_at', instant_text(r.last_at)));
    -- A slip or two are nobody else's.
    if total - u.refused_told >= 3 then
      perform account_notice_add(u, 'sign_in_refused', jsonb_build_object('attempts', total - u.refused_told));
    end if;
    update user_account set refused_told = total, refused_told_at = request_now()
    where org_id = u.org_id and user_id = u.user_id;
  end if;
end $$;

-- Puts refused tries into the audit logs of those whom they concern; returns how many addresses it looked at.
-- Called by the server.
create or replace function worker_tell_refusals(p_now timestamptz, p_day date, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r sign_in_refusal;
  u user_account;
  n int := 0;
  known boolean;
  later timestamptz;
begin
  perform request_set(null, null, p_now, p_day, 'worker');
  for r in select * from sign_in_refusal x where x.tell_at <= p_now order by x.tell_at limit p_limit
    for no key update skip locked
  loop
    n := n + 1;
    known := false;
    later := null;
    for u in select * from user_account x where lower(x.email) = r.email and x.removed_at is null and x.password is not null
      and r.asked in (x.org_id, '00000000-0000-0000-0000-000000000000') order by x.org_id
    loop
      known := true;
      if u.refused_told_at > p_now - interval '1 hour' then
        later := least(later, u.refused_told_at + interval '1 hour');
      elsif is_put_off('refusals', u.org_id, u.user_id::text, p_now) then
        later := least(later, p_now + interval '1 minute');
      else
        begin
          perform refusals_tell(u, r), put_off_done('refusals', u.org_id, u.user_id::text);
        exception when query_canceled or others then
          if not put_off_add('refusals', u.org_id, u.user_id::text, p_now, p_limit = 1, sqlstate, sqlerrm) then
            raise;
          end if;
          later := least(later, p_now + interval '1 minute');
        end;
      end if;
    end loop;
    if known then
      update sign_in_refusal x set tell_at = later, networks = case when later is null then '{}' else x.networks end
      where x.email = r.email and x.asked = r.asked;
    else
      delete from sign_in_refusal x where x.email = r.email and x.asked = r.asked;
    end if;
  end loop;
  return n;
end $$;
