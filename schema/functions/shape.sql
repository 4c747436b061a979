-- Members of answers that several nouns share, in the contract's shape. They look up rows of either
-- party: only functions of the engine that have checked who asks may call them.

-- An instant as the contract writes it: UTC, microseconds.
create or replace function instant_text(p timestamptz) returns text
language sql stable
as $$ select to_char(p at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

-- Since when it is closed, for both sides; nothing of one that is open.
create or replace function closed_shape(o organisation) returns jsonb
language sql immutable
as $$ select case when o.closed_on is null then '{}'::jsonb else jsonb_build_object('closed_on', o.closed_on) end $$;

-- The contract's Organisation.
create or replace function organisation_shape(p_org uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('organisation', o.org_id, 'name', o.name, 'reading', o.reading,
      'corporate_number', o.corporate_number, 'number_proven', o.number_proven_at is not null) || closed_shape(o)
    from organisation o where o.org_id = p_org);
end $$;

-- The buyer as a supplier sees it.
create or replace function counterparty_shape(p_buyer uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('name', o.name, 'reading', o.reading, 'corporate_number', o.corporate_number,
      'registered_name', o.name, 'number_proven', o.number_proven_at is not null) || closed_shape(o)
    from organisation o where o.org_id = p_buyer);
end $$;

-- The three questions of a demand, those not answered as null.
create or replace function questions_shape(p jsonb) returns jsonb
language sql stable
as $$
  select jsonb_build_object('important_information', p -> 'important_information',
    'unacceptable_interruption', p -> 'unacceptable_interruption', 'internal_access', p -> 'internal_access')
$$;

-- One revision as both sides read it; null for none.
create or replace function demand_shape(q requirement_revision) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  if q.revision is null then
    return null;
  end if;
  return jsonb_build_object('revision', q.revision, 'required_star', q.required_star,
    'required_assurance', q.required_assurance,
    'accept_higher', coalesce(q.accept_higher, (contract_defaults('RequirementInput') ->> 'accept_higher')::boolean),
    'effective_from', q.effective_from, 'due_on', q.due_on, 'reason', q.reason,
    'questions', questions_shape(q.questions), 'notice_on', q.notice_on, 'decided_by', q.decided_by,
    'recorded_at', instant_text(q.recorded_at));
end $$;

-- The supplier's newest answer to the demands of one relationship; null for none.
create or replace function response_shape(p_supplier uuid, p_relationship uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('kind', r.response, 'message', r.reason, 'revision', r.revision,
      'recorded_at', instant_text(r.recorded_at))
    from requirement_response r
    where r.org_id = p_supplier and r.relationship_id = p_relationship order by r.seq desc limit 1);
end $$;

-- What the buyer recorded about the supplier, for the supplier to use as its own.
create or replace function known_declarations(p_buyer uuid, p_relationship uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('scheme', d.scheme, 'star', d.star, 'id', d.number,
      'declared_on', d.declared_on, 'valid_from', d.valid_from, 'valid_until', d.valid_until, 'scope', d.scope,
      'scope_text', d.scope_text) order by d.star, d.declaration_id), '[]')
    from declaration d
    where d.org_id = p_buyer and d.relationship_id = p_relationship and d.superseded_at is null
      and not exists (select from declaration_end e where e.org_id = d.org_id
        and e.declaration_id = d.declaration_id and e.on_day <= request_day()));
end $$;

grant execute on function instant_text(timestamptz), questions_shape(jsonb) to hoshitori_app;
