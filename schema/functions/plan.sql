-- What a supplier's plan is made of (server/domain/plan.h).

-- Whether a buyer said anything of the supplier's declarations, or recorded some. Expanded into its statement.
create or replace function has_said(r hoshitori.relationship) returns boolean
language sql stable
as $$
  select exists (select from hoshitori.declaration_check c where c.org_id = r.org_id and c.relationship_id = r.relationship_id)
    or exists (select from hoshitori.scope_decision s where s.org_id = r.org_id and s.relationship_id = r.relationship_id)
    or exists (select from hoshitori.declaration d where d.org_id = r.org_id and d.relationship_id = r.relationship_id)
$$;

-- Each buyer with the facts of its relationship as of facts_of, in the order of ids; none whose relationship ended. What
-- the supplier has on file is read once, as long as it flows to all alike.
-- Called by the server.
create or replace function plan_facts() returns table (relationship uuid, buyer text, facts jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  return query
    with own as materialized (
      select to_jsonb(scheme) || to_jsonb(s) as facts, d.declarations
      from scheme_facts() scheme cross join supplier_facts(current_org(), null, 'infinity') s
        cross join declaration_facts(current_org(), null, null, 'infinity') d
    )
    select r.relationship_id, b.counterparty_name,
      case when r.flows_until is null then own.facts || to_jsonb(q) || jsonb_build_object('declarations',
          case when has_said(r) then (select d.declarations from declaration_facts(r.supplier_id, r.org_id, r.relationship_id, 'infinity') d)
            else own.declarations end)
        else (facts_of(array[r.org_id], array[r.relationship_id]) -> 0 -> 'facts')::jsonb end
    from own cross join board b join relationship r on r.org_id = b.counterparty_id and r.relationship_id = b.relationship_id
      cross join lateral demand_facts(r) q
    where b.org_id = current_org() and b.side = 'supplier' and b.state <> 'ended'
    order by r.relationship_id;
end $$;
