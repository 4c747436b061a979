-- One relationship as its buyer and as its supplier keep it, without the status: members of
-- Supplier and Buyer in the contract. Null for what is not the caller's.

-- The buyer's own record of a supplier as the contract's Supplier without its status; null for none.
create or replace function supplier_record(p_relationship uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  stored record;
  r relationship;
begin
  select x as one, c.changed, j.joined into stored
  from relationship x cross join lateral is_changed(x.org_id, x.relationship_id, x.supplier_id) c cross join lateral has_joined(x) j
  where x.org_id = current_org() and x.relationship_id = p_relationship;
  if not found then
    return null;
  end if;
  r := stored.one;
  return jsonb_build_object('relationship', r.relationship_id, 'state', r.state, 'state_on', relationship_state_on(r),
    'name', r.name, 'reading', r.reading, 'corporate_number', r.corporate_number, 'code', r.code,
    'category', r.category, 'tags', to_jsonb(r.tags), 'contacts', r.contacts, 'memo', r.memo,
    'owner', case when r.owner is not null then owner_address(r) end,
    'organisation', organisation_shape(r.supplier_id),
    'invitation', jsonb_build_object('invited_on', r.invited_on, 'expires_on', r.invitation_expires_on),
    'response', response_shape(r.supplier_id, r.relationship_id), 'tasks', (
      select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'since', t.since, 'params', t.params)), '[]') from buyer_tasks(r) t),
    'number_remarks', supplier_remarks(r),
    'predecessors', case when stored.changed then predecessors_shape(r) else '[]' end, 'joined_into', r.joined_into,
    'joined', case when stored.joined then joined_shape(r) else '[]' end,
    'aliases', case when stored.joined then aliases_shape(r) else '[]' end,
    'erase_on', r.erase_on, 'recorded_at', instant_text(r.recorded_at));
end $$;

-- The supplier's view of a buyer as the contract's Buyer without its status; null for none.
create or replace function buyer_record(p_relationship uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  b board;
  r relationship;
  demand requirement_revision;
begin
  select * into b from board where org_id = current_org() and relationship_id = p_relationship and side = 'supplier';
  if not found then
    return null;
  end if;
  select * into r from relationship where org_id = b.counterparty_id and relationship_id = p_relationship;
  -- After the end both sides read history, and nothing is demanded.
  if r.state <> 'ended' then
    demand := demand_in_force(r.org_id, r.relationship_id, request_day());
  end if;
  return jsonb_build_object('relationship', r.relationship_id, 'state', r.state, 'state_on', relationship_state_on(r),
    'counterparty', counterparty_shape(r.org_id), 'requirement', demand_shape(demand),
    'upcoming', case when r.state <> 'ended' then
      demand_shape(demand_upcoming(r.org_id, r.relationship_id, request_day())) end,
    'response', response_shape(current_org(), r.relationship_id),
    'disclosure', jsonb_build_object('readiness', coalesce((
      select disclosure_state(d, request_day()) = 'shown' from disclosure_known(r.supplier_id, r.relationship_id, 'readiness', 'infinity') d), false)),
    'tasks', (
      select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'since', t.since, 'params', t.params)), '[]') from supplier_tasks(r) t),
    'recorded_declarations', known_declarations(r.org_id, r.relationship_id));
end $$;

grant execute on function supplier_record(uuid), buyer_record(uuid) to hoshitori_app;
