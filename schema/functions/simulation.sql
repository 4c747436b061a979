-- What a change would do, read in chunks and never written: the change becomes one more revision among
-- the facts of each supplier that it touches, and the server decides from them.

-- The suppliers that the filter names, or null: all.
-- Called by the server.
create or replace function simulation_suppliers(p_simulation jsonb) returns uuid[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
  named record;
begin
  for named in select v, i - 1 as place from jsonb_array_elements_text(p_simulation #> '{filter,suppliers}') with ordinality t(v, i) loop
    ids := ids || (select r.relationship_id from relationship r
      where r.org_id = current_org() and r.relationship_id = (select supplier_of(current_org(), named.v)));
    if ids[cardinality(ids)] is null then
      perform refuse('not_found', 'filter.suppliers.' || named.place);
    end if;
  end loop;
  return ids;
end $$;

-- The demand as one more revision of a relationship's facts.
create or replace function simulated_revision(p_kind text, p_decided_by text, p_star smallint, p_assurance text, p_higher boolean,
  p_effective_from date, p_due_on date) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('decided_by', p_decided_by, 'removed', p_kind = 'removed', 'exempt', p_kind = 'exempt',
    'required_star', p_star, 'required_assurance', p_assurance, 'accept_higher', p_higher,
    'effective_from', p_effective_from, 'due_on', p_due_on)
$$;

-- Which of these get another demand, and which one. A requirement that is set leaves what a simulation does not
-- state (reason, notice, questions) as it stands.
create or replace function simulated_demands(p_change jsonb, p_relationships uuid[])
returns table (relationship_id uuid, revision jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  asked jsonb := p_change -> 'requirement';
  asked_kind text := case when asked ->> 'required_star' is null then 'exempt' else 'set' end;
  effective date := coalesce((asked ->> 'effective_from')::date, request_day());
  content jsonb := requirement_content(asked, effective);
begin
  if asked is null then
    return query select w.relationship_id, simulated_revision(w.kind, 'rule', (w.decided).required_star,
      (w.decided).required_assurance, (w.decided).accept_higher, request_day(), w.due_on)
    from rule_wanted(p_relationships, rule_made(p_change #>> '{rule,rule}', nullif(p_change #> '{rule,demand}', 'null'))) w;
    return;
  end if;
  return query select x.id, simulated_revision(asked_kind, 'explicit', (content ->> 'required_star')::smallint,
    content ->> 'required_assurance', (content ->> 'accept_higher')::boolean, effective, (content ->> 'due_on')::date)
  from unnest(p_relationships) x(id)
  where not exists (
    select from (values (demand_in_force(current_org(), x.id, request_day())), (demand_upcoming(current_org(), x.id, request_day()))) v(q)
    where requirement_same(asked || jsonb_build_object('reason', (v.q).reason, 'notice_on', (v.q).notice_on,
      'questions', (v.q).questions), v.q));
end $$;

-- A revision that becomes effective later takes the place of what was upcoming.
create or replace function simulated_facts(p_facts jsonb, p_revision jsonb) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return p_facts || jsonb_build_object('revisions', (
    select coalesce(jsonb_agg(q order by q -> 'revision'), '[]')
      || jsonb_build_array(p_revision || jsonb_build_object('revision', coalesce(max((q ->> 'revision')::int), 0) + 1))
    from jsonb_array_elements(p_facts -> 'revisions') q
    where (q ->> 'effective_from')::date <= request_day() or (p_revision ->> 'effective_from')::date <= request_day()));
end $$;

-- The next suppliers after p_after: how many, the last one, counts of those that stay as they are, the
-- facts of the others, and from which instant on something that was filed is not yet in the status of one of them. p_limit null or no row: the end.
-- Called by the server.
create or replace function simulation_chunk(p_simulation jsonb, p_suppliers uuid[], p_on date, p_after uuid, p_limit int)
returns table (last uuid, seen int, same jsonb, touched jsonb, decided_at text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  selector text := split_part(p_simulation #>> '{change,rule,rule}', ':', 1);
  selected text := fold_label(substr(p_simulation #>> '{change,rule,rule}', length(selector) + 2));
  ids uuid[];
begin
  select array_agg(x.relationship_id order by x.relationship_id) into ids from (
    select r.relationship_id from relationship r
    where r.org_id = current_org() and r.state <> 'ended' and r.relationship_id > coalesce(p_after, uuid '00000000-0000-0000-0000-000000000000')
      and (p_suppliers is null or r.relationship_id = any(p_suppliers))
      and (p_simulation #>> '{filter,category}' is null or has_label(r, 'category', fold_label(p_simulation #>> '{filter,category}')))
      and (p_simulation #>> '{filter,tag}' is null or has_label(r, 'tag', fold_label(p_simulation #>> '{filter,tag}')))
      and (selector is null or has_label(r, selector, selected))
    order by r.relationship_id limit p_limit) x;
  if ids is null then
    return;
  end if;
  last := ids[cardinality(ids)];
  seen := cardinality(ids);
  with demand as materialized (
    select d.relationship_id as id, d.revision from simulated_demands(p_simulation -> 'change', ids) d
  ), line as (
    select b.relationship_id as id, b.counterparty_name as name, b.code, b.category, b.line_status[s.i] as status,
      b.line_waiting_on[s.i] as waiting_on, b.line_step[s.i] #>> '{next_step,code}' as next_step, b.decided_at as since, d.revision
    from board b cross join lateral (select width_bucket(p_on, b.line_from)) s(i)
    left join demand d on d.id = b.relationship_id
    where b.org_id = current_org() and b.relationship_id = any(ids)
  ), counted as (
    select status, waiting_on, next_step, count(*) as n from line where revision is null group by 1, 2, 3
  )
  select (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from counted c),
    (select coalesce(jsonb_agg(jsonb_build_object('relationship', l.id, 'name', l.name, 'code', l.code, 'category', l.category,
        'status', l.status, 'waiting_on', l.waiting_on,
        'facts', simulated_facts(f.facts, l.revision)) order by l.id), '[]')
      from line l join json_to_recordset(facts_of(array_fill(current_org(), array[cardinality(ids)]), ids))
        f(relationship uuid, facts jsonb) on f.relationship = l.id
      where l.revision is not null),
    (select instant_text(min(l.since)) from line l)
  into same, touched, decided_at;
  return next;
end $$;
