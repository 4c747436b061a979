-- What a supplier's plan is made of (server/domain/plan.h).

-- Whether a buyer said anything of the supplier's declarations, or recorded some. Expanded into its statement.
create or replace function has_said(r hoshitori.relationship) returns table (said boolean)
language sql stable
as $$
  select exists (select from hoshitori.declaration_check c where c.org_id = r.org_id and c.relationship_id = r.relationship_id)
    or exists (select from hoshitori.scope_decision s where s.org_id = r.org_id and s.relationship_id = r.relationship_id)
    or exists (select from hoshitori.declaration d where d.org_id = r.org_id and d.relationship_id = r.relationship_id)
$$;

-- A page of buyers in the order of ids, none whose relationship ended. The first row is no buyer: it has what the supplier
-- and the scheme say to all alike, once. The facts of a buyer are what differs, by the same members (facts_of).
-- Called by the server.
create or replace function plan_facts(p_after uuid, p_rows int) returns table (relationship uuid, buyer text, facts json)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  return query
    select null::uuid, null::text, (select row_to_json(x) from (select scheme.*, s.*, d.*) x)
    from scheme_facts() scheme cross join supplier_facts(current_org(), null, 'infinity') s
      cross join declaration_facts(current_org(), null, null, 'infinity', 'infinity') d;
  -- First which buyers the page has: joined before, all behind it would be read for each page.
  return query
    with page as materialized (
      select b.relationship_id, b.counterparty_id, b.counterparty_name from board b
      where b.org_id = current_org() and b.side = 'supplier' and b.state <> 'ended'
        and b.relationship_id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
      order by b.relationship_id limit p_rows
    )
    select r.relationship_id, b.counterparty_name,
      case when r.flows_until is not null then facts_of(array[r.org_id], array[r.relationship_id]) -> 0 -> 'facts'
        when s.said then (
          select row_to_json(x) from (select q.*, d.* from declaration_facts(r.supplier_id, r.org_id, r.relationship_id, 'infinity', 'infinity') d) x)
        else row_to_json(q) end
    from page b join relationship r on r.org_id = b.counterparty_id and r.relationship_id = b.relationship_id
      cross join lateral demand_facts(r, 'infinity') q cross join lateral has_said(r) s
    order by b.relationship_id;
end $$;
