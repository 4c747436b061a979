-- What is stored under the server's secret names its generation in its first byte. Keys are hashed anew when they
-- are used (api_key_used), second factors and the keys of files are sealed anew by the worker; the rest ends by itself.

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
    select u.totp, 'second factors' from user_account u where u.totp is not null) s
  group by 1, 2 order by 1, 2
$$;

-- Second factors and keys of files that are sealed under an older generation, locked; what others hold is passed over.
-- Called by the server.
create or replace function worker_sealed_before(p_generation int, p_limit int)
returns table (org_id uuid, kind text, id uuid, sealed bytea)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select u.org_id, 'second factor', u.user_id, u.totp from user_account u
    where u.totp is not null and get_byte(u.totp, 0) < p_generation limit p_limit for no key update skip locked;
  return query
    select c.org_id, 'file', c.content_id, c.sealed_key from evidence_content c
    where get_byte(c.sealed_key, 0) < p_generation limit p_limit for no key update skip locked;
end $$;

-- Replaces one of them, unless it changed meanwhile.
-- Called by the server.
create or replace function worker_seal_anew(p_org uuid, p_kind text, p_id uuid, p_before bytea, p_sealed bytea) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update user_account set totp = p_sealed where p_kind = 'second factor' and org_id = p_org and user_id = p_id and totp = p_before;
  update evidence_content set sealed_key = p_sealed where p_kind = 'file' and org_id = p_org and content_id = p_id and sealed_key = p_before
$$;
