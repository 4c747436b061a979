-- All facts of one relationship as one JSON object, from which the server computes its line. Read
-- only after the locks: what the other party recorded is read after the supplier's head.

-- Whether something recorded and later taken back or replaced stood at an instant. Without a search
-- path, so that it becomes part of the statement.
create or replace function stood_at(p_recorded_at timestamptz, p_gone_at timestamptz, p_at timestamptz) returns boolean
language sql immutable
as $$ select p_recorded_at <= p_at and (p_gone_at is null or p_gone_at > p_at) $$;

-- The part that the supplier owns; what it recorded after p_until is not seen. Expanded into its statement, as
-- declaration_facts is: every name is qualified.
create or replace function supplier_facts(p_supplier uuid, p_relationship uuid, p_until timestamptz)
returns table (assessments json, papers json, readiness jsonb, readiness_shown json, response json)
language sql stable
as $$
  select (
      select coalesce(json_agg(json_build_object('id', a.assessment_id, 'star', a.star, 'edition', a.edition_id, 'assessed_on', a.assessed_on,
        'total', a.total, 'unanswered', a.unanswered, 'not_met', a.not_met,
        'withdrawn_on', case when a.withdrawn_at <= p_until then a.withdrawn_on end)), '[]')
      from (select * from hoshitori.assessment x
        where x.org_id = p_supplier and x.state <> 'draft' and x.submitted_at <= p_until order by x.submission) a), (
      select coalesce(json_agg(json_build_object('id', p.paper_id, 'kind', p.kind, 'on', p.on_day,
        'withdrawn_on', case when p.withdrawn_at <= p_until then p.withdrawn_on end)), '[]')
      from (select * from hoshitori.paper x where x.org_id = p_supplier and x.recorded_at <= p_until
        order by x.recorded_at, x.paper_id) p), (
      select hoshitori.readiness_shape(a, e)
      from hoshitori.assessment a join hoshitori.edition e using (edition_id)
      where a.org_id = p_supplier and a.star >= 3 and hoshitori.stood_at(a.submitted_at, a.withdrawn_at, p_until)
        and not exists (select from hoshitori.assessment n
          where n.org_id = a.org_id and n.submission > a.submission and n.submitted_at <= p_until
            and (n.star, n.scope, n.scope_text) is not distinct from (a.star, a.scope, a.scope_text))
      order by a.submission desc limit 1), (
      select case when x.shown then json_build_object('from', x.from_day, 'last_day', x.last_day) end from hoshitori.disclosure x
      where x.org_id = p_supplier and x.relationship_id = p_relationship and x.kind = 'readiness' order by x.seq desc limit 1), (
      select json_build_object('kind', r.response, 'revision', r.revision) from hoshitori.requirement_response r
      where r.org_id = p_supplier and r.relationship_id = p_relationship order by r.seq desc limit 1)
$$;

-- The declarations that count for a relationship: the supplier's own, then what the buyer recorded, each with what
-- was known of its end by p_until and what this buyer had said of it by p_known_at.
create or replace function declaration_facts(p_supplier uuid, p_buyer uuid, p_relationship uuid, p_until timestamptz,
  p_known_at timestamptz)
returns table (declarations json)
language sql stable
as $$
  select coalesce(json_agg(json_build_object('id', d.declaration_id, 'scheme', d.scheme, 'number', d.number, 'star', d.star,
    'declared_on', d.declared_on, 'valid_from', d.valid_from, 'valid_until', d.valid_until,
    'validity_assumed', d.validity_assumed, 'scope', d.scope, 'scope_text', d.scope_text,
    'recorded_by_buyer', d.relationship_id is not null,
    'stopped_on', (
      select e.on_day from hoshitori.declaration_end e
      where e.org_id = d.org_id and e.declaration_id = d.declaration_id and e.kind = 'stopped' and e.recorded_at <= d.until
      order by e.seq desc limit 1),
    'revoked_on', (
      select e.on_day from hoshitori.declaration_end e
      where e.org_id = d.org_id and e.declaration_id = d.declaration_id and e.kind = 'revoked' and e.recorded_at <= d.until
      order by e.seq desc limit 1),
    'checks', (
      select coalesce(json_agg(json_build_object('id', c.check_id, 'checked_on', c.checked_on, 'result', c.result)), '[]')
      from (select * from hoshitori.declaration_check x where x.org_id = p_buyer and x.relationship_id = p_relationship
        and x.declaration_id = d.declaration_id and hoshitori.stood_at(x.recorded_at, x.withdrawn_at, p_known_at)
        order by x.recorded_at, x.check_id) c),
    'scope_decisions', (
      select coalesce(json_agg(json_build_object('id', s.scope_decision_id, 'on', s.decided_on, 'covers', s.covers)), '[]')
      from (select * from hoshitori.scope_decision x where x.org_id = p_buyer and x.relationship_id = p_relationship
        and x.declaration_id = d.declaration_id and x.recorded_at <= p_known_at order by x.recorded_at, x.scope_decision_id) s))), '[]')
  from (
    (select x.*, p_until as until from hoshitori.declaration x
    where x.org_id = p_supplier and x.relationship_id is null and hoshitori.stood_at(x.recorded_at, x.superseded_at, p_until)
    order by x.recorded_at, x.declaration_id)
    union all
    (select x.*, p_known_at from hoshitori.declaration x
    where x.org_id = p_buyer and x.relationship_id = p_relationship and hoshitori.stood_at(x.recorded_at, x.superseded_at, p_known_at)
    order by x.recorded_at, x.declaration_id)
  ) d
$$;

-- What the scheme says: the same for everybody on a day (scheme_steps_put). Expanded into its statement.
create or replace function scheme_facts()
returns table (obtainable_from json, assessment_max_age_months json, editions json, superseded_editions json)
language sql stable
as $$
  select s.obtainable_from, s.assessment_max_age_months, s.editions, s.superseded_editions from hoshitori.scheme_step s
  where s.from_day <= hoshitori.request_day() order by s.from_day desc limit 1
$$;

-- The part that the buyer owns, but for what it says of declarations. Expanded into its statement.
create or replace function demand_facts(r hoshitori.relationship, p_known_at timestamptz)
returns table (expiring_days int, recheck_months int, relationship jsonb, revisions json)
language sql stable
as $$
  select b.expiring_days, b.recheck_months,
    jsonb_build_object('invited_on', r.invited_on, 'invitation_expires_on', r.invitation_expires_on,
        'accepted_on', r.accepted_on, 'declined_on', r.declined_on, 'ended_on', r.ended_on)
      || case when r.asked_again then jsonb_build_object('steps', hoshitori.relationship_steps(r, p_known_at)) else '{}' end
      || case when company.changed then hoshitori.company_facts(r, p_known_at) else '{}' end, (
      select coalesce(json_agg(json_build_object('revision', q.revision, 'decided_by', q.decided_by,
        'removed', q.kind = 'removed', 'exempt', q.kind = 'exempt', 'required_star', q.required_star,
        'required_assurance', q.required_assurance, 'accept_higher', q.accept_higher,
        'effective_from', q.effective_from, 'due_on', q.due_on)), '[]')
      from (select * from hoshitori.requirement_revision x where x.org_id = r.org_id and x.relationship_id = r.relationship_id
        and hoshitori.stood_at(x.recorded_at, x.superseded_at, p_known_at) order by x.revision) q)
  from hoshitori.is_changed(r.org_id, r.relationship_id, r.supplier_id) company cross join hoshitori.settings_of(r.org_id, p_known_at) b
$$;

-- Facts of these relationships, as the server wants them for their lines (domain/facts.h): [{"buyer", "relationship",
-- "facts"}, …] in the order of ids; the columns of all parts are the members of facts. As json, whose members are texts that
-- are joined: jsonb would be made anew at each level, which took twice as long. Rows are found by their keys, as in board_put.
create or replace function facts_of(p_buyers uuid[], p_relationships uuid[]) returns json
language plpgsql stable security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  return (
    select coalesce(json_agg(json_build_object('buyer', r.org_id, 'relationship', r.relationship_id,
      'facts', (select row_to_json(f) from (select q.*, s.*, d.*, scheme.*) f)) order by r.relationship_id), '[]')
    from scheme_facts() scheme cross join unnest(p_buyers, p_relationships) t(buyer, relationship)
      join relationship r on r.org_id = t.buyer and r.relationship_id = t.relationship
      cross join lateral demand_facts(r, 'infinity') q
      cross join lateral supplier_facts(r.supplier_id, r.relationship_id, coalesce(r.flows_until, 'infinity')) s
      cross join lateral declaration_facts(r.supplier_id, r.org_id, r.relationship_id, coalesce(r.flows_until, 'infinity'), 'infinity') d);
end $$;

-- Facts of these relationships, each side's locks taken in the order of every writer: nothing is filed, only decided.
create or replace function facts_locked(p_buyers uuid[], p_relationships uuid[]) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform from relationship r join unnest(p_buyers, p_relationships) t(buyer, id) on r.org_id = t.buyer and r.relationship_id = t.id
  order by r.relationship_id for no key update of r;
  perform from supplier_head h where h.org_id in (
    select r.supplier_id from relationship r join unnest(p_buyers, p_relationships) t(buyer, id) on r.org_id = t.buyer and r.relationship_id = t.id)
  order by h.org_id for share;
  return facts_of(p_buyers, p_relationships);
end $$;

-- Lock of the demand side: the relationship, then the supplier's head. 404 for what is not the
-- caller's, to the byte like what does not exist.
create or replace function relationship_lock(p_relationship uuid) returns relationship
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  select * into r from relationship where org_id = current_org() and relationship_id = p_relationship
  for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  if r.supplier_id is not null then
    perform from supplier_head where org_id = r.supplier_id for share;
  end if;
  return r;
end $$;

-- Lock of the evidence side: the supplier's own head, where every demand side waits too.
create or replace function supplier_lock() returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into supplier_head (org_id) values (current_org()) on conflict do nothing;
  perform from supplier_head where org_id = current_org() for no key update;
end $$;

-- From now on each of these rows of the board says on both sides as of when it was decided, and so do the organisations'
-- counts (undecided_since), until board_put decides them.
create or replace function undecided_add(p_buyers uuid[], p_relationships uuid[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  with marked as (
    update board b set decided_at = request_now()
    from unnest(p_buyers, p_relationships) t(buyer, relationship)
      join relationship r on r.org_id = t.buyer and r.relationship_id = t.relationship
      cross join lateral (values (r.org_id), (r.supplier_id)) side(org_id)
    where b.org_id = side.org_id and b.relationship_id = r.relationship_id and b.decided_at is null
    returning b.org_id, b.relationship_id, b.side, b.decided_at
  )
  insert into undecided (org_id, relationship_id, side, decided_at) select * from marked;
end $$;

-- What everybody is decided by has changed (scheme.sql): all relationships that do not say so yet; with an edition those whose
-- readiness is told by it. They are many, so who changes it has most of them say so before (undecided_chunk): then few are
-- locked with the change. Whoever has read the scheme to decide by is waited for: what it decided is found here.
create or replace function undecided_all(p_edition text default null) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  lock table scheme_step in access exclusive mode;
  perform undecided_add(array_agg(x.org_id), array_agg(x.relationship_id)) from (
    select b.org_id, b.relationship_id from board b
    where b.side = 'buyer' and b.decided_at is null and (p_edition is null or edition_tells(b.counterparty_id, p_edition))
    order by b.relationship_id) x;
end $$;

-- The same of the next relationships in the order of ids, for who is about to change it; the last of them, null when none
-- is left.
-- Called by the operator.
create or replace function undecided_chunk(p_after uuid, p_limit int) returns uuid
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  buyers uuid[];
  relationships uuid[];
begin
  select array_agg(x.org_id), array_agg(x.relationship_id) into buyers, relationships
  from (select r.org_id, r.relationship_id from relationship r
    where p_after is null or r.relationship_id > p_after order by r.relationship_id limit p_limit) x;
  perform undecided_add(buyers, relationships);
  return relationships[cardinality(relationships)];
end $$;

-- From which instant on something that was filed is not yet in the statuses of one side; null: everything is in them.
-- Expanded into its statement.
create or replace function undecided_since(p_org uuid, p_side text) returns table (decided_at timestamptz)
language sql stable
as $$ select min(u.decided_at) from hoshitori.undecided u where u.org_id = p_org and u.side = p_side $$;

-- The next relationships of an organisation that wait to be decided, whichever write left them, in the order of ids; null
-- when there are none.
create or replace function undecided_next(p_org uuid, p_after uuid, p_limit int, out buyers uuid[], out relationships uuid[])
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select array_agg(case x.side when 'buyer' then x.org_id else b.counterparty_id end order by x.relationship_id),
    array_agg(x.relationship_id order by x.relationship_id)
  from (
    select u.org_id, u.relationship_id, u.side from undecided u
    where u.org_id = p_org and u.relationship_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
    order by u.relationship_id limit p_limit
  ) x join board b on b.org_id = x.org_id and b.relationship_id = x.relationship_id
$$;

-- Facts of all relationships that a write touched, for the server to decide at once; or, of more than 300, {"later": how
-- many}, which wait for the job that the server queues (status_job_add).
create or replace function facts_or_later(p_buyers uuid[], p_relationships uuid[]) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if cardinality(p_relationships) <= 300 then
    return facts_of(p_buyers, p_relationships);
  end if;
  perform undecided_add(p_buyers, p_relationships);
  return json_build_object('later', cardinality(p_relationships));
end $$;

-- After supplier_lock and the change: the facts of all relationships to which it flows. A parting
-- that committed before, but later by its instant, is none for this change.
create or replace function supplier_touched() returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  buyers uuid[];
  relationships uuid[];
begin
  select array_agg(r.org_id order by r.relationship_id), array_agg(r.relationship_id order by r.relationship_id)
  into buyers, relationships
  from board b join relationship r on r.org_id = b.counterparty_id and r.relationship_id = b.relationship_id
  where b.org_id = current_org() and b.side = 'supplier' and (r.flows_until is null or r.flows_until >= request_now());
  return facts_or_later(coalesce(buyers, '{}'), coalesce(relationships, '{}'));
end $$;

-- Shorthand for the demand side.
create or replace function relationship_touched(p_relationship uuid) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  return facts_of(array[current_org()], array[p_relationship]);
end $$;

grant execute on function undecided_since(uuid, text) to hoshitori_app;
