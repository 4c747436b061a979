-- What the worker does for signing in at providers: what issuers say of themselves, and codes for identities. Taken in one
-- transaction, asked in none, written down in another. A code is good once, so what was taken is never taken again.

-- The next issuer that an organisation uses and that is to be read again; it is somebody else's turn in a minute at the earliest.
-- Called by the server.
create or replace function worker_oidc_issuer_take(p_now timestamptz) returns table (issuer text)
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update oidc_issuer i set due_at = p_now + interval '1 minute' where i.issuer = (
    select x.issuer from oidc_issuer x where x.due_at <= p_now and exists (select from oidc_setting s where s.issuer = x.issuer)
    order by x.due_at limit 1 for no key update skip locked)
  returning i.issuer
$$;

-- What an issuer says of itself. It is read again in an hour, and what could not be read after a minute.
-- Called by the server.
create or replace function worker_oidc_issuer_put(p_issuer text, p_authorization text, p_token text, p_keys_url text, p_names_itself boolean,
  p_secret_in_body boolean, p_keys jsonb, p_failure text, p_now timestamptz) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update oidc_issuer i set (authorization_endpoint, token_endpoint, keys_url, names_itself, secret_in_body, keys, keys_at, due_at, failure)
    = (select * from (values (p_authorization, p_token, p_keys_url, p_names_itself, p_secret_in_body, p_keys, p_now, p_now + interval '1 hour', null)) v
       where p_failure is null
       union all
       select i.authorization_endpoint, i.token_endpoint, i.keys_url, i.names_itself, i.secret_in_body, i.keys, i.keys_at,
         p_now + interval '1 minute', p_failure where p_failure is not null)
  where i.issuer = p_issuer
$$;

-- The keys of an issuer, read anew for a token of a key that was not known; true: nobody has asked in this minute.
-- Called by the server.
create or replace function worker_oidc_keys_ask(p_issuer text, p_now timestamptz) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update oidc_issuer i set keys_at = p_now where i.issuer = p_issuer and i.keys_at < p_now - interval '1 minute';
  return found;
end $$;

-- Keys that were read anew.
-- Called by the server.
create or replace function worker_oidc_keys_put(p_issuer text, p_keys jsonb) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ update oidc_issuer i set keys = p_keys where i.issuer = p_issuer $$;

-- Up to p_limit codes that wait, of one issuer p_each under way at a time; forgets ways that are too old.
-- Called by the server.
create or replace function worker_oidc_take(p_now timestamptz, p_limit int, p_each int)
returns table (state bytea, issuer text, organisation uuid, client_id text, client_secret bytea, sealed bytea, token_endpoint text,
  secret_in_body boolean, keys_url text, keys jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  delete from oidc_sign_in x where (x.org_id, x.state) in (
    select y.org_id, y.state from oidc_sign_in y where y.recorded_at < p_now - interval '15 minutes' limit 200 for update skip locked);
  return query
  with next as (
    select x.org_id, x.state from oidc_sign_in x
    where x.step = 'waiting' and (select count(*) from oidc_sign_in y where y.issuer = x.issuer and y.step = 'taken'
      and y.taken_at > p_now - interval '1 minute') < p_each
    order by x.recorded_at limit p_limit for no key update skip locked
  ), taken as (
    update oidc_sign_in x set step = 'taken', taken_at = p_now from next n
    where x.org_id = n.org_id and x.state = n.state returning x.*
  )
  select t.state, t.issuer, t.org_id, s.client_id, s.client_secret, t.sealed, i.token_endpoint, coalesce(i.secret_in_body, false), i.keys_url, i.keys
  from taken t join oidc_issuer i on i.issuer = t.issuer join oidc_setting s on s.org_id = t.org_id and s.issuer = t.issuer;
end $$;

-- What came of one: the subject with those of its claims that are asked for here, or why there is none.
-- Called by the server.
create or replace function worker_oidc_done(p_org uuid, p_state bytea, p_subject text, p_claims jsonb, p_failure text) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update oidc_sign_in x set step = case when p_failure is null then 'known' else 'failed' end, subject = p_subject, claims = (
      select jsonb_object_agg(c.key, c.value) from jsonb_each(p_claims) c
      where c.key in ('email', 'name', 'auth_time') or exists (
        select from oidc_setting s, jsonb_array_elements(s.rules) r where s.org_id = x.org_id and r ->> 'claim' = c.key)),
    failure = p_failure, sealed = ''
  where x.org_id = p_org and x.state = p_state and x.step = 'taken'
$$;
