-- Two records of one buyer that are one supplier. One goes on; the other ends, stays readable, and what it was called by goes
-- on meaning the first: else the next sheet would make it again.

-- What names a record instead of its own code or number: {supplier} of a URL. Not plain SQL, which is planned anew at each
-- call where it is not expanded: twice for every row of a sheet.
create or replace function alias_of(p_org uuid, p_alias text, p_known_at timestamptz default null) returns uuid
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select a.relationship_id from supplier_alias a
    where a.org_id = p_org and a.alias = p_alias and stood_at(a.recorded_at, a.ended_at, coalesce(p_known_at, 'infinity'))
    order by a.recorded_at desc limit 1);
end $$;

-- Whether another record has the code, or goes by it.
create or replace function code_taken(p_relationship uuid, p_code text) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select exists (select from relationship r where r.org_id = current_org() and r.code = p_code and r.state <> 'ended'
      and r.relationship_id <> p_relationship)
    or exists (select from supplier_alias a where a.org_id = current_org() and a.alias = 'code:' || p_code and a.ended_at is null
      and a.relationship_id <> p_relationship)
$$;

-- The record that a row of a sheet, or whoever names it by an alias, asks for: what the record goes by besides is no new
-- code or number of it.
create or replace function alias_settled(p_relationship uuid, p_stored jsonb, p_wanted jsonb) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select p_wanted
    || case when p_wanted -> 'code' <> p_stored -> 'code' and alias_of(current_org(), 'code:' || (p_wanted ->> 'code')) = p_relationship
      then jsonb_build_object('code', p_stored -> 'code') else '{}' end
    || case when p_wanted -> 'corporate_number' <> p_stored -> 'corporate_number'
        and alias_of(current_org(), p_wanted ->> 'corporate_number') = p_relationship
      then jsonb_build_object('corporate_number', p_stored -> 'corporate_number') else '{}' end
$$;

-- From now on the alias means the record, whatever it meant at this same instant.
create or replace function alias_add(p_relationship uuid, p_alias text, p_joined uuid) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into supplier_alias (org_id, alias, relationship_id, joined, key_id, recorded_at)
  values (current_org(), p_alias, p_relationship, p_joined, request_key(), request_now())
  on conflict (org_id, alias, recorded_at) do update set (relationship_id, joined, key_id, ended_at, ended_by) =
    (excluded.relationship_id, excluded.joined, excluded.key_id, null, null)
$$;

-- An alias means nothing from now on; what it was until then stays.
create or replace function alias_end(p_relationship uuid, p_alias text) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update supplier_alias set ended_at = request_now(), ended_by = request_key()
  where org_id = current_org() and relationship_id = p_relationship and alias = p_alias and ended_at is null;
  return found;
end $$;

-- Whether a record was joined into this one: without, it has no alias either. A row, so that it is expanded where it is asked
-- for each of many.
create or replace function has_joined(r relationship) returns table (joined boolean)
language sql stable
as $$
  select exists (select from hoshitori.relationship j where j.org_id = r.org_id and j.joined_into = r.relationship_id)
$$;

-- A record and those that were joined into it, as far as they were of the same supplier: their history is its own.
create or replace function records_of(r relationship) returns setof relationship
language plpgsql stable security definer rows 2 set search_path = hoshitori, pg_temp
as $$
begin
  return next r;
  return query select j.* from relationship j where j.org_id = r.org_id and j.joined_into = r.relationship_id
    and (j.supplier_id is null or j.supplier_id = r.supplier_id);
end $$;

-- What a record goes by besides its own code and number.
create or replace function aliases_shape(r relationship) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('alias', a.alias, 'joined', a.joined, 'recorded_at', instant_text(a.recorded_at))
    order by a.alias), '[]')
  from supplier_alias a where a.org_id = r.org_id and a.relationship_id = r.relationship_id and a.ended_at is null
$$;

-- The records that were joined into one, the newest first: each is read by its id.
create or replace function joined_shape(r relationship) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('relationship', j.relationship_id, 'name', j.name, 'code', j.code,
    'corporate_number', j.corporate_number, 'joined_on', j.ended_on) order by j.ended_on desc, j.relationship_id), '[]')
  from relationship j where j.org_id = r.org_id and j.joined_into = r.relationship_id
$$;

-- The record that goes on: what it lacks comes from the other, and lists have both, its own first, as far as a record holds.
create or replace function joined_record(p_own jsonb, p_other jsonb) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select p_other || jsonb_strip_nulls(p_own) || jsonb_build_object(
    'tags', (select coalesce(jsonb_agg(t.tag order by t.place), '[]') from (
      select x.tag, min(x.place) as place
      from jsonb_array_elements(p_own -> 'tags' || (p_other -> 'tags')) with ordinality x(tag, place)
      group by x.tag order by min(x.place) limit (contract_limits('Tags') ->> 'maxItems')::int) t),
    'contacts', (select coalesce(jsonb_agg(c.contact order by c.place), '[]') from (
      select distinct on (coalesce(lower(x.contact ->> 'email'), x.contact ->> 'name')) x.contact, x.place
      from jsonb_array_elements(p_own -> 'contacts' || (p_other -> 'contacts')) with ordinality x(contact, place)
      order by coalesce(lower(x.contact ->> 'email'), x.contact ->> 'name'), x.place) c where c.place <= (contract_limits('Contacts') ->> 'maxItems')::int),
    'memo', case when length(concat_ws(e'\n', p_own ->> 'memo', p_other ->> 'memo')) <= (contract_limits('Memo') ->> 'maxLength')::int
        and p_own -> 'memo' is distinct from p_other -> 'memo'
      then nullif(concat_ws(e'\n', p_own ->> 'memo', p_other ->> 'memo'), '') else coalesce(p_own ->> 'memo', p_other ->> 'memo') end)
$$;

-- The joined record's demand becomes the one of the record that goes on, from today on.
create or replace function joined_demand(r relationship, p_now requirement_revision, p_next requirement_revision) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  newest int := coalesce(requirement_newest(r.relationship_id), 0);
  own requirement_revision := demand_in_force(r.org_id, r.relationship_id, request_day());
  q requirement_revision;
begin
  if p_now.due_on < request_day() then
    perform refuse('join_demand_overdue', 'demand', jsonb_build_object('due_on', p_now.due_on));
  end if;
  perform upcoming_supersede(r);
  if p_now.revision is null and own.revision is not null then
    newest := newest + 1;
    perform revision_add(r, newest, 'removed', jsonb_build_object('effective_from', request_day()));
  end if;
  foreach q in array array[p_now, p_next] loop
    continue when q.revision is null;
    newest := newest + 1;
    perform revision_add(r, newest, q.kind, requirement_content(import_demand_stored(q), greatest(q.effective_from, request_day())));
  end loop;
  if newest > 0 then
    perform requirement_told(r, newest);
  end if;
end $$;

-- Refuses to join what cannot be one: both are locked.
create or replace function join_require(r relationship, other relationship) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  if r.relationship_id = other.relationship_id or other.joined_into is not null then
    perform refuse('already_joined', 'other');
  elsif r.supplier_id <> other.supplier_id then
    perform refuse('join_two_organisations', 'other');
  elsif other.supplier_id is not null and r.supplier_id is null or other.state = 'active' and r.state <> 'active' then
    perform refuse('join_other_way', 'other');
  end if;
end $$;

-- What the other was called by means the record that goes on; its number only where no third record has it.
create or replace function join_aliases(r relationship, other relationship, p_record jsonb) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  a record;
  added text[] := '{}';
begin
  for a in select x.alias, x.joined from supplier_alias x
    where x.org_id = r.org_id and x.relationship_id = other.relationship_id and x.ended_at is null loop
    perform alias_end(other.relationship_id, a.alias), alias_add(r.relationship_id, a.alias, a.joined);
  end loop;
  update relationship set joined_into = r.relationship_id where org_id = r.org_id and joined_into = other.relationship_id;
  if other.code <> p_record ->> 'code' then
    if code_taken(r.relationship_id, other.code) then
      perform refuse('supplier_exists', 'other', jsonb_build_object('code', other.code));
    end if;
    added := added || ('code:' || other.code);
  end if;
  if other.corporate_number <> p_record ->> 'corporate_number' and not exists (select from relationship x
      where x.org_id = r.org_id and x.corporate_number = other.corporate_number and x.state <> 'ended') then
    added := added || other.corporate_number;
  end if;
  added := array(select x from unnest(added) x where alias_of(r.org_id, x) is null);
  perform alias_add(r.relationship_id, x, other.relationship_id) from unnest(added) x;
  return to_jsonb(added);
end $$;

-- Joins `p_other` into `p_supplier`, whose link, invitation and history go on; p_demand: whose demand does (supplier, other).
-- Sheets, rules and whoever makes suppliers wait at the buyer's head; who accepts an invitation, at its relationship.
-- Called by the server.
create or replace function supplier_join(p_supplier text, p_other text, p_demand text, p_expected text[])
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
  r relationship;
  other relationship;
  before jsonb;
  after jsonb;
  next_q requirement_revision;
  now_q requirement_revision;
  aliases jsonb;
begin
  perform buyer_head_lock();
  ids := array[supplier_of(current_org(), p_supplier), supplier_of(current_org(), p_other)];
  perform import_lock(ids);
  select * into r from relationship x where x.org_id = current_org() and x.relationship_id = ids[1];
  select * into other from relationship x where x.org_id = current_org() and x.relationship_id = ids[2];
  if r.relationship_id is null or other.relationship_id is null then
    perform refuse('not_found');
  end if;
  if p_expected is not null
    and not revision_expected(p_expected, coalesce(requirement_tag(ids[1], requirement_newest(ids[1])), '0')) then
    perform refuse('precondition_failed', 'if_match');
  end if;
  perform join_require(r, other);
  before := supplier_entered(r);
  after := joined_record(before, supplier_entered(other));
  if after -> 'corporate_number' <> before -> 'corporate_number' and number_refused(r, r.supplier_id, after ->> 'corporate_number') then
    after := after || jsonb_build_object('corporate_number', null);
  end if;
  now_q := demand_in_force(other.org_id, ids[2], request_day());
  next_q := demand_upcoming(other.org_id, ids[2], request_day());
  if other.state <> 'ended' then
    perform relationship_end(other, 'joined', ids[1]);
  end if;
  update relationship set joined_into = ids[1] where org_id = other.org_id and relationship_id = ids[2];
  aliases := join_aliases(r, other, after);
  perform supplier_store(r, after, r.source);
  if p_demand = 'other' then
    perform joined_demand(r, now_q, next_q);
  end if;
  perform rule_decide(ids[:1]);
  return query select supplier_result(ids[1], 'changed'), facts_of(array[r.org_id, r.org_id], ids),
    jsonb_build_object('object', 'suppliers/' || ids[1], 'detail',
      jsonb_build_object('other', ids[2], 'demand', p_demand, 'aliases', aliases));
end $$;

-- An alias is taken back: the code or number is free again.
-- Called by the server.
create or replace function supplier_alias_end(p_supplier text, p_alias text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  perform buyer_head_lock();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  if not alias_end(r.relationship_id, p_alias) then
    perform refuse('not_found');
  end if;
  update relationship set record_version = record_version + 1, changed_at = request_now()
  where org_id = r.org_id and relationship_id = r.relationship_id;
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('alias', p_alias));
end $$;

grant execute on function alias_of(uuid, text, timestamptz), stood_at(timestamptz, timestamptz, timestamptz) to hoshitori_app;
