-- What is stored under the server's secret names its generation in its first byte. Keys are hashed anew when they
-- are used (api_key_used), second factors, keys of files and webhooks' secrets are sealed anew by the worker; the rest ends by itself.

-- How much that still works was made under which generation of the secret.
-- Called by the operator.
create or replace function secret_uses() returns table (generation int, kind text, rows bigint)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select get_byte(s.stored, 0), s.kind, count(*) from (
    select k.hash as stored, case when k.user_id is null then 'keys' else 'sessions' end as kind from api_key k
    where k.revoked_at is null and least(k.expires_at, k.idle_until) > request_now()
    union all
    select k.previous_hash, 'keys' from api_key k where k.revoked_at is null and k.previous_until > request_now()
    union all
    select l.hash, 'links' from user_link l
    where l.used_at is null and l.superseded_at is null and l.expires_at > request_now()
    union all
    select i.hash, 'invitations' from invitation i
    where i.used_at is null and i.superseded_at is null and i.expires_on >= request_day()
    union all
    select i.sealed, 'answers' from invitation i where i.sealed is not null
    union all
    select decode(substr(i.request_hash, 1, 2), 'hex'), 'answers' from idempotency i where length(i.request_hash) = 66
    union all
    select m.sealed, 'mails' from mail m where m.sealed is not null
    union all
    select c.sealed_key, 'files' from evidence_content c
    union all
    select u.totp, 'second factors' from user_account u where u.totp is not null
    union all
    select w.secret, 'webhooks' from webhook w
    union all
    select s.client_secret, 'clients of providers' from oidc_setting s where s.client_secret is not null
    union all
    select w.previous_secret, 'webhooks' from webhook w where w.previous_until > request_now()) s
  group by 1, 2 order by 1, 2
$$;

-- Up to p_limit of what is sealed under an older generation and stays, locked; what others hold, or was put off by its kind, is
-- passed over.
-- Called by the server.
create or replace function worker_sealed_before(p_now timestamptz, p_generation int, p_limit int)
returns table (kind text, org_id uuid, id uuid, sealed bytea)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
begin
  return query select 'second factor', u.org_id, u.user_id, u.totp from user_account u
    where u.totp is not null and get_byte(u.totp, 0) < p_generation and not is_put_off('second factor', u.org_id, u.user_id::text, p_now)
    limit p_limit for no key update skip locked;
  get diagnostics n = row_count;
  p_limit := p_limit - n;
  return query select 'file', c.org_id, c.content_id, c.sealed_key from evidence_content c
    where get_byte(c.sealed_key, 0) < p_generation and not is_put_off('file', c.org_id, c.content_id::text, p_now)
    limit p_limit for no key update skip locked;
  get diagnostics n = row_count;
  p_limit := p_limit - n;
  return query select 'webhook', w.org_id, w.webhook_id, w.secret from webhook w
    where get_byte(w.secret, 0) < p_generation and not is_put_off('webhook', w.org_id, w.webhook_id::text, p_now)
    limit p_limit for no key update skip locked;
  get diagnostics n = row_count;
  p_limit := p_limit - n;
  return query select 'webhook before', w.org_id, w.webhook_id, w.previous_secret from webhook w
    where w.previous_secret is not null and get_byte(w.previous_secret, 0) < p_generation
      and not is_put_off('webhook before', w.org_id, w.webhook_id::text, p_now)
    limit p_limit for no key update skip locked;
  get diagnostics n = row_count;
  p_limit := p_limit - n;
  return query select 'client', s.org_id, s.org_id, s.client_secret from oidc_setting s
    where s.client_secret is not null and get_byte(s.client_secret, 0) < p_generation and not is_put_off('client', s.org_id, s.org_id::text, p_now)
    limit p_limit for no key update skip locked;
end $$;

-- Replaces one of them, unless it changed meanwhile.
-- Called by the server.
create or replace function worker_seal_anew(p_kind text, p_org uuid, p_id uuid, p_before bytea, p_sealed bytea) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  case p_kind
    when 'second factor' then
      update user_account set totp = p_sealed where org_id = p_org and user_id = p_id and totp = p_before;
    when 'file' then
      update evidence_content set sealed_key = p_sealed where org_id = p_org and content_id = p_id and sealed_key = p_before;
    when 'webhook' then
      update webhook set secret = p_sealed where org_id = p_org and webhook_id = p_id and secret = p_before;
    when 'client' then
      update oidc_setting set client_secret = p_sealed where org_id = p_org and client_secret = p_before;
    when 'webhook before' then
      update webhook set previous_secret = p_sealed where org_id = p_org and webhook_id = p_id and previous_secret = p_before;
  end case;
  perform put_off_done(p_kind, p_org, p_id::text);
end $$;
