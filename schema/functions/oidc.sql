-- Signing in at a provider of OpenID Connect. Somebody is known by issuer and subject, never by the address. The worker alone
-- speaks with providers (oidc_worker.sql).

-- Allows an issuer; false: it is allowed already.
-- Called by the operator.
create or replace function oidc_issuer_add(p_issuer text) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into oidc_issuer (issuer, due_at, recorded_at) values (p_issuer, request_now(), request_now()) on conflict do nothing;
  return found;
end $$;

-- Allows it no longer; -1: it is not known, else how many organisations still use it, which keeps it.
-- Called by the operator.
create or replace function oidc_issuer_remove(p_issuer text) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  users int;
begin
  perform from oidc_issuer where issuer = p_issuer for update;
  if not found then
    return -1;
  end if;
  users := (select count(*) from oidc_setting where issuer = p_issuer);
  if users = 0 then
    delete from oidc_issuer where issuer = p_issuer;
  end if;
  return users;
end $$;

-- The issuers that are allowed, by name.
-- Called by the operator.
create or replace function oidc_issuer_list() returns table (issuer text, organisations int, read_at timestamptz, failure text)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select i.issuer, (select count(*)::int from oidc_setting s where s.issuer = i.issuer), i.keys_at, i.failure
  from oidc_issuer i order by i.issuer
$$;

-- The contract's OidcSettings, of the asking organisation, and a digest of the sealed secret, which tells one from the next.
-- Called by the server.
create or replace function oidc_settings() returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('issuers', coalesce((select jsonb_agg(i.issuer order by i.issuer) from oidc_issuer i), '[]'),
    'issuer', s.issuer, 'client_id', s.client_id, 'client_secret_set', s.client_secret is not null,
    'secret_digest', encode(sha256(s.client_secret), 'hex'), 'required', coalesce(s.required, false), 'exempt', s.exempt, 'rules', coalesce(s.rules, '[]'),
    'provider', case when s.issuer is null then null when i.keys is not null then 'ready' when i.failure is not null then 'away' else 'waiting' end,
    'recorded_at', instant_text(s.recorded_at))
  from (select) one left join oidc_setting s on s.org_id = current_org() left join oidc_issuer i on i.issuer = s.issuer
$$;

-- The sealed secret of the asking organisation's client; nothing where none is set.
-- Called by the server.
create or replace function oidc_client_secret() returns table (sealed bytea)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select s.client_secret from oidc_setting s where s.org_id = current_org() and s.client_secret is not null $$;

-- The rights that claims give by rules, those of every rule that fits; 0 = none does.
create or replace function oidc_rights(p_rules jsonb, p_claims jsonb) returns int
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select coalesce(bit_or((r ->> 'rights')::int), 0) from jsonb_array_elements(p_rules) r
  where p_claims ->> (r ->> 'claim') = r ->> 'value'
    or jsonb_typeof(p_claims -> (r ->> 'claim')) = 'array' and p_claims -> (r ->> 'claim') @> jsonb_build_array(r -> 'value')
$$;

-- Who may get in without: has a password, and may change these settings.
create or replace function oidc_exempt_fits(u user_account) returns boolean
language sql immutable
as $$ select u.removed_at is null and u.password is not null and not u.ruled and u.rights & 32 <> 0 $$;

-- Sets the organisation's provider; p_secret: sealed, null = as it was (of the same client), empty = none. Nobody lets others have
-- by rule what he lacks.
-- Called by the server.
create or replace function oidc_settings_put(p_body jsonb, p_secret bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  shown jsonb;
  before oidc_setting;
  s oidc_setting;
  u user_account;
begin
  perform request_maker();
  -- Before the organisation, as whoever takes rights from a user has them (oidc_exempt_keep).
  select * into u from user_account x where x.org_id = current_org() and x.user_id = (p_body ->> 'exempt')::uuid for share;
  perform from organisation o where o.org_id = current_org() for no key update;
  select * into before from oidc_setting x where x.org_id = current_org();
  shown := oidc_settings();
  perform rights_require_over(coalesce((select bit_or((r ->> 'rights')::int) from jsonb_array_elements(before.rules) r), 0));
  perform rights_require(coalesce((select bit_or((r ->> 'rights')::int) from jsonb_array_elements(p_body -> 'rules') r), 0));
  perform from oidc_issuer i where i.issuer = p_body ->> 'issuer' for share;
  if not found then
    perform refuse('oidc_issuer_not_allowed', 'issuer');
  end if;
  s := before;
  s.org_id := current_org();
  s.issuer := p_body ->> 'issuer';
  s.client_id := p_body ->> 'client_id';
  s.client_secret := case when p_secret is not null then nullif(p_secret, '')
    when before.issuer = s.issuer and before.client_id = s.client_id then before.client_secret end;
  s.required := (p_body ->> 'required')::boolean;
  s.exempt := (p_body ->> 'exempt')::uuid;
  s.rules := p_body -> 'rules';
  if s.exempt is not null then
    if u.user_id is null or not oidc_exempt_fits(u) then
      perform refuse('oidc_exempt_unfit', 'exempt');
    end if;
  elsif s.required then
    perform refuse('missing_field', 'exempt');
  end if;
  if before.org_id is not null and s is not distinct from before then
    return query select jsonb_build_object('outcome', 'same', 'body', shown, 'before', shown), null::json, null::jsonb;
    return;
  end if;
  s.recorded_at := request_now();
  insert into oidc_setting select s.* on conflict (org_id) do update set issuer = s.issuer, client_id = s.client_id,
    client_secret = s.client_secret, required = s.required, exempt = s.exempt, rules = s.rules, recorded_at = s.recorded_at;
  return query select jsonb_build_object('outcome', 'changed', 'body', oidc_settings(), 'before', shown), null::json,
    jsonb_build_object('object', 'oidc-settings', 'detail', p_body - 'client_secret'
      || case when s.client_secret is not distinct from before.client_secret then '{}'::jsonb else '{"client_secret": "changed"}' end);
end $$;

-- Ends signing in at the provider. Whose identity is linked keeps it for the day when it is set again.
-- Called by the server.
create or replace function oidc_settings_remove()
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  shown jsonb;
begin
  perform request_maker();
  perform from oidc_setting x where x.org_id = current_org() for update;
  if not found then
    perform refuse('not_found');
  end if;
  shown := oidc_settings();
  delete from oidc_setting x where x.org_id = current_org();
  delete from oidc_sign_in x where x.org_id = current_org();
  return query select jsonb_build_object('outcome', 'removed', 'body', oidc_settings(), 'before', shown), null::json,
    jsonb_build_object('object', 'oidc-settings', 'detail', '{}'::jsonb);
end $$;

-- Refuses to take from somebody what he needs to get in without the provider.
create or replace function oidc_exempt_keep(u user_account) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform from organisation o where o.org_id = u.org_id for share;
  if exists (select from oidc_setting s where s.org_id = u.org_id and s.required and s.exempt = u.user_id) then
    perform refuse('oidc_exempt');
  end if;
end $$;

-- Takes the identity from a user, who is not known by it any more; sessions end.
-- Called by the server.
create or replace function user_identity_remove(p_user uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_lock(p_user);
begin
  perform rights_require_over(u.rights);
  if u.issuer is null then
    perform refuse('not_found');
  end if;
  perform account_notice_add(u, 'identity_removed', jsonb_build_object('issuer', u.issuer));
  update user_account x set issuer = null, subject = null, ruled = false where x.org_id = u.org_id and x.user_id = p_user returning * into u;
  perform sessions_revoke(p_user);
  return query select jsonb_build_object('outcome', 'removed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('identity', 'removed'));
end $$;

-- Begins: of an organisation's people, or to link the identity to the account of the link (p_link, p_hash) or of the session that
-- asks. wait: seconds until the network may begin again, and nothing else. What is missing of the issuer was not read yet.
-- Called by the server; may be null: link.
create or replace function oidc_sign_in_begin(p_org uuid, p_link bigint, p_hash bytea, p_state bytea, p_device bytea, p_sealed bytea,
  p_network text)
returns table (wait int, organisation uuid, authorization_endpoint text, client_id text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  asking uuid := request_user();
  org uuid := coalesce(p_org, current_org());
  s oidc_setting;
  pause int := throttle_take(network_subject(p_network), 30);
begin
  if pause > 0 then
    return query select pause, null::uuid, null::text, null::text;
    return;
  end if;
  if p_link is not null then
    asking := (user_link_lock(org, p_link, p_hash)).user_id;
  elsif p_org is null and asking is null then
    perform refuse('not_a_session');
  elsif p_org is not null then
    asking := null;
  end if;
  select x.* into s from oidc_setting x join organisation o on o.org_id = x.org_id and o.closed_on is null where x.org_id = org;
  if not found then
    perform refuse('oidc_not_set');
  end if;
  insert into oidc_sign_in (state, org_id, device, issuer, user_id, link_id, key_id, sealed, step, recorded_at)
  values (p_state, org, p_device, s.issuer, asking, p_link, request_key(), p_sealed, 'begun', request_now());
  return query select 0, s.org_id, i.authorization_endpoint, s.client_id from oidc_issuer i where i.issuer = s.issuer;
end $$;

-- What came back to the browser: p_sealed with the code, null when the provider refused. Good once, in the browser in which it began,
-- and from its issuer (p_issuer: the answer's own word, for who sends one). step: how far it is.
-- Called by the server.
create or replace function oidc_sign_in_answer(p_org uuid, p_state bytea, p_device bytea, p_issuer text, p_sealed bytea, p_failure text)
returns table (step text, failure text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  x oidc_sign_in;
  i oidc_issuer;
begin
  select * into x from oidc_sign_in y where y.org_id = p_org and y.state = p_state and y.device = p_device
    and y.recorded_at > request_now() - interval '10 minutes' for update;
  if not found then
    perform refuse('oidc_sign_in_over');
  end if;
  select * into i from oidc_issuer y where y.issuer = x.issuer;
  if p_issuer is distinct from x.issuer and (p_issuer is not null or i.names_itself) then
    delete from oidc_sign_in y where y.org_id = p_org and y.state = p_state;
    return query select 'failed', 'oidc_other_issuer';
    return;
  end if;
  if x.step = 'begun' then
    x.step := case when p_failure is null then 'waiting' else 'failed' end;
    x.failure := p_failure;
    update oidc_sign_in y set step = x.step, failure = x.failure, sealed = coalesce(p_sealed, y.sealed)
    where y.org_id = p_org and y.state = p_state;
  elsif x.step = 'taken' and x.taken_at < request_now() - interval '1 minute' then
    x.step := 'failed';
    x.failure := 'oidc_provider_away';
  end if;
  if x.step = 'failed' then
    delete from oidc_sign_in y where y.org_id = p_org and y.state = p_state;
  end if;
  return query select x.step, x.failure;
end $$;

-- What the sealed part of a way is, for the code that is to be put beside it; nothing when there is none that began.
-- Called by the server.
create or replace function oidc_sign_in_sealed(p_org uuid, p_state bytea, p_device bytea) returns table (sealed bytea)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select x.sealed from oidc_sign_in x where x.org_id = p_org and x.state = p_state and x.device = p_device and x.step = 'begun'
$$;

-- The identity becomes the account's, unless it is another's here (user_account_identity). Whoever opened a link is in; a session
-- that was ended meanwhile links nothing.
create or replace function oidc_link(x oidc_sign_in) returns user_account
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_lock(x.user_id);
begin
  if x.link_id is not null then
    update user_link l set used_at = request_now() where l.org_id = x.org_id and l.link_id = x.link_id
      and l.used_at is null and l.superseded_at is null and l.expires_at > request_now() and user_link_covers(l, u);
    if not found then
      perform refuse('link_not_found');
    end if;
    perform mail_reader_add(u.user_id);
  elsif not exists (select from api_key k where k.org_id = x.org_id and k.key_id = x.key_id and k.revoked_at is null
      and least(k.expires_at, k.idle_until) > request_now()) then
    perform refuse('oidc_sign_in_over');
  end if;
  update user_account y set issuer = x.issuer, subject = x.subject, ruled = false,
    address = case when x.link_id is null then y.address else 'proven' end
  where y.org_id = x.org_id and y.user_id = x.user_id returning * into u;
  if x.link_id is null or u.password is not null then
    perform account_notice_add(u, 'identity_linked', jsonb_build_object('issuer', x.issuer));
  end if;
  return u;
end $$;

-- An account of who has none, when a rule gives rights; of two who come at the same time one makes it, the other gets that one, whose
-- id is not p_user. Somebody else's address is not taken over: that account is linked by its person.
create or replace function oidc_account_add(x oidc_sign_in, p_user uuid, p_rights int) returns user_account
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
begin
  if p_rights = 0 then
    perform refuse('oidc_account_unknown');
  elsif x.claims ->> 'email' is null then
    perform refuse('oidc_email_missing');
  end if;
  perform quota_require('users');
  insert into user_account (org_id, user_id, email, name, rights, issuer, subject, ruled, recorded_at)
  values (x.org_id, p_user, x.claims ->> 'email', coalesce(nullif(btrim(x.claims ->> 'name'), ''), x.claims ->> 'email'), p_rights,
    x.issuer, x.subject, true, request_now())
  on conflict do nothing returning * into u;
  if found then
    perform mail_reader_add(p_user);
    return u;
  end if;
  select * into u from user_account y where y.org_id = x.org_id and y.issuer = x.issuer and y.subject = x.subject and y.removed_at is null
    for no key update;
  if not found then
    perform refuse('oidc_account_exists');
  end if;
  return u;
end $$;

-- Whose rights follow from rules has those of today's claims.
create or replace function oidc_rights_follow(u user_account, p_rights int) returns user_account
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not u.ruled or u.rights = p_rights then
    return u;
  elsif p_rights = 0 then
    perform refuse('oidc_account_unknown');
  end if;
  perform user_rights_put(u, p_rights);
  update user_account x set rights = p_rights where x.org_id = u.org_id and x.user_id = u.user_id returning * into u;
  return u;
end $$;

-- Signs in whom the provider named, once. p_user: the id of an account that is made. What the provider asks for stands for a second
-- factor of ours; it counts as a proof from when it was given there (auth_time).
-- Called by the server.
create or replace function oidc_session_start(p_org uuid, p_state bytea, p_device bytea, p_user uuid, p_key bigint, p_hash bytea, p_last4 text,
  p_network text, p_browser text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  x oidc_sign_in;
  u user_account;
  s oidc_setting;
  detail jsonb;
begin
  delete from oidc_sign_in y where y.org_id = p_org and y.state = p_state and y.device = p_device and y.step = 'known'
    and y.recorded_at > request_now() - interval '10 minutes' returning * into x;
  if not found then
    perform refuse('oidc_sign_in_over');
  end if;
  perform request_set(x.org_id, null, request_now(), request_day(), current_setting('app.request_id', true));
  select y.* into s from oidc_setting y join organisation o on o.org_id = y.org_id and o.closed_on is null
  where y.org_id = x.org_id and y.issuer = x.issuer for share of y;
  if not found then
    perform refuse('oidc_not_set');
  end if;
  detail := jsonb_build_object('issuer', x.issuer);
  if x.user_id is not null then
    u := oidc_link(x);
    detail := detail || '{"identity": "linked"}';
  else
    select * into u from user_account y where y.org_id = x.org_id and y.issuer = x.issuer and y.subject = x.subject and y.removed_at is null
      for no key update;
    if found then
      u := oidc_rights_follow(u, oidc_rights(s.rules, x.claims));
    else
      u := oidc_account_add(x, p_user, oidc_rights(s.rules, x.claims));
      if u.user_id = p_user then
        detail := detail || jsonb_build_object('account', 'added', 'email', u.email, 'rights', u.rights);
      end if;
    end if;
  end if;
  perform throttle_give_back(network_subject(p_network));
  return query select * from session_open(u, u.rights, p_key, p_hash, p_last4, p_network, p_browser, p_device, p_device,
    to_timestamp((x.claims ->> 'auth_time')::bigint), detail);
end $$;
