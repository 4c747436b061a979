-- What happened about one supplier, as its buyer may know it: demands, answers, talks, declarations, checks, what was shown, and letters,
-- of this record and of those that were joined into it. Of the supplier's own acts the buyer knows that it was the supplier,
-- not who; what it filed is told as far as the relationship shows it.

-- Whether the end of a declaration was taken back, or its day changed, by an instant.
create or replace function end_replaced(e hoshitori.declaration_end, p_by timestamptz) returns boolean
language sql stable
as $$
  select exists (select from hoshitori.declaration_end n where n.org_id = e.org_id and n.declaration_id = e.declaration_id and n.kind = e.kind
    and n.seq > e.seq and n.recorded_at <= p_by)
$$;

-- When the supplier's facts flowed to the buyer: what was replaced before the supplier accepted, or while it had left, the buyer never saw.
-- A request that waited for another one's locks has an earlier instant than what went before it: such a span is empty.
create or replace function flowed_spans(r hoshitori.relationship) returns tstzmultirange
language sql stable
as $$
  select range_agg(tstzrange(s.recorded_at, case when s.until is not null then greatest(s.recorded_at, s.until) end)) filter (where s.kind = 'accepted')
  from (
    select e.kind, e.recorded_at, lead(e.recorded_at) over (order by e.seq) as until from hoshitori.relationship_event e
    where e.org_id = r.org_id and e.relationship_id = r.relationship_id) s
$$;

-- What the supplier did, until it left: of each kind the newest p_rows before (p_at, p_id), found by the kind's index. Expanded into its
-- statement.
create or replace function supplier_acts(r hoshitori.relationship, p_at timestamptz, p_id text, p_rows int)
returns table (recorded_at timestamptz, id text, code text, day date, key_id bigint, data jsonb)
language sql stable
as $$
  (select * from (
    select a.recorded_at, 'response/' || a.relationship_id || '/' || a.seq, 'response_' || a.response, tokyo_day(a.recorded_at), null::bigint,
      jsonb_build_object('revision', a.revision, 'text', a.reason)
    from hoshitori.requirement_response a where a.org_id = r.supplier_id and a.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select c.recorded_at, 'talks/' || c.consultation_id, 'talks', c.asked_on, null::bigint,
      jsonb_build_object('asked_by', c.asked_by, 'outcome', c.outcome, 'cost', c.cost_estimate, 'bears', c.who_bears, 'text', c.text)
    from hoshitori.consultation c
    where c.org_id = r.supplier_id and c.relationship_id = r.relationship_id and c.recorded_at <= coalesce(r.flows_until, 'infinity')) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select d.recorded_at, 'declaration/' || d.declaration_id, 'declaration', d.declared_on, null::bigint,
      jsonb_build_object('star', d.star, 'id', d.number, 'until', d.valid_until)
    from hoshitori.declaration d
    where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at is null
      and d.recorded_at <= coalesce(r.flows_until, 'infinity')) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select d.recorded_at, 'declaration/' || d.declaration_id, 'declaration', d.declared_on, null::bigint,
      jsonb_build_object('star', d.star, 'id', d.number, 'until', d.valid_until)
    from hoshitori.declaration d
    where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at > r.flows_until
      and d.recorded_at <= r.flows_until) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select d.recorded_at, 'declaration/' || d.declaration_id, 'declaration', d.declared_on, null::bigint,
      jsonb_build_object('star', d.star, 'id', d.number, 'until', d.valid_until, 'replaced', true)
    from (select hoshitori.flowed_spans(r) offset 0) f(spans) cross join hoshitori.declaration d
    where d.org_id = r.supplier_id and d.relationship_id is null and d.superseded_at <= coalesce(r.flows_until, 'infinity')
      and f.spans && tstzrange(d.recorded_at, greatest(d.recorded_at, d.superseded_at))) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select e.recorded_at, e.kind || '/' || e.declaration_id || '/' || e.seq, 'declaration_' || e.kind, e.on_day, null::bigint,
      jsonb_build_object('star', d.star, 'id', d.number, 'withdrawn', hoshitori.end_replaced(e, coalesce(r.flows_until, 'infinity')))
    from hoshitori.declaration d join hoshitori.declaration_end e on e.org_id = d.org_id and e.declaration_id = d.declaration_id
    where d.org_id = r.supplier_id and d.relationship_id is null and e.on_day is not null and d.superseded_at is null
      and e.recorded_at <= coalesce(r.flows_until, 'infinity')) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select e.recorded_at, e.kind || '/' || e.declaration_id || '/' || e.seq, 'declaration_' || e.kind, e.on_day, null::bigint,
      jsonb_build_object('star', d.star, 'id', d.number, 'withdrawn', hoshitori.end_replaced(e, coalesce(r.flows_until, 'infinity')))
    from hoshitori.declaration d join hoshitori.declaration_end e on e.org_id = d.org_id and e.declaration_id = d.declaration_id
    where d.org_id = r.supplier_id and d.relationship_id is null and e.on_day is not null and d.superseded_at > r.flows_until
      and d.recorded_at <= r.flows_until and e.recorded_at <= r.flows_until) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select d.recorded_at, 'disclosure/' || d.relationship_id || '/' || d.seq, case when d.shown then 'disclosure' else 'disclosure_ended' end,
      tokyo_day(d.recorded_at), null::bigint, jsonb_build_object('kinds', jsonb_build_array(d.kind), 'from', d.from_day, 'until', d.last_day)
    from hoshitori.disclosure d where d.org_id = r.supplier_id and d.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select a.recorded_at, 'answer/' || a.request_id, 'disclosure_' || case a.answer when 'shown' then 'answered' else 'declined' end,
      tokyo_day(a.recorded_at), null::bigint, jsonb_build_object('text', a.text)
    from hoshitori.disclosure_answer a where a.org_id = r.supplier_id and a.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
$$;

-- One side of a change of a record as texts: of contacts what each says, of an owner the name that it has now; null where it is not
-- told (any more).
create or replace function record_side(p_member text, p_change jsonb, p_side text) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case
    when p_change = 'null' then 'null'
    when p_change -> p_side = 'null' then '[]'
    when p_member = 'owner' then coalesce((select jsonb_build_array(u.name) from user_account u
      where u.org_id = current_org() and u.user_id = (p_change ->> p_side)::uuid and u.name <> ''), 'null')
    when p_member = 'contacts' then (
      select coalesce(jsonb_agg(concat_ws(' ', c ->> 'name', c ->> 'department', c ->> 'role', c ->> 'email', c ->> 'phone', c ->> 'phone_extension')
        order by n), '[]') from jsonb_array_elements(p_change -> p_side) with ordinality t(c, n))
    when jsonb_typeof(p_change -> p_side) = 'array' then p_change -> p_side
    else jsonb_build_array(p_change -> p_side) end
$$;

-- What was changed of a record, as the contract's HistoryData has it.
create or replace function record_changes(p_changes jsonb) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_agg(jsonb_build_object('member', m.key, 'from', record_side(m.key, m.value, 'from'), 'to', record_side(m.key, m.value, 'to'))
    order by m.key) from jsonb_each(p_changes) m
$$;

-- What the buyer's people, keys and rules did, in the same way. Expanded into its statement.
create or replace function buyer_acts(r hoshitori.relationship, p_at timestamptz, p_id text, p_rows int)
returns table (recorded_at timestamptz, id text, code text, day date, key_id bigint, data jsonb)
language sql stable
as $$
  (select * from (
    select q.recorded_at, 'requirement/' || q.relationship_id || '/' || q.revision, 'requirement_' || q.kind, q.effective_from, q.key_id,
      jsonb_build_object('revision', q.revision, 'star', q.required_star, 'assurance', q.required_assurance, 'due', q.due_on, 'text', q.reason, 'rule', q.rule)
    from hoshitori.requirement_revision q where q.org_id = r.org_id and q.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select c.recorded_at, 'talks/' || c.consultation_id, 'talks', c.asked_on, c.key_id,
      jsonb_build_object('asked_by', c.asked_by, 'outcome', c.outcome, 'cost', c.cost_estimate, 'bears', c.who_bears, 'text', c.text)
    from hoshitori.consultation c where c.org_id = r.org_id and c.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select d.recorded_at, 'declaration/' || d.declaration_id, 'declaration', d.declared_on, d.key_id,
      jsonb_build_object('star', d.star, 'id', d.number, 'until', d.valid_until, 'replaced', d.superseded_at is not null)
    from hoshitori.declaration d where d.org_id = r.org_id and d.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select e.recorded_at, e.kind || '/' || e.declaration_id || '/' || e.seq, 'declaration_' || e.kind, e.on_day, e.key_id,
      jsonb_build_object('star', d.star, 'id', d.number, 'withdrawn', hoshitori.end_replaced(e, 'infinity'))
    from hoshitori.declaration d join hoshitori.declaration_end e on e.org_id = d.org_id and e.declaration_id = d.declaration_id
    where d.org_id = r.org_id and d.relationship_id = r.relationship_id and d.superseded_at is null and e.on_day is not null) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select c.recorded_at, 'check/' || c.check_id, 'check', c.checked_on, c.key_id,
      jsonb_build_object('result', c.result, 'method', c.method, 'text', c.note, 'withdrawn', c.withdrawn_at is not null)
    from (select distinct x.declaration_id from hoshitori.declaration_check x where x.org_id = r.org_id and x.relationship_id = r.relationship_id) y
      cross join lateral (
        select x.* from hoshitori.declaration_check x
        where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.declaration_id = y.declaration_id and x.recorded_at <= p_at
        order by x.recorded_at desc, x.check_id desc limit 2 * p_rows) c) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select s.recorded_at, 'scope/' || s.scope_decision_id, 'scope_' || case when s.covers then 'covers' else 'does_not_cover' end,
      s.decided_on, s.key_id, jsonb_build_object('text', s.note)
    from hoshitori.scope_decision s where s.org_id = r.org_id and s.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select p.recorded_at, 'look/' || p.partner_check_id, 'look', p.looked_on, p.key_id,
      jsonb_build_object('result', p.result, 'method', p.method, 'text', p.action, 'withdrawn', p.withdrawn_at is not null)
    from hoshitori.partner_check p where p.org_id = r.org_id and p.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select q.recorded_at, 'request/' || q.request_id, 'disclosure_requested', tokyo_day(q.recorded_at), q.key_id,
      jsonb_build_object('kinds', to_jsonb(q.kinds), 'text', q.reason, 'withdrawn', q.withdrawn_at is not null)
    from hoshitori.disclosure_request q where q.org_id = r.org_id and q.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select x.recorded_at, 'record/' || x.relationship_id || '/' || x.record_version, 'record_changed', tokyo_day(x.recorded_at), x.key_id,
      jsonb_build_object('changes', hoshitori.record_changes(x.changes), 'source', x.source)
    from hoshitori.record_change x where x.org_id = r.org_id and x.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
  union all
  (select * from (
    select m.recorded_at, 'mail/' || m.mail_id, 'mail', tokyo_day(m.recorded_at), m.key_id,
      jsonb_build_object('mail', m.kind, 'to', m.recipient, 'state', m.state)
    from hoshitori.mail m where m.org_id = r.org_id and m.relationship_id = r.relationship_id) z(recorded_at, id, code, day, key_id, data)
  where z.recorded_at <= p_at and (z.recorded_at < p_at or z.id collate "C" < p_id) order by z.recorded_at desc fetch first p_rows rows with ties)
$$;

-- The newest first. `side`: who did it; null where it was neither, but a day or a rule.
create or replace function supplier_history(p_supplier text, p_before timestamptz, p_before_id text, p_rows int)
returns table (item jsonb, first text, second text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship('buyer', p_supplier);
begin
  return query
    select jsonb_build_object('code', h.code, 'day', h.day, 'side', h.side, 'by', case when h.key_id is not null then audit_actor(h.key_id) ->> 'name' end,
        'joined', nullif(h.relationship_id, r.relationship_id), 'recorded_at', instant_text(h.recorded_at)) || jsonb_build_object('data', jsonb_strip_nulls(h.data)),
      instant_text(h.recorded_at), h.id
    from (
      select a.*, 'supplier' as side, x.relationship_id from records_of(r) x cross join lateral supplier_acts(x, coalesce(p_before, 'infinity'), coalesce(p_before_id, ''), p_rows) a
      where x.relationship_id = r.relationship_id or a.code not like 'declaration%'
      union all
      select a.*, case when a.data ? 'rule' and a.data -> 'rule' <> 'null' then null else 'buyer' end, x.relationship_id
      from records_of(r) x cross join lateral buyer_acts(x, coalesce(p_before, 'infinity'), coalesce(p_before_id, ''), p_rows) a
      union all
      select e.recorded_at, 'relationship/' || e.relationship_id || '/' || e.seq, e.kind, e.on_day, e.key_id, jsonb_build_object('text', e.reason),
        case when e.kind in ('accepted', 'declined', 'left') then 'supplier' else 'buyer' end, x.relationship_id
      from records_of(r) x join relationship_event e on e.org_id = x.org_id and e.relationship_id = x.relationship_id) h
    where (h.recorded_at, h.id collate "C") < (coalesce(p_before, 'infinity'), coalesce(p_before_id, '') collate "C")
      or p_before is null
    order by h.recorded_at desc, h.id collate "C" desc limit p_rows;
end $$;

grant execute on function supplier_history(text, timestamptz, text, int) to hoshitori_app;
