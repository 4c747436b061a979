-- What the servers of the release before call in another form than this one's: they serve on while the
-- schema is ahead of them (tests/fault/test_upgrade.py). With the next release it goes.
set local role hoshitori_engine;
set local check_function_bodies = off;

-- 0.1.0 knew no users.
create or replace function invitation_redeem(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claim text,
  p_details jsonb, p_org uuid, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights int,
  p_key_last_day date)
returns table (result jsonb, facts jsonb, audit jsonb)
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  select r.result, r.facts, r.audit
  from invitation_redeem(p_buyer, p_invitation, p_hash, p_claim, p_details, p_org, p_key, p_key_hash, p_key_name,
    p_key_last4, p_key_rights, p_key_last_day, null) r
$$;

grant execute on function
  invitation_redeem(uuid, bigint, bytea, text, jsonb, uuid, bigint, bytea, text, text, int, date) to hoshitori_app;
