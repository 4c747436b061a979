-- The buyer's record with all that a sheet carries of it, so that the sheet can come back: what is
-- demanded, the ID that the buyer knows (the best that has not ended), and the versions of both.

-- What a sheet shows of a supplier.
create or replace function supplier_sheet(p_relationship uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
  demand requirement_revision;
begin
  select * into r from relationship x where x.org_id = current_org() and x.relationship_id = p_relationship;
  if r.state <> 'ended' then
    demand := demand_in_force(r.org_id, r.relationship_id, request_day());
    if demand.revision is null then
      demand := demand_upcoming(r.org_id, r.relationship_id, request_day());
    end if;
  end if;
  return supplier_record(p_relationship) || jsonb_build_object('record_version', r.record_version,
    'revision', requirement_newest(p_relationship), 'demand', demand_shape(demand), 'declaration', (
      select jsonb_build_object('star', d.star, 'id', d.number, 'declared_on', d.declared_on,
        'valid_until', case when not d.validity_assumed then d.valid_until end)
      from declaration d
      where d.org_id = r.org_id and d.relationship_id = p_relationship and d.superseded_at is null
        and not exists (select from declaration_end e where e.org_id = d.org_id and e.declaration_id = d.declaration_id
          and e.on_day <= request_day())
      order by d.star desc, d.declared_on desc, d.declaration_id desc limit 1));
end $$;

grant execute on function supplier_sheet(uuid) to hoshitori_app;
