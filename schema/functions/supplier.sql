-- The buyer's own records of suppliers, their invitations, and the end of a relationship.

-- A JSON array of texts as an array; empty for anything else.
create or replace function json_texts(p jsonb) returns text[]
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
begin
  return array(select v from jsonb_array_elements_text(case when jsonb_typeof(p) = 'array' then p else '[]' end)
    with ordinality t(v, i) order by i);
end $$;

-- What the client entered, in one form: members left out and null are the same, contacts complete.
create or replace function supplier_normalised(p jsonb) returns jsonb
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('name', p ->> 'name', 'reading', p ->> 'reading', 'corporate_number', p ->> 'corporate_number',
    'code', p ->> 'code', 'category', p ->> 'category', 'memo', p ->> 'memo', 'owner', p ->> 'owner',
    'tags', to_jsonb(json_texts(p -> 'tags')),
    'contacts', (
      select coalesce(jsonb_agg(jsonb_build_object('name', c ->> 'name', 'email', c ->> 'email', 'phone', c ->> 'phone',
        'department', c ->> 'department') order by i), '[]')
      from jsonb_array_elements(case when jsonb_typeof(p -> 'contacts') = 'array' then p -> 'contacts' else '[]' end)
        with ordinality t(c, i)));
end $$;

-- Refuses a code that is in use, and a number twice that no code tells apart. The unique indexes
-- hold the same against a race.
create or replace function supplier_distinct(p_relationship uuid, p_code text, p_number text) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if code_taken(p_relationship, p_code) then
    perform refuse('supplier_exists', 'code', jsonb_build_object('code', p_code));
  end if;
  if p_code is null and exists (select from relationship where org_id = current_org() and corporate_number = p_number
      and code is null and state <> 'ended' and relationship_id <> p_relationship) then
    perform refuse('supplier_exists', 'corporate_number', jsonb_build_object('corporate_number', p_number));
  end if;
end $$;

-- Lock 1 for a writer of one relationship: whoever changes all of them waits.
create or replace function buyer_head_share() returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into buyer_head (org_id) values (current_org()) on conflict do nothing;
  perform from buyer_head where org_id = current_org() for share;
end $$;

-- Lock 1 for whoever changes what decides all relationships of the buyer.
create or replace function buyer_head_lock() returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into buyer_head (org_id) values (current_org()) on conflict do nothing;
  perform from buyer_head where org_id = current_org() for no key update;
end $$;

-- A new invitation; the one before ends.
create or replace function invitation_add(p_relationship uuid, p_invitation bigint, p_hash bytea, p_expires_on date) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform quota_spend(current_org(), 'invitations', 1);
  update invitation set superseded_at = request_now(), link = null
  where org_id = current_org() and relationship_id = p_relationship and superseded_at is null;
  insert into invitation (org_id, invitation_id, relationship_id, hash, expires_on, recorded_at)
  values (current_org(), p_invitation, p_relationship, p_hash, p_expires_on, request_now());
end $$;

-- The last day on which an invitation of today can be answered: it runs 90 days, today included.
create or replace function invitation_last_day() returns date
language sql stable set search_path = hoshitori, pg_temp
as $$ select request_day() + 89 $$;

-- The result around a new invitation; the server adds token, link and letter, for which `buyer` is
-- the name of the one who asks, `demand` what it asks for, and `contact` who answers questions.
create or replace function supplier_invited(p_relationship uuid, p_outcome text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  supplier jsonb := supplier_record(p_relationship);
begin
  return jsonb_build_object('outcome', p_outcome, 'status_of', p_relationship,
    'buyer', (select o.name from organisation o where o.org_id = current_org()),
    'refused', letter_refused(current_org(), p_relationship, supplier -> 'contacts' -> 0 ->> 'email'),
    'demand', requirement_shape(p_relationship), 'contact', (
      select invitation_contact(r.owner) from relationship r where r.org_id = current_org() and r.relationship_id = p_relationship),
    'body', jsonb_build_object('relationship', p_relationship, 'supplier', supplier, 'invitation', supplier -> 'invitation',
      'likely_duplicates', supplier_alike(p_relationship)));
end $$;

-- Makes a supplier with an invitation; rules decide about it at once.
-- Called by the server.
create or replace function supplier_add(p_relationship uuid, p_record jsonb, p_invitation bigint, p_hash bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  entered jsonb := supplier_normalised(p_record);
  r relationship;
begin
  perform buyer_head_share();
  perform owner_require(entered ->> 'owner');
  perform supplier_distinct(p_relationship, entered ->> 'code', entered ->> 'corporate_number');
  perform quota_take('suppliers', 1);
  insert into relationship (org_id, relationship_id, state, invited_on, invitation_expires_on, name, reading,
    corporate_number, code, category, tags, contacts, memo, owner, key_id, recorded_at, changed_at)
  values (current_org(), p_relationship, 'invited', request_day(), invitation_last_day(), entered ->> 'name',
    entered ->> 'reading', entered ->> 'corporate_number', entered ->> 'code', entered ->> 'category',
    json_texts(entered -> 'tags'), entered -> 'contacts', entered ->> 'memo', owner_of(null, entered ->> 'owner'), request_key(),
    request_now(), request_now())
  returning * into r;
  perform relationship_step_add(r, 'invited');
  perform invitation_add(p_relationship, p_invitation, p_hash, r.invitation_expires_on);
  perform rule_decide(array[p_relationship]);
  return query select supplier_invited(p_relationship, 'created') || jsonb_build_object('object', 'suppliers/' || p_relationship),
    relationship_touched(p_relationship),
    jsonb_build_object('object', 'suppliers/' || p_relationship, 'detail', entered);
end $$;

-- Invites again: the link before ends, the time runs anew.
-- Called by the server.
create or replace function supplier_invite(p_supplier text, p_invitation bigint, p_hash bytea)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
begin
  -- Who accepted and left is linked to its organisation for good: only that one can accept.
  perform relationship_state_require(r, 'invited', 'declined');
  update relationship set state = 'invited', declined_on = null, invited_on = request_day(),
    invitation_expires_on = invitation_last_day(), asked_again = r.asked_again or r.state = 'declined', changed_at = request_now()
  where org_id = r.org_id and relationship_id = r.relationship_id;
  if r.state = 'declined' then
    perform pair_event_add(r, 'relationship.changed', '{"state": "invited"}');
  end if;
  perform relationship_step_add(r, 'invited_again');
  perform invitation_add(r.relationship_id, p_invitation, p_hash, invitation_last_day());
  return query select supplier_invited(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail',
      jsonb_build_object('expires_on', invitation_last_day()));
end $$;

-- The result around a supplier's record.
create or replace function supplier_result(p_relationship uuid, p_outcome text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('outcome', p_outcome, 'status_of', p_relationship, 'body', supplier_record(p_relationship));
end $$;

-- The record as it was entered, to compare and to patch.
create or replace function supplier_entered(r relationship) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return supplier_normalised(jsonb_build_object('name', r.name, 'reading', r.reading, 'corporate_number', r.corporate_number,
    'code', r.code, 'category', r.category, 'memo', r.memo,
    'owner', case when r.owner is not null then owner_address(r) end, 'tags', to_jsonb(r.tags), 'contacts', r.contacts));
end $$;

-- Keeps what was changed for the history. p_before, p_after: the record as it was entered; a memo may say anything, so that only
-- its change is kept. p_sheet: the source of the sheet that changed it, null for what was done by hand.
create or replace function record_change_add(r relationship, p_before jsonb, p_after jsonb, p_sheet text) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into record_change (org_id, relationship_id, record_version, changes, source, key_id, recorded_at)
  select r.org_id, r.relationship_id, r.record_version + 1, jsonb_object_agg(a.key, case a.key
    when 'memo' then 'null'
    when 'owner' then jsonb_build_object('from', r.owner, 'to', owner_of(r.owner, p_after ->> 'owner'))
    else jsonb_build_object('from', p_before -> a.key, 'to', a.value) end), p_sheet, request_key(), request_now()
  from jsonb_each(p_after) a where a.value is distinct from p_before -> a.key having count(*) > 0
$$;

-- Writes the record as it is now wanted; p_source: whose it is then, p_sheet: as record_change_add has it. The relationship is locked.
create or replace function supplier_store(r relationship, p jsonb, p_source text, p_sheet text default null) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform record_change_add(r, supplier_entered(r), p, p_sheet);
  update relationship set (name, reading, corporate_number, code, category, tags, contacts, memo, owner, record_version, source,
      changed_at)
    = (p ->> 'name', p ->> 'reading', p ->> 'corporate_number', p ->> 'code', p ->> 'category', json_texts(p -> 'tags'),
      p -> 'contacts', p ->> 'memo', owner_of(r.owner, p ->> 'owner'), record_version + 1, p_source, request_now())
  where org_id = r.org_id and relationship_id = r.relationship_id;
  if p -> 'code' <> coalesce(to_jsonb(r.code), 'null') then
    perform alias_end(r.relationship_id, 'code:' || (p ->> 'code'));
  end if;
  perform number_compare(r.org_id, r.relationship_id);
end $$;

-- p_record: the whole record, or with p_merge the members that change (JSON Merge Patch): only these
-- may differ from what is on file by a conversion alone.
-- Called by the server.
create or replace function supplier_put(p_supplier text, p_record jsonb, p_merge boolean)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
  before jsonb;
  after jsonb;
begin
  perform buyer_head_share();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  before := supplier_entered(r);
  after := owner_settled(before, case when p_merge then supplier_normalised(before || p_record)
    else text_settled(before, supplier_normalised(p_record)) end);
  if p_supplier like 'code:%' or p_supplier ~ '^[0-9]{13}$' then
    after := alias_settled(r.relationship_id, before, after);
  end if;
  if after = before then
    return query select supplier_result(r.relationship_id, 'same'), relationship_touched(r.relationship_id), null::jsonb;
    return;
  end if;
  if r.state <> 'ended' then
    perform supplier_distinct(r.relationship_id, after ->> 'code', after ->> 'corporate_number');
  end if;
  if after -> 'corporate_number' <> before -> 'corporate_number' and number_refused(r, r.supplier_id, after ->> 'corporate_number') then
    perform refuse('corporate_number_mismatch', 'corporate_number');
  end if;
  if after -> 'owner' <> before -> 'owner' then
    perform owner_require(after ->> 'owner');
  end if;
  perform supplier_store(r, after, 'manual'), rule_decide(array[r.relationship_id]), erase_on_set(r.org_id, r.relationship_id);
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', (
      select jsonb_object_agg(a.key, jsonb_build_object('from', before -> a.key, 'to', a.value))
      from jsonb_each(after) a where a.value is distinct from before -> a.key));
end $$;

-- From today on nothing is demanded; both sides go on reading what was, and nothing new flows. The
-- buyer's head and the relationship are locked. p_into: the record into which this one was joined.
create or replace function relationship_end(r relationship, p_step text default 'ended', p_into uuid default null) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update relationship set state = 'ended', ended_on = request_day(), changed_at = request_now(),
    flows_until = coalesce(flows_until, request_now())
  where org_id = r.org_id and relationship_id = r.relationship_id;
  update invitation set superseded_at = request_now(), link = null
  where org_id = r.org_id and relationship_id = r.relationship_id and superseded_at is null and used_at is null;
  perform relationship_step_add(r, p_step), number_compare(r.org_id, r.relationship_id),
    erase_on_set(r.org_id, r.relationship_id);
  delete from likeness where org_id = r.org_id and relationship_id = r.relationship_id;
  perform quota_give('suppliers', 1);
  perform pair_event_add(r, 'relationship.changed', jsonb_strip_nulls(jsonb_build_object('state', 'ended', 'joined_into', p_into)));
end $$;

-- Ends a relationship.
-- Called by the server.
create or replace function supplier_end(p_supplier text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  perform buyer_head_share();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  perform relationship_end(r);
  return query select supplier_result(r.relationship_id, 'ended'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('from', r.state));
end $$;
