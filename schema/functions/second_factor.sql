-- The second factor: recovery codes beside it, and whether the organisation demands one.

-- 120 random bits: nobody tries them all, so a fast hash does. p_code: without what only divides it.
create or replace function recovery_hash(p_user uuid, p_code text) returns bytea
language sql immutable
as $$ select sha256(convert_to(p_user || ' ' || p_code, 'UTF8')) $$;

-- Whether it is one of the user's recovery codes that were not used.
create or replace function recovery_code_fits(u user_account, p_code text) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select exists (
    select from recovery_code c
    where c.org_id = u.org_id and c.user_id = u.user_id and c.hash = recovery_hash(u.user_id, p_code) and c.used_at is null)
$$;

-- How many recovery codes the user has left.
create or replace function recovery_codes_left(u user_account) returns int
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select count(*)::int from recovery_code c where c.org_id = u.org_id and c.user_id = u.user_id and c.used_at is null
$$;

-- Whether the code that was checked (p_step) or a recovery code (p_recovery) counts for this user, once.
-- Who has no second factor needs neither.
create or replace function factor_use(u user_account, p_step bigint, p_recovery text) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if u.totp is null then
    return true;
  elsif p_step > u.totp_step then
    update user_account x set totp_step = p_step where x.org_id = u.org_id and x.user_id = u.user_id;
    return true;
  end if;
  update recovery_code c set used_at = request_now()
  where c.org_id = u.org_id and c.user_id = u.user_id and c.hash = recovery_hash(u.user_id, p_recovery) and c.used_at is null;
  if not found then
    return false;
  end if;
  perform account_notice_add(u, 'recovery_code_used', jsonb_build_object('left', recovery_codes_left(u)));
  return true;
end $$;

-- Gives the user new recovery codes; those before end.
create or replace function recovery_codes_put(u user_account, p_codes text[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  delete from recovery_code c where c.org_id = u.org_id and c.user_id = u.user_id;
  insert into recovery_code (org_id, user_id, hash, recorded_at)
  select u.org_id, u.user_id, recovery_hash(u.user_id, c), request_now() from unnest(p_codes) c;
end $$;

-- For whoever lost it, without the old one; sessions and known browsers end.
create or replace function factor_remove(u user_account) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  delete from recovery_code c where c.org_id = u.org_id and c.user_id = u.user_id;
  delete from user_device d where d.org_id = u.org_id and d.user_id = u.user_id;
  update user_account x set totp = null, totp_step = 0, totp_offer = null where x.org_id = u.org_id and x.user_id = u.user_id;
  perform sessions_revoke(u.user_id), account_notice_add(u, 'factor_taken');
end $$;

-- Takes a colleague's second factor away, so that a new one can be set.
-- Called by the server.
create or replace function user_second_factor_remove(p_user uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := user_lock(p_user);
begin
  if p_user = request_user() then
    perform refuse('own_second_factor');
  end if;
  perform rights_require_over(u.rights);
  perform factor_remove(u);
  select * into u from user_account x where x.org_id = u.org_id and x.user_id = u.user_id;
  return query select jsonb_build_object('outcome', 'removed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('second_factor', 'removed'));
end $$;

-- Proof that the user is there: the password that was checked (p_before; somebody may have changed it
-- since) and, where there is one, the second factor. The attempt was right, so it counts no longer.
create or replace function own_prove(p_before text, p_step bigint, p_recovery text) returns user_account
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_user_lock();
begin
  if u.password is distinct from p_before then
    perform refuse('conflict');
  elsif not factor_use(u, p_step, p_recovery) then
    perform refuse('code_wrong', 'code');
  end if;
  perform throttle_clear(own_subject(u)), throttle_clear(own_factor_subject(u));
  return u;
end $$;

-- A new key, sealed, that the server made: set once a code proves it, in this session and within ten minutes.
-- Called by the server; may be null: step.
create or replace function own_factor_offer(p_before text, p_step bigint, p_recovery text, p_totp bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_prove(p_before, p_step, p_recovery);
begin
  update user_account x set totp_offer = p_totp, totp_offered_at = request_now(), totp_offer_key = request_key()
  where x.org_id = u.org_id and x.user_id = u.user_id;
  return query select jsonb_build_object('outcome', 'changed', 'body', '{}'::jsonb), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('second_factor', 'offered'));
end $$;

-- The key that was offered in this session, for ten minutes; NULL afterwards.
-- Called by the server.
create or replace function own_factor_offered() returns table (email text, totp bytea)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select u.email, case when u.totp_offer_key = request_key() and u.totp_offered_at > request_now() - interval '10 minutes'
    then u.totp_offer end
  from user_account u where u.org_id = current_org() and u.user_id = (select request_user())
$$;

-- p_offer: the key that p_step's code proved. A session that was opened for this only has its rights now.
-- Called by the server.
create or replace function own_factor_put(p_offer bytea, p_step bigint, p_codes text[])
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_user_lock();
begin
  if u.totp_offer is distinct from p_offer or u.totp_offer_key is distinct from request_key() then
    perform refuse('second_factor_not_offered');
  end if;
  perform account_notice_add(u, case when u.totp is null then 'factor_set' else 'factor_replaced' end);
  update user_account x set totp = p_offer, totp_step = p_step, totp_offer = null
  where x.org_id = u.org_id and x.user_id = u.user_id returning * into u;
  perform recovery_codes_put(u, p_codes), sessions_end_others(u);
  update api_key set rights = u.rights where org_id = u.org_id and key_id = request_key();
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('user', user_json(u))), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('second_factor', 'set'));
end $$;

-- Takes the asking user's second factor away, where the organisation does not require one.
-- Called by the server; may be null: step.
create or replace function own_factor_remove(p_before text, p_step bigint, p_recovery text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_prove(p_before, p_step, p_recovery);
begin
  if (select o.second_factor_required from organisation o where o.org_id = u.org_id) then
    perform refuse('second_factor_required');
  end if;
  delete from recovery_code c where c.org_id = u.org_id and c.user_id = u.user_id;
  update user_account x set totp = null, totp_step = 0, totp_offer = null
  where x.org_id = u.org_id and x.user_id = u.user_id returning * into u;
  perform sessions_end_others(u), account_notice_add(u, 'factor_removed');
  return query select jsonb_build_object('outcome', 'removed', 'body', user_json(u)), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('second_factor', 'removed'));
end $$;

-- Gives the asking user new recovery codes.
-- Called by the server; may be null: step.
create or replace function own_recovery_codes_put(p_before text, p_step bigint, p_recovery text, p_codes text[])
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_prove(p_before, p_step, p_recovery);
begin
  if u.totp is null then
    perform refuse('second_factor_missing');
  end if;
  perform recovery_codes_put(u, p_codes), account_notice_add(u, 'recovery_codes_renewed');
  return query select jsonb_build_object('outcome', 'changed', 'body', '{}'::jsonb), null::json,
    jsonb_build_object('object', 'users/' || u.user_id, 'detail', jsonb_build_object('recovery_codes', cardinality(p_codes)));
end $$;

-- How the organisation's people sign in.
-- Called by the server.
create or replace function sign_in_policy() returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('second_factor', case when o.second_factor_required then 'required' else 'optional' end)
  from organisation o where o.org_id = current_org()
$$;

-- Sets whether all people of the organisation need a second factor.
-- Called by the server.
create or replace function sign_in_policy_put(p_second_factor text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before jsonb;
begin
  perform from organisation o where o.org_id = current_org() for no key update;
  before := sign_in_policy();
  update organisation o set second_factor_required = p_second_factor = 'required' where o.org_id = current_org();
  return query select jsonb_build_object('outcome', case when before is distinct from sign_in_policy() then 'changed' else 'same' end, 'body', sign_in_policy(), 'before', before),
    null::json,
    case when before is distinct from sign_in_policy() then
      jsonb_build_object('object', 'sign-in-policy', 'detail', jsonb_build_object('from', before, 'to', sign_in_policy())) end;
end $$;
