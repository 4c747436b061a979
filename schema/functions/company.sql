-- Companies change: what an organisation was before is kept, and who deals with it is told.

-- What the buyer has to settle about the companies behind a relationship.
create or replace function company_tasks(r relationship) returns table (code text, since date, params jsonb)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select 'resolve_number', d.found_on, jsonb_build_object('record_number', d.record_number, 'organisation_number', d.organisation_number,
    'organisation_name', d.organisation_name, 'linked', d.linked)
  from number_difference_open(r.org_id, r.relationship_id) d where d.seq is not null
  union all
  select 'decide_predecessor', c.on_day, jsonb_build_object('kind', c.kind, 'name', c.name, 'corporate_number', c.corporate_number)
  from (select x.* from succession_open(r) x limit 1) c
$$;

-- Whether anything of a relationship's companies was found to differ, or changed: for most of them nothing ever. A row, since
-- in FROM it is expanded where it stands: every line and record is asked, once (`offset 0`), wherever the answer is used.
create or replace function is_changed(p_buyer uuid, p_relationship uuid, p_supplier uuid) returns table (changed boolean)
language sql stable
as $$
  select exists (select from hoshitori.number_difference d where d.org_id = p_buyer and d.relationship_id = p_relationship)
    or exists (select from hoshitori.organisation_change c where c.org_id = p_supplier)
    or exists (select from hoshitori.supplier_succession s where s.org_id = p_buyer and s.relationship_id = p_relationship)
  offset 0
$$;

-- What facts tell of the organisation behind a relationship, as known at an instant: differences of the numbers, and successions.
create or replace function company_facts(r relationship, p_known_at timestamptz) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when r.supplier_id is null then '{}' else jsonb_build_object(
    'number_differences', (
      select coalesce(jsonb_agg(jsonb_build_object('from', d.found_on, 'until', case when d.ended_at <= p_known_at then d.ended_on end) order by d.seq), '[]')
      from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id and d.linked and d.recorded_at <= p_known_at),
    'successions', (
      select coalesce(jsonb_agg(jsonb_build_object('on', s.on_day, 'accepted_on', s.accepted_on) order by s.on_day, s.recorded_at), '[]')
      from (
        select c.on_day, a.accepted_on, c.recorded_at
        from organisation_change c left join predecessor_acceptance a on a.org_id = r.org_id and a.relationship_id = r.relationship_id
          and a.supplier_id = c.org_id and a.seq = c.seq and a.recorded_at <= p_known_at
        where c.org_id = r.supplier_id and c.kind in ('merger', 'new_number')
          and c.recorded_at <= least(r.flows_until, p_known_at)
        union all
        select x.on_day, case when x.accepted_at <= p_known_at then x.accepted_on end, x.recorded_at
        from supplier_succession x
        where x.org_id = r.org_id and x.relationship_id = r.relationship_id and x.recorded_at <= p_known_at) s)) end
$$;

-- Names and numbers that an organisation had before: it is found by them.
create or replace function organisation_former(p_org uuid) returns text[]
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select array(select distinct f.text from organisation_change c, unnest(array[c.name, c.reading, c.corporate_number]) f(text)
    where c.org_id = p_org and c.kind <> 'corrected' and f.text is not null)
$$;

-- Before an organisation changes what it is, in the order of every writer: its relationships, linked or not, for whoever
-- accepts a buyer's invitation puts the buyer's name on the board; then its head, for whoever accepts one as a supplier.
create or replace function organisation_lock(p_org uuid) returns organisation
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  o organisation;
begin
  perform from relationship r where r.supplier_id = p_org or r.org_id = p_org order by r.relationship_id for no key update;
  insert into supplier_head (org_id) select x.org_id from organisation x where x.org_id = p_org on conflict do nothing;
  perform from supplier_head h where h.org_id = p_org for no key update;
  select * into o from organisation x where x.org_id = p_org for no key update;
  return o;
end $$;

-- After it: all relationships whose other party, or own, the organisation is; those that came meanwhile are locked, too.
create or replace function organisation_touched(p_org uuid, out buyers uuid[], out relationships uuid[])
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  x record;
begin
  perform from relationship r where (r.supplier_id = p_org or r.org_id = p_org) and r.supplier_id is not null
  order by r.relationship_id for no key update;
  perform from supplier_head h
  where h.org_id in (select r.supplier_id from relationship r where r.supplier_id = p_org or r.org_id = p_org)
  order by h.org_id for share;
  for x in select r.org_id, r.relationship_id from relationship r where r.supplier_id = p_org order by r.relationship_id loop
    perform number_compare(x.org_id, x.relationship_id);
  end loop;
  select coalesce(array_agg(r.org_id order by r.relationship_id), '{}'), coalesce(array_agg(r.relationship_id order by r.relationship_id), '{}')
  into buyers, relationships
  from relationship r where (r.supplier_id = p_org or r.org_id = p_org) and r.supplier_id is not null;
end $$;

-- The organisation's own view of itself, with what it was before.
create or replace function organisation_record() returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select organisation_shape(o.org_id) || jsonb_build_object('number_remarks', number_remarks(o.corporate_number, o.name), 'history', (
    select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'day', c.on_day, 'name', c.name, 'reading', c.reading,
      'corporate_number', c.corporate_number, 'number_proven', c.number_proven_at is not null,
      'recorded_at', instant_text(c.recorded_at)) order by c.seq desc), '[]')
    from organisation_change c where c.org_id = o.org_id))
  from organisation o where o.org_id = current_org()
$$;

-- What an organisation was until now; it is locked.
create or replace function organisation_change_add(o organisation, p_kind text, p_since date) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into organisation_change (org_id, seq, kind, on_day, name, reading, corporate_number, number_proven_at, key_id, recorded_at)
  select o.org_id, coalesce(max(c.seq), 0) + 1, p_kind, p_since, o.name, o.reading, o.corporate_number, o.number_proven_at,
    request_key(), request_now()
  from organisation_change c where c.org_id = o.org_id
$$;

-- p: {name?, reading?, corporate_number?, kind?, day?}. Another number is one that nobody has proven yet.
-- Called by the server.
create or replace function organisation_patch(p jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  o organisation := organisation_lock(current_org());
  before jsonb;
  after jsonb;
  what text;
  since date := coalesce((p ->> 'day')::date, request_day());
begin
  before := jsonb_build_object('name', o.name, 'reading', o.reading, 'corporate_number', o.corporate_number);
  after := text_settled(before, before || jsonb_strip_nulls(jsonb_build_object('name', p -> 'name'))
    || case when p ? 'reading' then jsonb_build_object('reading', p -> 'reading') else '{}' end
    || case when p ? 'corporate_number' then jsonb_build_object('corporate_number', p -> 'corporate_number') else '{}' end);
  what := coalesce(p ->> 'kind', case when after -> 'corporate_number' = before -> 'corporate_number' then 'renamed' else 'corrected' end);
  if what in ('merger', 'new_number') and after -> 'corporate_number' in (before -> 'corporate_number', 'null') then
    perform refuse('number_unchanged', 'corporate_number');
  end if;
  if after = before then
    return query select jsonb_build_object('outcome', 'same', 'body', organisation_record()), null::json, null::jsonb;
    return;
  end if;
  perform organisation_change_add(o, what, since);
  update organisation x set name = after ->> 'name', reading = after ->> 'reading', corporate_number = after ->> 'corporate_number',
    number_proven_at = case when after -> 'corporate_number' = before -> 'corporate_number' then o.number_proven_at end
  where x.org_id = o.org_id;
  facts := (select facts_or_later(t.buyers, t.relationships) from organisation_touched(o.org_id) t);
  perform events_put(array_agg(b.org_id), array_agg(b.relationship_id), array_agg(b.side), 'organisation.changed',
    array_agg(jsonb_build_object('kind', what, 'day', since, 'from', before, 'to', after)))
  from board own join board b on b.org_id = own.counterparty_id and b.relationship_id = own.relationship_id and b.side <> own.side
  where own.org_id = o.org_id and own.counterparty_id is not null and own.state = 'active';
  result := jsonb_build_object('outcome', 'changed', 'body', organisation_record());
  audit := jsonb_build_object('object', 'organisation', 'detail', jsonb_build_object('kind', what, 'day', since, 'from', before, 'to', after));
  return next;
end $$;

grant execute on function organisation_record() to hoshitori_app;
