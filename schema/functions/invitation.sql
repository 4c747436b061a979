-- The answer to an invitation by its token. Who holds the token needs no key; a token that is wrong,
-- used, replaced or expired gets one and the same answer.

-- The one refusal for tokens that are unknown, used or too old: which of these is nobody's business.
create or replace function invitation_refuse() returns void
language plpgsql set search_path = hoshitori, pg_temp
as $$
begin
  perform refuse('invitation_not_found');
end $$;

-- Whether the buyer still takes part: nobody answers one that has closed. Who answered before finds the answer again.
create or replace function invitation_has_buyer(p_buyer uuid) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select exists (select from organisation o where o.org_id = p_buyer and o.closed_on is null) $$;

-- The relationship that the token names, locked. The hash is keyed with a secret that the database
-- does not hold, so comparing it needs no constant time.
create or replace function invitation_lock(p_buyer uuid, p_invitation bigint, p_hash bytea) returns relationship
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  select x.* into r from relationship x
  where x.org_id = p_buyer and x.relationship_id = (
    select i.relationship_id from invitation i
    where i.org_id = p_buyer and i.invitation_id = p_invitation and hash_known(i.hash, p_hash) and i.superseded_at is null)
  for no key update;
  if not found then
    perform invitation_refuse();
  end if;
  return r;
end $$;

-- To be asked after the lock: somebody else may have answered, or the buyer sent a newer one.
create or replace function invitation_open_require(r relationship, p_invitation bigint) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from invitation i where i.org_id = r.org_id and i.invitation_id = p_invitation
      and i.superseded_at is null and i.used_at is null and i.expires_on >= request_day()) or r.state <> 'invited'
      or not invitation_has_buyer(r.org_id) then
    perform invitation_refuse();
  end if;
end $$;

-- Asked before anything costly is done for whoever holds a token: refuses what invitation_redeem would. Answers
-- how the buyer calls the supplier, and what a password for this address is hashed with.
-- Called by the server.
create or replace function invitation_require(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[], p_email text)
returns table (supplier text, salt bytea)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if exists (select from invitation i join relationship r using (org_id, relationship_id)
      where i.org_id = p_buyer and i.invitation_id = p_invitation and hash_known(i.hash, p_hash) and r.supplier_id is not null
        and i.used_at is null) and invitation_has_buyer(p_buyer) then
    perform refuse('invitation_of_organisation');
  elsif not exists (
    select from invitation i join relationship r using (org_id, relationship_id)
    where i.org_id = p_buyer and i.invitation_id = p_invitation and hash_known(i.hash, p_hash) and i.superseded_at is null
      and (i.used_at is null and i.expires_on >= request_day() and r.state = 'invited' and invitation_has_buyer(p_buyer)
        or i.request_hash = any(p_claims) and i.used_at > request_now() - interval '1 day')) then
    perform invitation_refuse();
  end if;
  return query select r.name, address_salt(p_email) from invitation i join relationship r using (org_id, relationship_id)
    where i.org_id = p_buyer and i.invitation_id = p_invitation;
end $$;

-- What an invitation is about, for whoever holds its token.
-- Called by the server.
create or replace function invitation_preview(p_buyer uuid, p_invitation bigint, p_hash bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := invitation_lock(p_buyer, p_invitation, p_hash);
begin
  perform invitation_open_require(r, p_invitation);
  update invitation i set opened_at = request_now()
  where i.org_id = r.org_id and i.invitation_id = p_invitation and i.opened_at is null;
  return query select jsonb_build_object('outcome', 'same', 'status_of', r.relationship_id, 'body', invitation_shape(r)),
    facts_of(array[r.org_id], array[r.relationship_id]), null::jsonb;
end $$;

-- A new organisation, as whoever holds the token calls itself; what is left out is what the buyer
-- entered. Its number is claimed, not proven. From here on the transaction acts with its first key, or
-- as the organisation when its first user comes instead of one (p_person: user, email, name, password).
create or replace function organisation_found(r relationship, p_org uuid, p_details jsonb, p_key bigint, p_key_hash bytea,
  p_key_name text, p_key_last4 text, p_key_rights int, p_key_last_day date, p_person jsonb) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  own jsonb := coalesce(p_details, '{}');
  k api_key;
  u user_account;
begin
  perform quota_spend(r.org_id, 'founded', 1);
  insert into organisation (org_id, name, reading, corporate_number, recorded_at)
  values (p_org, coalesce(own ->> 'name', r.name),
    case when own ? 'name' or own ? 'reading' then own ->> 'reading' else r.reading end,
    case when own ? 'corporate_number' then own ->> 'corporate_number' else r.corporate_number end, request_now());
  if p_person is not null then
    insert into user_account (org_id, user_id, email, name, rights, password, recorded_at)
    values (p_org, (p_person ->> 'user')::uuid, p_person ->> 'email', p_person ->> 'name', p_key_rights,
      p_person ->> 'password', request_now())
    returning * into u;
    perform request_set(p_org, null, request_now(), request_day(), current_setting('app.request_id', true));
    return jsonb_build_object('user', user_json(u));
  end if;
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, recorded_at)
  values (p_org, p_key, p_key_name, p_key_hash, p_key_rights, p_key_last4, key_expiry(p_key_last_day), request_now())
  returning * into k;
  perform request_set(p_org, p_key, request_now(), request_day(), current_setting('app.request_id', true));
  return jsonb_build_object('api_key', api_key_json(k));
end $$;

-- Accepts. With a key its own organisation is linked, without one a new organisation is made. p_claims:
-- hashes of what only the sender of this very request can repeat, or null; within a day it finds the sealed
-- answer again, else a lost answer loses the only key. The token alone never does: the buyer made it.
-- Called by the server.
create or replace function invitation_redeem(p_buyer uuid, p_invitation bigint, p_hash bytea, p_claims text[],
  p_details jsonb, p_org uuid, p_key bigint, p_key_hash bytea, p_key_name text, p_key_last4 text, p_key_rights int,
  p_key_last_day date, p_person jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := invitation_lock(p_buyer, p_invitation, p_hash);
  i invitation;
  first jsonb;
begin
  select * into i from invitation x where x.org_id = r.org_id and x.invitation_id = p_invitation;
  if i.request_hash = any(p_claims) and i.used_at > request_now() - interval '1 day' then
    return query select jsonb_build_object('outcome', 'created', 'body', '{}'::jsonb, 'sealed', i.sealed,
      'object', 'buyers/' || r.relationship_id), null::json, null::jsonb;
    return;
  end if;
  perform invitation_open_require(r, p_invitation);
  if current_org() = r.org_id then
    perform refuse('own_invitation');
  elsif current_org() is distinct from r.supplier_id and r.supplier_id is not null then
    perform refuse('invitation_of_organisation');
  elsif current_org() is null then
    first := organisation_found(r, p_org, p_details, p_key, p_key_hash, p_key_name, p_key_last4, p_key_rights,
      p_key_last_day, p_person);
  end if;
  r := relationship_accept(r);
  update invitation x set used_at = request_now(), link = null, request_hash = p_claims[1]
  where x.org_id = r.org_id and x.invitation_id = p_invitation;
  return query select jsonb_build_object('outcome', 'created', 'object', 'buyers/' || r.relationship_id,
      'body', jsonb_build_object('relationship', r.relationship_id, 'organisation', organisation_shape(r.supplier_id),
        'api_key', first -> 'api_key', 'user', first -> 'user')),
    facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('buyer', r.org_id, 'new_organisation',
      first is not null));
end $$;

-- Links the asking organisation; what it recorded flows again, where it took part before. The relationship is locked.
create or replace function relationship_accept(r relationship) returns relationship
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if number_refused(r, current_org(), r.corporate_number) then
    perform refuse('corporate_number_mismatch');
  end if;
  insert into supplier_head (org_id) values (current_org()) on conflict do nothing;
  perform from supplier_head where org_id = current_org() for share;
  update relationship x set supplier_id = current_org(), state = 'active', accepted_on = request_day(), flows_until = null,
    changed_at = request_now()
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id returning * into r;
  perform relationship_step_add(r, 'accepted'), number_compare(r.org_id, r.relationship_id);
  perform pair_event_add(r, 'relationship.changed', '{"state": "active"}');
  return r;
end $$;

-- Invitations that the asking organisation can answer without their links: to the number that the operator vouches for, and
-- from buyers for whom it took part before.
create or replace function own_invitations() returns setof relationship
language sql stable security definer rows 20 set search_path = hoshitori, pg_temp
as $$
  select r.* from organisation o join relationship r on r.corporate_number = o.corporate_number and r.state = 'invited'
    and r.supplier_id is null
  where o.org_id = current_org() and o.number_proven_at is not null and r.org_id <> o.org_id and r.invitation_expires_on >= request_day()
    and invitation_has_buyer(r.org_id)
  union all
  select r.* from relationship r where r.supplier_id = current_org() and r.state = 'invited' and r.invitation_expires_on >= request_day()
    and invitation_has_buyer(r.org_id)
$$;

-- What whoever may answer an invitation is shown of it.
create or replace function invitation_shape(r relationship) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('buyer', counterparty_shape(r.org_id),
    'supplier', jsonb_build_object('name', r.name, 'corporate_number', r.corporate_number),
    'requirement', demand_shape(demand_in_force(r.org_id, r.relationship_id, request_day())),
    'upcoming', demand_shape(demand_upcoming(r.org_id, r.relationship_id, request_day())),
    'recorded_declarations', known_declarations(r.org_id, r.relationship_id),
    'invited_on', r.invited_on, 'expires_on', r.invitation_expires_on);
end $$;

-- Whether the asking organisation is the one whose proven number the buyer entered, linked or not.
create or replace function invited_by_number(r relationship) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select exists (select from organisation o where o.org_id = current_org() and o.corporate_number = r.corporate_number
    and o.number_proven_at is not null)
$$;

-- Newest first, after the one (p_on, p_id) of the page before.
create or replace function own_invitation_page(p_on date, p_id uuid, p_rows int)
returns table (item jsonb, invited_on date, relationship_id uuid)
language plpgsql stable security definer rows 20 set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select jsonb_build_object('relationship', r.relationship_id) || invitation_shape(r), r.invited_on, r.relationship_id
    from own_invitations() r
    where (r.invited_on, r.relationship_id) < (coalesce(p_on, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by r.invited_on desc, r.relationship_id desc limit p_rows;
end $$;

-- One of them, locked.
create or replace function own_invitation_lock(p_relationship uuid) returns relationship
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  select x.* into r from relationship x where x.relationship_id = p_relationship
    and (x.org_id, x.relationship_id) in (select o.org_id, o.relationship_id from own_invitations() o)
  for no key update;
  -- Asked once more: somebody else may have answered while this one waited.
  if not found or r.state <> 'invited' then
    perform refuse('not_found');
  end if;
  return r;
end $$;

-- The open links to an invitation that was answered without one.
create or replace function invitation_answered(r relationship) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update invitation x set used_at = request_now(), link = null
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.superseded_at is null and x.used_at is null
$$;

-- Accepts without the link.
-- Called by the server.
create or replace function own_invitation_accept(p_relationship uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_accept(own_invitation_lock(p_relationship));
begin
  perform invitation_answered(r);
  return query select jsonb_build_object('outcome', 'created', 'object', 'buyers/' || r.relationship_id,
      'body', jsonb_build_object('relationship', r.relationship_id, 'organisation', organisation_shape(r.supplier_id))),
    facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('buyer', r.org_id));
end $$;

-- Refuses without the link.
-- Called by the server.
create or replace function own_invitation_decline(p_relationship uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := own_invitation_lock(p_relationship);
begin
  update relationship x set state = 'declined', declined_on = request_day(), changed_at = request_now()
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id returning * into r;
  perform invitation_answered(r), relationship_step_add(r, 'declined'), pair_event_add(r, 'relationship.changed', '{"state": "declined"}');
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('relationship', r.relationship_id,
      'declined_on', request_day())),
    facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('buyer', r.org_id));
end $$;

-- The second half of a redemption: the answer, sealed, for a repetition.
-- Called by the server.
create or replace function invitation_seal(p_buyer uuid, p_invitation bigint, p_sealed bytea) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update invitation set sealed = p_sealed
  where org_id = p_buyer and invitation_id = p_invitation and used_at = request_now() and sealed is null;
end $$;

-- Refuses by the same link. Who did it has no organisation here, so it stands in the buyer's records.
-- Called by the server.
create or replace function invitation_decline(p_buyer uuid, p_invitation bigint, p_hash bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := invitation_lock(p_buyer, p_invitation, p_hash);
begin
  perform invitation_open_require(r, p_invitation);
  perform request_set(r.org_id, null, request_now(), request_day(), current_setting('app.request_id', true));
  update relationship x set state = 'declined', declined_on = request_day(), changed_at = request_now()
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id;
  update invitation x set used_at = request_now(), link = null where x.org_id = r.org_id and x.invitation_id = p_invitation;
  perform relationship_step_add(r, 'declined');
  perform pair_event_add(r, 'relationship.changed', '{"state": "declined"}');
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('relationship', r.relationship_id,
      'declined_on', request_day())),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('by', 'invitation'));
end $$;

grant execute on function own_invitation_page(date, uuid, int) to hoshitori_app;
