-- Companies change. Two numbers that ought to be one are compared whenever either changes; what an organisation was before is
-- kept; records of one buyer that are alike are found.

-- Whether the buyer accepted that its record has this number and the organisation that one.
create or replace function number_accepted(r relationship, p_number text) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select exists (select from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id
    and d.outcome = 'accepted' and d.record_number = r.corporate_number and d.organisation_number = p_number)
$$;

-- The difference that is to be settled; null for none.
create or replace function number_difference_open(p_org uuid, p_relationship uuid) returns number_difference
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select d from number_difference d where d.org_id = p_org and d.relationship_id = p_relationship and d.ended_on is null
  order by d.seq desc limit 1
$$;

-- Ends a difference: by the change of a number, or accepted with a reason.
create or replace function number_difference_end(d number_difference, p_outcome text, p_reason text default null) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update number_difference x set ended_on = request_day(), ended_at = request_now(), outcome = p_outcome, reason = p_reason,
    key_id = case when current_org() = d.org_id then request_key() end
  where x.org_id = d.org_id and x.relationship_id = d.relationship_id and x.seq = d.seq;
end $$;

-- A new difference, told to the buyer; and to the supplier, where it is linked.
create or replace function number_difference_add(r relationship, p_linked boolean, o organisation) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into number_difference (org_id, relationship_id, seq, linked, record_number, organisation_number, organisation_name,
    found_on, recorded_at)
  select r.org_id, r.relationship_id, coalesce(max(d.seq), 0) + 1, p_linked, r.corporate_number, o.corporate_number, o.name,
    request_day(), request_now()
  from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id;
  perform pair_event_add(r, 'number.differs', jsonb_build_object('record_number', r.corporate_number,
    'organisation_number', o.corporate_number, 'organisation_name', o.name, 'linked', p_linked));
end $$;

-- Compares the two numbers of a relationship after either of them, or the link, has changed. The relationship is locked.
create or replace function number_compare(p_org uuid, p_relationship uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
  o organisation;
  d number_difference := number_difference_open(p_org, p_relationship);
  differs boolean;
begin
  select * into strict r from relationship x where x.org_id = p_org and x.relationship_id = p_relationship;
  select * into o from organisation x where x.org_id = r.supplier_id;
  -- Who left or ended tells nothing any more.
  differs := coalesce(r.flows_until is null and r.corporate_number <> o.corporate_number and not number_accepted(r, o.corporate_number), false);
  if d.seq is not null and r.state <> 'ended' and d.record_number = r.corporate_number
    and (case when d.linked then differs and d.organisation_number = o.corporate_number else r.state <> 'active' end) then
    return;
  end if;
  if d.seq is not null then
    perform number_difference_end(d, 'changed');
  end if;
  if differs then
    perform number_difference_add(r, true, o);
  end if;
end $$;

-- A number that the buyer entered and the organisation's proven one must be the same, unless the buyer knows that they are not.
create or replace function number_refused(r relationship, p_supplier uuid, p_number text) returns boolean
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  proven text := (select o.corporate_number from organisation o where o.org_id = p_supplier and o.number_proven_at is not null);
begin
  r.corporate_number := p_number;
  return coalesce(p_number <> proven and not number_accepted(r, proven), false);
end $$;

-- The buyer knows that the numbers differ, and why.
-- Called by the server.
create or replace function supplier_number_accept(p_supplier text, p_reason text)
returns table (result jsonb, facts jsonb, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  d number_difference := number_difference_open(r.org_id, r.relationship_id);
begin
  if d.seq is null then
    perform refuse('number_not_different');
  end if;
  perform number_difference_end(d, 'accepted', p_reason);
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', jsonb_build_object('record_number', d.record_number,
      'organisation_number', d.organisation_number, 'reason', p_reason));
end $$;

-- What was refused to an organisation that holds the token, or that may answer without it (p_relationship), told to the
-- buyer. Facts of the relationship, for its board.
create or replace function invitation_mismatch(p_buyer uuid, p_invitation bigint, p_hash bytea, p_relationship uuid) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := case when p_relationship is null then invitation_lock(p_buyer, p_invitation, p_hash)
    else own_invitation_lock(p_relationship) end;
  d number_difference := number_difference_open(r.org_id, r.relationship_id);
  o organisation;
begin
  select * into strict o from organisation x where x.org_id = current_org();
  if r.corporate_number = o.corporate_number or r.state <> 'invited'
    or (d.record_number, d.organisation_number) is not distinct from (r.corporate_number, o.corporate_number) then
    return '[]';
  end if;
  if d.seq is not null then
    perform number_difference_end(d, 'changed');
  end if;
  perform number_difference_add(r, false, o), audit_append('invitation_redeem', 'buyers/' || r.relationship_id,
    jsonb_build_object('buyer', r.org_id, 'refused', 'corporate_number_mismatch', 'record_number', r.corporate_number, 'organisation_number', o.corporate_number));
  -- The board that changes is the buyer's.
  perform request_set(r.org_id, null, request_now(), request_day(), current_setting('app.request_id', true));
  return facts_of(array[r.org_id], array[r.relationship_id]);
end $$;

-- What is to be done about a relationship by its buyer, besides its status: the contract's tasks.
create or replace function relationship_tasks(r relationship) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(t.task), '[]') from (
    select jsonb_build_object('code', 'resolve_number', 'since', d.found_on, 'params', jsonb_build_object(
      'record_number', d.record_number, 'organisation_number', d.organisation_number, 'organisation_name', d.organisation_name,
      'linked', d.linked)) as task
    from number_difference_open(r.org_id, r.relationship_id) d where d.seq is not null
    union all
    select jsonb_build_object('code', 'decide_predecessor', 'since', c.on_day, 'params', jsonb_build_object('kind', c.kind,
      'name', c.name, 'corporate_number', c.corporate_number))
    from (select x.* from succession_open(r) x limit 1) c) t
$$;

-- Whether anything of a relationship's companies was found to differ, or changed: for most of them nothing ever. A row, since
-- in FROM it is expanded where it stands: every line and record is asked.
create or replace function is_changed(r relationship) returns table (changed boolean)
language sql stable
as $$
  select exists (select from hoshitori.number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id)
    or exists (select from hoshitori.organisation_change c where c.org_id = r.supplier_id)
    or exists (select from hoshitori.supplier_succession s where s.org_id = r.org_id and s.relationship_id = r.relationship_id)
$$;

-- What lists find a relationship by besides its labels: task:… for each task.
create or replace function relationship_marks(r relationship) returns text[]
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select array(select 'task:' || (t ->> 'code') from jsonb_array_elements(relationship_tasks(r)) t)
$$;

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
returns table (result jsonb, facts jsonb, audit jsonb)
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
    update supplier_succession s set accepted_on = request_day(), accepted_by = request_key(), reason = p_reason
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

-- The steps of a relationship as facts, where there are more than one period; else none.
create or replace function relationship_steps(r relationship) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when not r.asked_again then '[]' else (
    select coalesce(jsonb_agg(jsonb_build_object('state', s.state, 'from', s.on_day, 'expires_on',
      case when s.state = 'invited' then s.on_day + (invitation_last_day() - request_day()) end) order by s.seq), '[]')
    from (
      select e.seq, e.on_day, case e.kind when 'accepted' then 'active' when 'declined' then 'declined' when 'left' then 'declined'
        when 'ended' then 'ended' when 'joined' then 'ended' else 'invited' end as state
      from relationship_event e where e.org_id = r.org_id and e.relationship_id = r.relationship_id) s) end
$$;

-- What facts tell of the organisation behind a relationship: differences of the numbers, and successions.
create or replace function company_facts(r relationship) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when r.supplier_id is null then '{}' else jsonb_build_object(
    'number_differences', (
      select coalesce(jsonb_agg(jsonb_build_object('from', d.found_on, 'until', d.ended_on) order by d.seq), '[]')
      from number_difference d where d.org_id = r.org_id and d.relationship_id = r.relationship_id and d.linked),
    'successions', (
      select coalesce(jsonb_agg(jsonb_build_object('on', s.on_day, 'accepted_on', s.accepted_on) order by s.on_day, s.recorded_at), '[]')
      from (
        select c.on_day, a.accepted_on, c.recorded_at
        from organisation_change c left join predecessor_acceptance a on a.org_id = r.org_id and a.relationship_id = r.relationship_id
          and a.supplier_id = c.org_id and a.seq = c.seq
        where c.org_id = r.supplier_id and c.kind in ('merger', 'new_number')
          and c.recorded_at <= coalesce(r.flows_until, 'infinity')
        union all
        select x.on_day, x.accepted_on, x.recorded_at from supplier_succession x
        where x.org_id = r.org_id and x.relationship_id = r.relationship_id) s)) end
$$;

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
returns table (result jsonb, facts jsonb, audit jsonb)
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
  select organisation_shape(current_org()) || jsonb_build_object('history', (
    select coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'day', c.on_day, 'name', c.name, 'reading', c.reading,
      'corporate_number', c.corporate_number, 'number_proven', c.number_proven_at is not null,
      'recorded_at', instant_text(c.recorded_at)) order by c.seq desc), '[]')
    from organisation_change c where c.org_id = current_org()))
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
returns table (result jsonb, facts jsonb, audit jsonb)
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
    return query select jsonb_build_object('outcome', 'same', 'body', organisation_record()), null::jsonb, null::jsonb;
    return;
  end if;
  perform organisation_change_add(o, what, since);
  update organisation x set name = after ->> 'name', reading = after ->> 'reading', corporate_number = after ->> 'corporate_number',
    number_proven_at = case when after -> 'corporate_number' = before -> 'corporate_number' then o.number_proven_at end
  where x.org_id = o.org_id;
  facts := (select facts_or_later(t.buyers, t.relationships) from organisation_touched(o.org_id) t);
  insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
  select b.org_id, b.relationship_id, b.version + 1, request_day(), 'organisation.changed', b.side,
    jsonb_build_object('kind', what, 'day', since, 'from', before, 'to', after), request_now()
  from board own join board b on b.org_id = own.counterparty_id and b.relationship_id = own.relationship_id and b.side <> own.side
  where own.org_id = o.org_id and own.counterparty_id is not null and own.state = 'active'
  on conflict do nothing;
  result := jsonb_build_object('outcome', 'changed', 'body', organisation_record());
  audit := jsonb_build_object('object', 'organisation', 'detail', jsonb_build_object('kind', what, 'day', since, 'from', before, 'to', after));
  return next;
end $$;

-- A code as people mistake it for another: neither width nor case nor zeros before a number.
create or replace function likeness_code(p_code text) returns text
language sql immutable parallel safe
as $$ select regexp_replace(hoshitori.fold_label(p_code), '(^|[^0-9])0+(?=[0-9])', '\1', 'g') $$;

-- By what a record is found to be like another one. p_folded: its name, folded.
create or replace function likeness_keys(p_folded text, p_code text, p_number text) returns text[]
language sql immutable parallel safe
as $$
  select array_remove(array['number:' || p_number, 'name:' || nullif(left(p_folded, 200), ''), 'code:' || hoshitori.likeness_code(p_code)], null)
$$;

-- What these records are found by to be alike, anew.
create or replace function likeness_put(p_orgs uuid[], p_relationships uuid[]) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  delete from likeness l using unnest(p_orgs, p_relationships) t(org_id, relationship_id)
  where l.org_id = t.org_id and l.relationship_id = t.relationship_id;
  insert into likeness (org_id, key, relationship_id)
  select b.org_id, k.key, b.relationship_id
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board b using (org_id, relationship_id)
    cross join lateral unnest(likeness_keys(split_part(b.search, ' ', 1), b.code, b.counterparty_number)) k(key)
  where b.side = 'buyer' and b.state <> 'ended';
$$;

-- The buyer's other records that are probably the same supplier, and by what.
create or replace function supplier_alike(p_relationship uuid) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(to_jsonb(a) order by a.name, a.relationship), '[]') from (
    select o.relationship_id as relationship, o.name, o.code, o.corporate_number, o.state,
      array_agg(split_part(l.key, ':', 1) order by l.key) as alike
    from relationship r cross join lateral unnest(likeness_keys(fold(r.name), r.code, r.corporate_number)) k(key)
      join likeness l on l.org_id = r.org_id and l.key = k.key and l.relationship_id <> r.relationship_id
      join relationship o on o.org_id = l.org_id and o.relationship_id = l.relationship_id
    where r.org_id = current_org() and r.relationship_id = p_relationship and o.state <> 'ended'
      and not likeness_dismissed(r.org_id, r.relationship_id, o.relationship_id)
    group by 1, 2, 3, 4, 5 order by o.name, o.relationship_id limit 10) a
$$;

-- The records of the asking buyer that are alike, in groups: by what, and who; without those of which the buyer said that they
-- are others. In the order of their keys.
create or replace function likeness_page(p_after text, p_rows int) returns table (item jsonb, key text)
language plpgsql stable security definer rows 50 set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select jsonb_build_object('alike', split_part(g.key, ':', 1), 'suppliers', (
        select jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code,
          'corporate_number', r.corporate_number, 'state', r.state) order by r.code, r.relationship_id)
        from (select x.* from likeness l join relationship x on x.org_id = l.org_id and x.relationship_id = l.relationship_id
          where l.org_id = current_org() and l.key = g.key and x.state <> 'ended' and exists (
            select from likeness o where o.org_id = l.org_id and o.key = l.key and o.relationship_id <> l.relationship_id
              and not likeness_dismissed(l.org_id, l.relationship_id, o.relationship_id))
          order by x.code, x.relationship_id limit 50) r)), g.key
    from (select l.key from likeness l where l.org_id = current_org() and l.key > coalesce(p_after, '')
      group by l.key having count(*) > 1 and exists (
        select from likeness a join likeness b on b.org_id = a.org_id and b.key = a.key and b.relationship_id > a.relationship_id
        where a.org_id = current_org() and a.key = l.key and not likeness_dismissed(a.org_id, a.relationship_id, b.relationship_id))
      order by l.key limit p_rows) g;
end $$;

-- Notes on rows of a sheet that would be new: suppliers on file, or rows before them, that are probably the same.
create or replace function import_note_alike(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  places int[];
  told jsonb[];
begin
  with given as materialized (
    select x.place, x.line, k.key
    from import_row x cross join lateral jsonb_array_elements_text(x.content -> 'likeness') k(key)
    where x.org_id = current_org() and x.job_id = p_job and x.outcome = 'added'
  ), known as (
    select distinct on (g.place) g.place, jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code) as params,
      split_part(g.key, ':', 1) as alike
    from given g join likeness l on l.org_id = current_org() and l.key = g.key
      join relationship r on r.org_id = l.org_id and r.relationship_id = l.relationship_id and r.state <> 'ended'
    order by g.place, g.key, r.code
  ), within as (
    select distinct on (w.place) w.place, jsonb_build_object('line', w.first) as params, split_part(w.key, ':', 1) as alike
    from (select g.place, g.key, g.line, first_value(g.line) over (partition by g.key order by g.place) as first from given g) w
    where w.first <> w.line order by w.place, w.key
  )
  select array_agg(n.place), array_agg(jsonb_build_array(jsonb_build_object(
    'column', case n.alike when 'number' then 'corporate_number' else n.alike end, 'code', n.code, 'params', n.params)))
  into places, told
  from (select k.place, k.params, k.alike, 'likely_duplicate' as code from known k
    union all select w.place, w.params, w.alike, 'likely_duplicate_row' from within w
      where not exists (select from known k where k.place = w.place)) n;
  update import_row x set notes = n.note from unnest(places, told) n(place, note)
  where x.org_id = current_org() and x.job_id = p_job and x.place = n.place;
end $$;

grant execute on function invitation_mismatch(uuid, bigint, bytea, uuid), organisation_record(),
  likeness_page(text, int) to hoshitori_app;
