-- What a status was decided from: all facts of one relationship as they were known at an instant, and what each side may
-- see of them. Which of them decided is the server's to say (domain/decision.h).

-- The relationship as it stood at an instant, by its steps.
create or replace function relationship_known(r relationship, p_known_at timestamptz) returns relationship
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  linked boolean := false;
  e relationship_event;
begin
  r.asked_again := false;
  r.accepted_on := null;
  r.declined_on := null;
  r.ended_on := null;
  r.flows_until := null;
  for e in select * from relationship_event x
    where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.recorded_at <= p_known_at order by x.seq
  loop
    case
      when e.kind in ('invited', 'invited_again') then
        r.asked_again := r.asked_again or r.declined_on is not null;
        r.declined_on := null;
        r.invited_on := e.on_day;
        r.invitation_expires_on := e.on_day + (invitation_last_day() - request_day());
      when e.kind = 'accepted' then
        linked := true;
        r.accepted_on := e.on_day;
        r.flows_until := null;
      when e.kind in ('declined', 'left') then
        r.declined_on := e.on_day;
        r.flows_until := coalesce(r.flows_until, case e.kind when 'left' then e.recorded_at end);
      else
        r.ended_on := e.on_day;
        r.flows_until := coalesce(r.flows_until, e.recorded_at);
    end case;
  end loop;
  if not linked then
    r.supplier_id := null;
  end if;
  return r;
end $$;

-- The facts of one relationship as facts_of gives them, as they were known at an instant; what was noted beside them is as it is
-- now.
create or replace function facts_known(p_relationship relationship, p_known_at timestamptz) returns json
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_known(p_relationship, p_known_at);
  until timestamptz := least(r.flows_until, p_known_at);
  day date := least(tokyo_day(p_known_at), request_day());
begin
  return (
    select (select row_to_json(f) from (select q.*, s.*, d.*, scheme.obtainable_from, scheme.assessment_max_age_months,
      scheme.editions, scheme.superseded_editions) f)
    from (select * from scheme_steps(p_known_at) x where x.from_day <= day order by x.from_day desc limit 1) scheme
      cross join demand_facts(r, p_known_at) q
      cross join supplier_facts(r.supplier_id, r.relationship_id, until) s
      cross join declaration_facts(r.supplier_id, r.org_id, r.relationship_id, until, p_known_at) d);
end $$;

-- Of each fact, by its id, what one side may see of it (the contract's Decision): of the other side's own records that they
-- are there, and no more than the status tells. What a supplier discloses is read where reading it is written down.
create or replace function facts_seen(r relationship, p_side text, p_known_at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  buyer boolean := p_side = 'buyer';
begin
  return jsonb_build_object(
    'revisions', (
      select coalesce(jsonb_object_agg(q.revision, jsonb_build_object('revision', q.revision, 'kind', q.kind,
        'decided_by', q.decided_by, 'rule', case when buyer then q.rule end, 'required_star', q.required_star,
        'required_assurance', q.required_assurance, 'accept_higher', q.accept_higher, 'effective_from', q.effective_from,
        'due_on', q.due_on, 'recorded_at', instant_text(q.recorded_at))), '{}')
      from requirement_revision q where q.org_id = r.org_id and q.relationship_id = r.relationship_id),
    'declarations', (
      select coalesce(jsonb_object_agg(d.declaration_id, jsonb_build_object('declaration', d.declaration_id,
        'recorded_by', case when d.relationship_id is null then 'supplier' else 'buyer' end, 'scheme', d.scheme, 'star', d.star,
        'id', d.number, 'declared_on', d.declared_on, 'valid_from', d.valid_from, 'valid_until', d.valid_until, 'scope', d.scope,
        'stopped_on', declaration_end_on(d.org_id, d.declaration_id, 'stopped', least(r.flows_until, p_known_at)),
        'revoked_on', declaration_end_on(d.org_id, d.declaration_id, 'revoked', least(r.flows_until, p_known_at)),
        'recorded_at', instant_text(d.recorded_at))), '{}')
      from declaration d
      where d.org_id = r.supplier_id and d.relationship_id is null or d.org_id = r.org_id and d.relationship_id = r.relationship_id),
    'checks', (
      select coalesce(jsonb_object_agg(c.check_id, jsonb_build_object('check', case when buyer then c.check_id end,
        'checked_on', c.checked_on, 'method', case when buyer then c.method end, 'result', c.result,
        'recorded_at', instant_text(c.recorded_at))), '{}')
      from declaration_check c where c.org_id = r.org_id and c.relationship_id = r.relationship_id),
    'scope_decisions', (
      select coalesce(jsonb_object_agg(s.scope_decision_id, jsonb_build_object(
        'scope_decision', case when buyer then s.scope_decision_id end,
        'decision', case when s.covers then 'covers' else 'does_not_cover' end, 'decided_on', s.decided_on,
        'recorded_at', instant_text(s.recorded_at))), '{}')
      from scope_decision s where s.org_id = r.org_id and s.relationship_id = r.relationship_id),
    'assessments', (
      select coalesce(jsonb_object_agg(a.assessment_id, jsonb_build_object('edition', a.edition_id, 'transcription', a.transcription,
          'star', a.star, 'assessment', case when not buyer then a.assessment_id end,
          'assessed_on', case when not buyer then a.assessed_on end,
          'submitted_at', case when not buyer then instant_text(a.submitted_at) end)), '{}')
      from assessment a
      where a.org_id = r.supplier_id and a.submitted_at is not null),
    'papers', (
      select coalesce(jsonb_object_agg(p.paper_id, jsonb_build_object('kind', p.kind, 'paper', case when not buyer then p.paper_id end,
        'day', case when not buyer then p.on_day end, 'recorded_at', case when not buyer then instant_text(p.recorded_at) end)), '{}')
      from paper p where p.org_id = r.supplier_id));
end $$;

-- What one relationship of the asking organisation, on either side, showed for a day as known at an instant, and from what.
-- `selector`: its id; for a buyer as in supplier_of, too.
create or replace function decision_read(p_selector text, p_day date, p_known_at timestamptz)
returns table (relationship_id uuid, side text, recorded_at text, step text, changes_on date, next_status smallint,
  next_waiting_on smallint, counterparty jsonb, facts json, seen jsonb, reads jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
  looks text := 'buyer';
begin
  select * into r from relationship x
  where x.org_id = current_org() and x.relationship_id = (select supplier_of(current_org(), p_selector, p_known_at));
  if r.relationship_id is null then
    looks := 'supplier';
    r := side_relationship(looks, case when p_selector ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then p_selector end);
  end if;
  return query
    select b.relationship_id, looks, instant_text(v.recorded_at), b.step, b.changes_on, b.next_status, b.next_waiting_on,
      jsonb_build_object('name', b.counterparty_name, 'reading', b.counterparty_reading, 'corporate_number', b.counterparty_number,
        'registered_name', b.registered_name, 'number_proven', b.number_proven),
      facts_known(r, p_known_at), facts_seen(r, looks, p_known_at),
      case looks when 'supplier' then disclosure_reads_on(r, p_day, p_known_at) else '[]' end
    from board_version_on(current_org(), r.relationship_id, looks, p_day, p_known_at) b
      join board_version v on v.org_id = current_org() and v.relationship_id = b.relationship_id and v.version = b.version
        and v.recorded_at <= p_known_at
    order by v.recorded_at desc limit 1;
end $$;

grant execute on function decision_read(text, date, timestamptz) to hoshitori_app;
