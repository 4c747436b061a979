-- What a supplier does towards one of its buyers. The rows that it writes about the pair are its own;
-- only leaving touches the buyer's relationship.

-- The relationship behind the caller's side of the board, with the locks of the demand side.
create or replace function buyer_lock(p_relationship uuid) returns relationship
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  select x.* into r from board b join relationship x on x.org_id = b.counterparty_id and x.relationship_id = b.relationship_id
  where b.org_id = current_org() and b.relationship_id = p_relationship and b.side = 'supplier' and x.supplier_id = b.org_id
  for no key update of x;
  if not found then
    perform refuse('not_found');
  end if;
  perform from supplier_head where org_id = r.supplier_id for share;
  return r;
end $$;

-- The revision that an answer is for: the one named, which must still stand, or the one in force, or
-- the upcoming one.
create or replace function response_revision(r relationship, p_revision int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  now_demanded int := (demand_in_force(r.org_id, r.relationship_id, request_day())).revision;
  upcoming int := (demand_upcoming(r.org_id, r.relationship_id, request_day())).revision;
begin
  if coalesce(now_demanded, upcoming) is null then
    perform refuse('requirement_not_set');
  end if;
  if p_revision is null then
    return coalesce(now_demanded, upcoming);
  end if;
  if p_revision is distinct from now_demanded and p_revision is distinct from upcoming then
    perform refuse('requirement_changed', 'revision',
      jsonb_build_object('revision', coalesce(now_demanded, upcoming)));
  end if;
  return p_revision;
end $$;

-- The supplier's answer to a demand. The same again changes nothing.
-- Called by the server; may be null: revision.
create or replace function response_put(p_relationship uuid, p_kind text, p_message text, p_revision int)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := buyer_lock(p_relationship);
  answered int;
  newest requirement_response;
  changed boolean;
begin
  perform relationship_state_require(r, 'active');
  answered := response_revision(r, p_revision);
  select * into newest from requirement_response x
  where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id order by x.seq desc limit 1;
  changed := (newest.response, newest.reason, newest.revision) is distinct from (p_kind, p_message, answered);
  if changed then
    insert into requirement_response (org_id, relationship_id, seq, revision, response, reason, key_id, recorded_at)
    values (r.supplier_id, r.relationship_id, coalesce(newest.seq, 0) + 1, answered, p_kind, p_message, request_key(),
      request_now());
    perform pair_event_add(r, 'response.recorded', jsonb_build_object('kind', p_kind, 'revision', answered));
    if p_kind <> 'accepted' then
      perform pair_notice_add(r, 'buyer', 'talks', p_kind, '{}');
    end if;
  end if;
  return query select jsonb_build_object('outcome', case when changed then 'changed' else 'same' end, 'body', response_shape(r.supplier_id, r.relationship_id)),
    case when changed then facts_of(array[r.org_id], array[r.relationship_id]) end,
    case when changed then jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail',
      jsonb_build_object('kind', p_kind, 'message', p_message, 'revision', answered)) end;
end $$;

-- What the supplier records from now on does not reach this buyer; what it disclosed is taken back. Both are locked.
create or replace function relationship_leave(inout r relationship)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform disclosure_end(r);
  update relationship x set state = 'declined', declined_on = request_day(), flows_until = request_now(),
    changed_at = request_now()
  where x.org_id = r.org_id and x.relationship_id = r.relationship_id
  returning * into r;
  perform relationship_step_add(r, 'left'), number_compare(r.org_id, r.relationship_id),
    pair_event_add(r, 'relationship.changed', '{"state": "declined"}');
end $$;

-- The supplier leaves a buyer.
-- Called by the server.
create or replace function buyer_leave(p_relationship uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := buyer_lock(p_relationship);
begin
  perform relationship_state_require(r, 'active');
  r := relationship_leave(r);
  return query select jsonb_build_object('outcome', 'ended', 'status_of', r.relationship_id, 'body', buyer_record(r.relationship_id)),
    facts_of(array[r.org_id], array[r.relationship_id]),
    jsonb_build_object('object', 'buyers/' || r.relationship_id, 'detail', jsonb_build_object('left_on', r.declined_on));
end $$;
