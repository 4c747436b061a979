-- Suppliers that merged or got a new number: what they declared before counts where the buyer accepts it.

-- Changes by which the supplier became another company, as it told itself or as the buyer knows (own), and which this buyer
-- has not accepted. What was declared before them would count.
create or replace function succession_open(r relationship)
returns table (own boolean, seq int, kind text, on_day date, name text, corporate_number text)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select true, s.seq, s.kind, s.on_day, s.name, s.corporate_number from supplier_succession s
  where s.org_id = r.org_id and s.relationship_id = r.relationship_id and r.state = 'active' and s.accepted_on is null
    and exists (select from declaration d where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at is null
      and d.declared_on < s.on_day and d.recorded_at <= coalesce(r.flows_until, 'infinity'))
  union all
  select false, c.seq, c.kind, c.on_day, c.name, c.corporate_number from organisation_change c
  where c.org_id = r.supplier_id and c.kind in ('merger', 'new_number') and r.state = 'active'
    and not exists (select from predecessor_acceptance a where a.org_id = r.org_id and a.relationship_id = r.relationship_id
      and a.supplier_id = c.org_id and a.seq = c.seq)
    and exists (select from declaration d where d.org_id = c.org_id and d.relationship_id is null and d.superseded_at is null
      and d.declared_on < c.on_day and d.recorded_at <= coalesce(r.flows_until, 'infinity'))
$$;

-- The buyer counts what was declared before the supplier's mergers and new numbers.
-- Called by the server.
create or replace function supplier_predecessor_accept(p_supplier text, p_reason text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  accepted jsonb;
begin
  with open as (
    insert into predecessor_acceptance (org_id, relationship_id, supplier_id, seq, accepted_on, reason, key_id, recorded_at)
    select r.org_id, r.relationship_id, r.supplier_id, c.seq, request_day(), p_reason, request_key(), request_now()
    from succession_open(r) c where not c.own returning seq
  ), own as (
    update supplier_succession s set accepted_on = request_day(), accepted_at = request_now(), accepted_by = request_key(),
      reason = p_reason
    from succession_open(r) c where c.own and s.org_id = r.org_id and s.relationship_id = r.relationship_id and s.seq = c.seq
    returning s.seq
  )
  select jsonb_agg(o.seq) into accepted from (select seq from open union all select seq from own) o;
  if accepted is null then
    perform refuse('no_predecessor');
  end if;
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('changes', accepted, 'reason', p_reason));
end $$;

-- What the buyer's record said before mergers and new numbers: it is found by it.
create or replace function supplier_former(r relationship) returns text[]
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select array(select distinct f.text from supplier_succession s, unnest(array[s.name, s.reading, s.corporate_number]) f(text)
    where s.org_id = r.org_id and s.relationship_id = r.relationship_id and f.text is not null)
$$;

-- The same for people, the newest first.
create or replace function predecessors_shape(r relationship) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', s.kind, 'day', s.on_day, 'name', s.name, 'corporate_number', s.corporate_number,
    'accepted_on', s.accepted_on, 'recorded_at', instant_text(s.recorded_at)) order by s.seq desc), '[]')
  from supplier_succession s where s.org_id = r.org_id and s.relationship_id = r.relationship_id
$$;

-- The buyer knows that the supplier merged, or got a new number. p: {kind, day, corporate_number, name?, reading?}
-- Called by the server.
create or replace function supplier_succeed(p_supplier text, p jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
  before jsonb;
  after jsonb;
begin
  perform buyer_head_share();
  r := relationship_lock(supplier_of(current_org(), p_supplier));
  perform relationship_state_require(r, 'invited', 'active', 'declined');
  before := supplier_entered(r);
  after := before || jsonb_build_object('name', coalesce(p ->> 'name', r.name), 'corporate_number', p ->> 'corporate_number',
    'reading', case when p ? 'reading' then p ->> 'reading' when p ? 'name' then null else r.reading end);
  if after -> 'corporate_number' = before -> 'corporate_number' then
    perform refuse('number_unchanged', 'corporate_number');
  end if;
  perform supplier_distinct(r.relationship_id, after ->> 'code', after ->> 'corporate_number');
  if number_refused(r, r.supplier_id, after ->> 'corporate_number') then
    perform refuse('corporate_number_mismatch', 'corporate_number');
  end if;
  insert into supplier_succession (org_id, relationship_id, seq, kind, on_day, name, reading, corporate_number, key_id, recorded_at)
  select r.org_id, r.relationship_id, coalesce(max(s.seq), 0) + 1, p ->> 'kind', (p ->> 'day')::date, r.name, r.reading,
    r.corporate_number, request_key(), request_now()
  from supplier_succession s where s.org_id = r.org_id and s.relationship_id = r.relationship_id;
  perform supplier_store(r, after, 'manual'), rule_decide(array[r.relationship_id]);
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', p || jsonb_build_object('from',
      jsonb_build_object('name', r.name, 'corporate_number', r.corporate_number)));
end $$;
