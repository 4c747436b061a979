-- What a buyer sees of a supplier's declarations, and its checks of them. They count for this
-- relationship only.

-- The declaration, if this buyer may see it: the supplier's own while its facts flow, or the buyer's.
create or replace function declaration_visible(r relationship, p_declaration uuid) returns declaration
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  d declaration;
begin
  select * into d from declaration x
  where x.declaration_id = p_declaration
    and (x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.superseded_at is null
      or x.org_id = r.supplier_id and x.relationship_id is null
        and stood_at(x.recorded_at, x.superseded_at, coalesce(r.flows_until, 'infinity')));
  if not found then
    perform refuse('not_found');
  end if;
  return d;
end $$;

-- The contract's Check.
create or replace function check_shape(c declaration_check) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  if c.check_id is null then
    return null;
  end if;
  return jsonb_build_object('check', c.check_id, 'relationship', c.relationship_id, 'declaration', c.declaration_id, 'checked_on', c.checked_on,
    'method', c.method, 'result', c.result, 'differences', to_jsonb(c.differences), 'note', c.note, 'checked_by', 'buyer',
    'key', c.key_id::text, 'recorded_at', instant_text(c.recorded_at), 'withdrawn_at', instant_text(c.withdrawn_at));
end $$;

-- The contract's ScopeDecision.
create or replace function scope_decision_shape(s scope_decision) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  if s.scope_decision_id is null then
    return null;
  end if;
  return jsonb_build_object('scope_decision', s.scope_decision_id, 'declaration', s.declaration_id,
    'decision', case when s.covers then 'covers' else 'does_not_cover' end, 'decided_on', s.decided_on, 'note', s.note,
    'recorded_at', instant_text(s.recorded_at));
end $$;

-- A declaration as one buyer sees it, on today's day.
create or replace function declaration_seen(r relationship, d declaration) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  stopped date;
  revoked date;
  last_check declaration_check;
  decision scope_decision;
begin
  -- A replacement that does not flow is none here.
  d.superseded_at := null;
  stopped := declaration_end_on(d.org_id, d.declaration_id, 'stopped', coalesce(r.flows_until, 'infinity'));
  revoked := declaration_end_on(d.org_id, d.declaration_id, 'revoked', coalesce(r.flows_until, 'infinity'));
  -- An inconclusive check decides nothing.
  select * into last_check from declaration_check c
  where c.org_id = r.org_id and c.relationship_id = r.relationship_id and c.declaration_id = d.declaration_id
    and c.withdrawn_at is null and c.result <> 'inconclusive'
  order by c.checked_on desc, c.recorded_at desc, c.check_id desc limit 1;
  select * into decision from scope_decision s
  where s.org_id = r.org_id and s.relationship_id = r.relationship_id and s.declaration_id = d.declaration_id
  order by s.decided_on desc, s.recorded_at desc, s.scope_decision_id desc limit 1;
  return jsonb_build_object('declaration', d.declaration_id,
    'recorded_by', case when d.relationship_id is null then 'supplier' else 'buyer' end,
    'scheme', d.scheme, 'star', d.star, 'id', d.number, 'declared_on', d.declared_on, 'valid_from', d.valid_from,
    'valid_until', d.valid_until, 'validity_assumed', d.validity_assumed, 'scope', d.scope, 'scope_text', d.scope_text,
    'stopped_on', stopped, 'revoked_on', revoked,
    'state', declaration_state(d, stopped, revoked, request_day()),
    'last_check', check_shape(last_check), 'joined', null, 'scope_decision', scope_decision_shape(decision),
    'recorded_at', instant_text(d.recorded_at));
end $$;

-- A page of them, newest first, with those that the buyer recorded for joined records, as they count there; p_after: the last
-- one of the page before.
create or replace function supplier_declarations(p_relationship uuid, p_after_recorded timestamptz, p_after uuid, p_rows int)
returns table (item jsonb, recorded_at text, declaration_id uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  select * into r from relationship x where x.org_id = current_org() and x.relationship_id = p_relationship;
  if not found then
    perform refuse('not_found');
  end if;
  return query
    select declaration_seen(p.x, p.d) || jsonb_build_object('joined', nullif((p.x).relationship_id, r.relationship_id)),
      instant_text(p.recorded_at), p.declaration_id
    from (
      (select x, o.* from records_of(r) x cross join lateral (
        select d, d.recorded_at, d.declaration_id from declaration d
        where d.org_id = r.org_id and d.relationship_id = x.relationship_id and d.superseded_at is null
          and (d.recorded_at, d.declaration_id) < (coalesce(p_after_recorded, 'infinity'), coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        order by d.recorded_at desc, d.declaration_id desc limit p_rows) o)
      union all
      (select r, d, d.recorded_at, d.declaration_id from declaration d
      where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at is null
        and d.recorded_at <= coalesce(r.flows_until, 'infinity')
        and (d.recorded_at, d.declaration_id) < (coalesce(p_after_recorded, 'infinity'), coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by d.recorded_at desc, d.declaration_id desc limit p_rows)
      union all
      (select r, d, d.recorded_at, d.declaration_id from declaration d
      where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at > r.flows_until
        and d.recorded_at <= r.flows_until
        and (d.recorded_at, d.declaration_id) < (coalesce(p_after_recorded, 'infinity'), coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by d.recorded_at desc, d.declaration_id desc limit p_rows)
    ) p
    order by p.recorded_at desc, p.declaration_id desc limit p_rows;
end $$;

-- The checks of one declaration, the newest first; also those that were made for joined records.
create or replace function check_page(p_relationship uuid, p_declaration uuid, p_after_recorded timestamptz, p_after uuid, p_rows int)
returns table (item jsonb, recorded_at text, check_id uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  select * into r from relationship x where x.org_id = current_org() and x.relationship_id = p_relationship;
  if not found then
    perform refuse('not_found');
  end if;
  if not exists (select from records_of(r) x join declaration d on d.org_id = r.org_id and d.relationship_id = x.relationship_id
      where d.declaration_id = p_declaration and d.superseded_at is null) then
    perform declaration_visible(r, p_declaration);
  end if;
  return query
    select check_shape(p.c), instant_text(p.recorded_at), p.check_id
    from records_of(r) x cross join lateral (
      select c, c.recorded_at, c.check_id from declaration_check c
      where c.org_id = r.org_id and c.relationship_id = x.relationship_id and c.declaration_id = p_declaration
        and (c.recorded_at, c.check_id) < (coalesce(p_after_recorded, 'infinity'), coalesce(p_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by c.recorded_at desc, c.check_id desc limit p_rows) p
    order by p.recorded_at desc, p.check_id desc limit p_rows;
end $$;

-- The result around one check.
create or replace function check_result(c declaration_check, p_outcome text) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('outcome', p_outcome, 'status_of', c.relationship_id, 'body', jsonb_build_object('check', check_shape(c)))
$$;

-- A check's name, in answers and in the audit log.
create or replace function check_object(c declaration_check) returns text
language sql immutable set search_path = hoshitori, pg_temp
as $$ select format('suppliers/%s/declarations/%s/checks/%s', c.relationship_id, c.declaration_id, c.check_id) $$;

-- Records a check of a declaration that the buyer sees.
-- Called by the server.
create or replace function check_add(p_supplier text, p_declaration uuid, p_check uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  d declaration := declaration_visible(r, p_declaration);
  c declaration_check;
begin
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  insert into declaration_check (org_id, check_id, relationship_id, declaration_id, checked_on, method, result, differences,
    note, key_id, recorded_at)
  values (r.org_id, p_check, r.relationship_id, d.declaration_id, coalesce((p_body ->> 'checked_on')::date, request_day()),
    p_body ->> 'method', p_body ->> 'result', json_texts(p_body -> 'differences'), p_body ->> 'note', request_key(), request_now())
  returning * into c;
  perform declaration_event_add(r, d, 'check.recorded', jsonb_build_object('check', c.check_id, 'result', c.result, 'checked_on', c.checked_on));
  return query select check_result(c, 'created') || jsonb_build_object('object', check_object(c)),
    relationship_touched(r.relationship_id),
    jsonb_build_object('object', check_object(c), 'detail', jsonb_build_object('checked_on', c.checked_on, 'method', c.method,
      'result', c.result));
end $$;

-- A check withdrawn as a mistake counts on no day, as known from now on.
-- Called by the server.
create or replace function check_withdraw(p_supplier text, p_declaration uuid, p_check uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  c declaration_check;
begin
  select * into c from declaration_check x where x.org_id = r.org_id and x.check_id = p_check
    and x.relationship_id = r.relationship_id and x.declaration_id = p_declaration;
  if not found then
    perform refuse('not_found');
  end if;
  if c.withdrawn_at is not null then
    perform refuse('already_withdrawn');
  end if;
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  update declaration_check x set withdrawn_at = request_now() where x.org_id = c.org_id and x.check_id = c.check_id
  returning * into c;
  perform declaration_event_add(r, declaration_visible(r, p_declaration), 'check.withdrawn', jsonb_build_object('check', c.check_id));
  return query select check_result(c, 'ended'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', check_object(c), 'detail', null);
end $$;

grant execute on function supplier_declarations(uuid, timestamptz, uuid, int),
  check_page(uuid, uuid, timestamptz, uuid, int) to hoshitori_app;
