-- Two numbers of one supplier that ought to be one: they are compared whenever either changes, and the buyer settles what differs.

-- Whether the buyer accepted that its record has this number and the organisation that one.
create or replace function number_accepted(r relationship, p_number text) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select exists (select from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id
    and d.outcome = 'accepted' and d.record_number = r.corporate_number and d.organisation_number = p_number)
$$;

-- The difference that is to be settled; null for none.
create or replace function number_difference_open(p_org uuid, p_relationship uuid) returns number_difference
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select d from number_difference d where d.org_id = p_org and d.relationship_id = p_relationship and d.ended_on is null
  order by d.seq desc limit 1
$$;

-- Ends a difference: by the change of a number, or accepted with a reason.
create or replace function number_difference_end(d number_difference, p_outcome text, p_reason text default null) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update number_difference x set ended_on = request_day(), ended_at = request_now(), outcome = p_outcome, reason = p_reason,
    key_id = case when current_org() = d.org_id then request_key() end
  where x.org_id = d.org_id and x.relationship_id = d.relationship_id and x.seq = d.seq;
end $$;

-- A new difference, told to the buyer; and to the supplier, where it is linked.
create or replace function number_difference_add(r relationship, p_linked boolean, o organisation) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into number_difference (org_id, relationship_id, seq, linked, record_number, organisation_number, organisation_name,
    found_on, recorded_at)
  select r.org_id, r.relationship_id, coalesce(max(d.seq), 0) + 1, p_linked, r.corporate_number, o.corporate_number, o.name,
    request_day(), request_now()
  from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id;
  perform pair_event_add(r, 'number.differs', jsonb_build_object('record_number', r.corporate_number,
    'organisation_number', o.corporate_number, 'organisation_name', o.name, 'linked', p_linked));
end $$;

-- Compares the two numbers of a relationship after either of them, or the link, has changed. The relationship is locked.
create or replace function number_compare(p_org uuid, p_relationship uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
  o organisation;
  d number_difference := number_difference_open(p_org, p_relationship);
  differs boolean;
begin
  select * into strict r from relationship x where x.org_id = p_org and x.relationship_id = p_relationship;
  select * into o from organisation x where x.org_id = r.supplier_id;
  -- Who left or ended tells nothing any more.
  differs := coalesce(r.flows_until is null and r.corporate_number <> o.corporate_number and not number_accepted(r, o.corporate_number), false);
  if d.seq is not null and r.state <> 'ended' and d.record_number = r.corporate_number
    and (case when d.linked then differs and d.organisation_number = o.corporate_number else r.state <> 'active' end) then
    return;
  end if;
  if d.seq is not null then
    perform number_difference_end(d, 'changed');
  end if;
  if differs then
    perform number_difference_add(r, true, o);
  end if;
end $$;

-- A number that the buyer entered and the organisation's proven one must be the same, unless the buyer knows that they are not.
create or replace function number_refused(r relationship, p_supplier uuid, p_number text) returns boolean
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  proven text := (select o.corporate_number from organisation o where o.org_id = p_supplier and o.number_proven_at is not null);
begin
  r.corporate_number := p_number;
  return coalesce(p_number <> proven and not number_accepted(r, proven), false);
end $$;

-- The buyer knows that the numbers differ, and why.
-- Called by the server.
create or replace function supplier_number_accept(p_supplier text, p_reason text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  d number_difference := number_difference_open(r.org_id, r.relationship_id);
begin
  if d.seq is null then
    perform refuse('number_not_different');
  end if;
  perform number_difference_end(d, 'accepted', p_reason);
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('record_number', d.record_number,
      'organisation_number', d.organisation_number, 'reason', p_reason));
end $$;

-- What was refused to an organisation that holds the token, or that may answer without it (p_relationship), told to the
-- buyer. Facts of the relationship, for its board.
create or replace function invitation_mismatch(p_buyer uuid, p_invitation bigint, p_hash bytea, p_relationship uuid) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := case when p_relationship is null then invitation_lock(p_buyer, p_invitation, p_hash)
    else own_invitation_lock(p_relationship) end;
  d number_difference := number_difference_open(r.org_id, r.relationship_id);
  o organisation;
begin
  select * into strict o from organisation x where x.org_id = current_org();
  if r.corporate_number = o.corporate_number or r.state <> 'invited'
    or (d.record_number, d.organisation_number) is not distinct from (r.corporate_number, o.corporate_number) then
    return '[]';
  end if;
  if d.seq is not null then
    perform number_difference_end(d, 'changed');
  end if;
  perform number_difference_add(r, false, o), audit_append('invitation_redeem', 'buyers/' || r.relationship_id,
    jsonb_build_object('buyer', r.org_id, 'refused', 'corporate_number_mismatch', 'record_number', r.corporate_number, 'organisation_number', o.corporate_number));
  -- The board that changes is the buyer's.
  perform request_set(r.org_id, null, request_now(), request_day(), current_setting('app.request_id', true));
  return facts_of(array[r.org_id], array[r.relationship_id]);
end $$;

grant execute on function invitation_mismatch(uuid, bigint, bytea, uuid) to hoshitori_app;
