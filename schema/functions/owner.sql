-- Who of the buyer's people looks after a supplier. The record names them by their address.

-- The owner's address; null for none.
create or replace function owner_address(r relationship) returns text
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select u.email from user_account u where u.org_id = r.org_id and u.user_id = r.owner $$;

-- Whom a supplier may ask about its invitation: its owner, else whoever invites, if that is a person.
create or replace function invitation_contact(p_owner uuid) returns text
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select u.name || ' ' || u.email from user_account u where u.org_id = current_org() and u.user_id = coalesce(p_owner, request_user()) $$;

-- Whom an address names, p_now being the owner until now.
create or replace function owner_of(p_now uuid, p_address text) returns uuid
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select u.user_id from user_account u
    where u.org_id = current_org() and lower(u.email) = lower(p_address) and (u.removed_at is null or u.user_id = p_now)
    order by u.user_id = p_now desc nulls last limit 1);
end $$;

-- Whether nobody has this address.
create or replace function owner_unknown(p_address text) returns boolean
language sql stable
as $$ select p_address is not null and hoshitori.owner_of(null, p_address) is null $$;

-- The owner's address as the person has it, whatever its case.
create or replace function owner_settled(p_stored jsonb, p_entered jsonb) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if p_entered ->> 'owner' is null or p_entered -> 'owner' = p_stored -> 'owner' then
    return p_entered;
  end if;
  return p_entered || jsonb_build_object('owner', coalesce(
    case when lower(p_entered ->> 'owner') = lower(p_stored ->> 'owner') then p_stored ->> 'owner' end,
    (select u.email from user_account u where u.org_id = current_org() and u.user_id = (select owner_of(null, p_entered ->> 'owner'))),
    p_entered ->> 'owner'));
end $$;

-- Until the end of the transaction nobody of these is removed; after the relationships are locked, or before any is.
create or replace function owners_lock(p_addresses text[]) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  select from user_account u
  where u.org_id = current_org() and u.removed_at is null and lower(u.email) in (select lower(a) from unnest(p_addresses) a)
  order by u.user_id for share
$$;

-- Refuses an address that nobody has.
create or replace function owner_require(p_address text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if p_address is not null then
    perform owners_lock(array[p_address]);
    if owner_unknown(p_address) then
      perform refuse('unknown_owner', 'owner');
    end if;
  end if;
end $$;

-- By what lists find a relationship of this owner: the first of its marks.
create or replace function owner_mark(p_owner uuid) returns text[]
language sql immutable
as $$ select array['owner:' || coalesce(p_owner::text, 'none')] $$;

-- The person who asks; of a key, who answers for it; null for nobody.
create or replace function request_person() returns uuid
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select coalesce(k.user_id, k.responsible) from api_key k where k.org_id = current_org() and k.key_id = request_key());
end $$;

-- Whom a list's owner= asks for: nobody (none), the person who asks (me), or an address.
create or replace function owner_person(p_owner text) returns uuid
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  wanted uuid := case p_owner when 'none' then null
    when 'me' then request_person()
    else owner_of(null, p_owner) end;
begin
  if wanted is null and p_owner <> 'none' then
    perform refuse('unknown_owner', '?owner');
  end if;
  return wanted;
end $$;

-- The mark of that person.
create or replace function owner_wanted(p_owner text) returns text[]
language sql stable
as $$ select hoshitori.owner_mark(hoshitori.owner_person(p_owner)) $$;

-- Refuses to let somebody go who looks after suppliers, and names some of them.
create or replace function owner_of_none_require(p_user uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  owned jsonb;
begin
  select jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code) order by r.name collate "C", r.relationship_id)
  into owned from (select * from relationship x where x.org_id = current_org() and x.owner = p_user
    order by x.name collate "C", x.relationship_id limit 40) r;
  if owned is not null then
    perform refuse('user_owns_suppliers', null, jsonb_build_object('suppliers', owned,
      'count', (select count(*) from relationship x where x.org_id = current_org() and x.owner = p_user)));
  end if;
end $$;

-- The next 250 of somebody's suppliers are handed over. So few for the reason that rule_chunk has.
create or replace function owner_chunk(j job) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  to_user uuid := (j.detail ->> 'to')::uuid;
  ids uuid[];
begin
  perform buyer_head_share();
  ids := array(select r.relationship_id from relationship r where r.org_id = j.org_id and r.owner = (j.detail ->> 'user')::uuid
    order by r.relationship_id limit 250);
  if cardinality(ids) = 0 then
    return null;
  end if;
  perform import_lock(ids);
  perform from user_account u where u.org_id = j.org_id and u.user_id = to_user and u.removed_at is null for share;
  if to_user is not null and not found then
    perform refuse('unknown_user', 'to');
  end if;
  insert into record_change (org_id, relationship_id, record_version, changes, key_id, recorded_at)
  select r.org_id, r.relationship_id, r.record_version + 1,
    jsonb_build_object('owner', jsonb_build_object('from', r.owner, 'to', to_user)), request_key(), request_now()
  from relationship r where r.org_id = j.org_id and r.relationship_id = any(ids) and r.owner = (j.detail ->> 'user')::uuid;
  update relationship r set owner = to_user, record_version = record_version + 1, changed_at = request_now()
  where r.org_id = j.org_id and r.relationship_id = any(ids) and r.owner = (j.detail ->> 'user')::uuid;
  perform job_advance(j.job_id, cardinality(ids), cardinality(ids), ids[cardinality(ids)]::text);
  return facts_of(array_fill(j.org_id, array[cardinality(ids)]), ids);
end $$;

-- All suppliers of somebody get another owner, or none, by a job.
-- Called by the server.
create or replace function user_hand_over(p_user uuid, p_to uuid, p_job uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  n int;
begin
  if not exists (select from user_account u where u.org_id = current_org() and u.user_id = p_user and u.removed_at is null) then
    perform refuse('not_found');
  elsif p_to = p_user or p_to is not null and not exists (
      select from user_account u where u.org_id = current_org() and u.user_id = p_to and u.removed_at is null) then
    perform refuse('unknown_user', 'to');
  end if;
  n := (select count(*) from relationship r where r.org_id = current_org() and r.owner = p_user);
  if n > 0 then
    perform job_add(p_job, 'hand_over', n, jsonb_build_object('user', p_user, 'to', p_to));
  end if;
  return query select jsonb_build_object('outcome', case when n > 0 then 'queued' else 'same' end,
      'object', case when n > 0 then 'jobs/' || p_job end,
      'body', jsonb_build_object('suppliers', n, 'job', case when n > 0 then p_job end)), null::json,
    jsonb_build_object('object', 'users/' || p_user, 'detail', jsonb_build_object('to', p_to, 'suppliers', n));
end $$;

grant execute on function owner_mark(uuid), owner_person(text), owner_wanted(text) to hoshitori_app;
