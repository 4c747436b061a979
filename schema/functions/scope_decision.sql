-- Whether a declaration whose scope is a part covers the business with this buyer.

-- Records that the buyer is content with the scope of a declaration, or is not.
-- Called by the server.
create or replace function scope_decision_add(p_supplier text, p_scope_decision uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  d declaration := declaration_visible(r, (p_body ->> 'declaration')::uuid);
  s scope_decision;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  if d.scope = 'whole' then
    perform refuse('scope_is_whole', 'declaration');
  end if;
  insert into scope_decision (org_id, scope_decision_id, relationship_id, declaration_id, decided_on, covers, note, key_id, recorded_at)
  values (r.org_id, p_scope_decision, r.relationship_id, d.declaration_id, coalesce((p_body ->> 'decided_on')::date, request_day()),
    p_body ->> 'decision' = 'covers', p_body ->> 'note', request_key(), request_now())
  returning * into s;
  perform declaration_event_add(r, d, 'scope.decided', jsonb_build_object('scope_decision', s.scope_decision_id,
    'decision', p_body ->> 'decision', 'decided_on', s.decided_on));
  return query select jsonb_build_object('outcome', 'created', 'status_of', r.relationship_id,
      'body', jsonb_build_object('scope_decision', scope_decision_shape(s))),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', format('suppliers/%s/declarations/%s', r.relationship_id, d.declaration_id), 'detail',
      jsonb_build_object('decision', p_body ->> 'decision', 'decided_on', s.decided_on));
end $$;
