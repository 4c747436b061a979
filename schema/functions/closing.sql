-- An organisation leaves: from that instant nobody acts for it, a job ends its relationships, and a month later what tells
-- of people in it is erased (worker_erase). Companies, demands, declarations, talks and the log stay, with their days: they are
-- the other parties' records too. Within that month the operator can take it back: nobody of the organisation can sign in
-- any more, and a link to do so would be worth as much as all its keys.

-- Closed, as the log's head says it: every write waits for that row, and is refused behind it (audit_append).
create or replace function closing_mark(p_closed boolean) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into audit_head (org_id) values (current_org()) on conflict do nothing;
  insert into checkpoint_head (org_id) values (current_org()) on conflict do nothing;
  update audit_head set closed = p_closed where org_id = current_org();
  update bi_reader set ended_at = case when p_closed then request_now() end where org_id = current_org();
end $$;

-- All by which somebody acts for the organisation. Invitations, of which there may be very many, are good no more from the day on
-- which it closed (invitation.sql), and end with their relationships.
create or replace function closing_shut() returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update api_key set revoked_at = request_now() where org_id = current_org() and revoked_at is null;
  update user_link set superseded_at = request_now() where org_id = current_org() and used_at is null and superseded_at is null;
  delete from webhook where org_id = current_org();
  update job set state = 'stopped', error = 'organisation_closed', finished_at = request_now()
  where org_id = current_org() and state in ('queued', 'running') and kind <> 'status';
end $$;

-- The first of all its locks is the log's, which others take last: whoever wrote before is seen, whoever comes behind
-- is refused. Who meets it the wrong way round is tried again.
-- Called by the server.
create or replace function organisation_close(p_job uuid, p_name text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  o organisation;
  total int;
begin
  perform closing_mark(true);
  select * into o from organisation x where x.org_id = current_org() for no key update;
  if o.closed_on is not null then -- by who came in at the same time
    perform refuse('organisation_closed');
  end if;
  -- A key that closes has the rights of all that it ends. A person has proven to be there, and is trusted with who gets in: where
  -- duties are separated nobody has all rights, and somebody has to be able to close.
  if request_user() is null then
    perform rights_require_over(rights_given());
  end if;
  if fold_label(o.name) <> fold_label(p_name) then
    perform refuse('name_differs', 'name');
  end if;
  perform closing_shut();
  update organisation x set closed_on = request_day(), erase_on = (request_day() + interval '1 month')::date where x.org_id = o.org_id returning * into o;
  total := (select count(*) from relationship r where r.org_id = o.org_id and r.state <> 'ended' or r.supplier_id = o.org_id and r.state = 'active');
  insert into job (org_id, job_id, kind, state, total, detail, key_id, recorded_at, turn_at)
  values (o.org_id, p_job, 'close', 'queued', total, '{}', request_key(), request_now(), job_turn(request_now()));
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('closed_on', o.closed_on,
      'erase_on', o.erase_on, 'relationships', total)), null::json,
    jsonb_build_object('object', 'organisation', 'detail', jsonb_build_object('name', o.name, 'relationships', total, 'erase_on', o.erase_on));
end $$;

-- The next 250 relationships, on either side: the buyer's end, the supplier's is left.
create or replace function close_chunk(j job) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
  buyers uuid[];
  relationships uuid[];
begin
  perform buyer_head_share();
  select array_agg(x.org_id order by x.relationship_id), array_agg(x.relationship_id order by x.relationship_id)
  into buyers, relationships
  from (
    select y.org_id, y.relationship_id from relationship y
    where (y.org_id = j.org_id and y.state <> 'ended' or y.supplier_id = j.org_id and y.state = 'active')
      and y.relationship_id > coalesce(j.place, '00000000-0000-0000-0000-000000000000')::uuid
    order by y.relationship_id limit 250 for no key update) x;
  if relationships is null then
    return null;
  end if;
  perform from supplier_head h where h.org_id in (
    select x.supplier_id from relationship x join unnest(buyers, relationships) t(buyer, id) on x.org_id = t.buyer and x.relationship_id = t.id)
  order by h.org_id for no key update;
  for r in select x.* from relationship x join unnest(buyers, relationships) t(buyer, id) on x.org_id = t.buyer and x.relationship_id = t.id
    order by x.relationship_id
  loop
    if r.org_id = j.org_id then
      perform relationship_end(r);
    else
      perform relationship_leave(r);
    end if;
  end loop;
  perform job_advance(j.job_id, cardinality(relationships), cardinality(relationships), relationships[cardinality(relationships)]::text);
  return facts_of(buyers, relationships);
end $$;

-- Takes it back before anything was erased: the operator lets somebody in again. What has ended stays ended, for the other
-- parties were told so; they invite, or are invited, anew. False: it is open. Refused once it was erased, and while the job still ends
-- relationships: invitations that it has not come to would be good again until then.
-- Called by the operator.
create or replace function organisation_reopen() returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  o organisation;
begin
  select * into o from organisation x where x.org_id = current_org() for no key update;
  if not found then
    perform refuse('not_found');
  elsif o.closed_on is null then
    return false;
  elsif o.erase_on is null or o.erase_id is not null then
    perform refuse('organisation_erased');
  elsif exists (select from job j where j.org_id = o.org_id and j.kind = 'close' and j.state in ('queued', 'running')) then
    perform refuse('organisation_closing');
  end if;
  update organisation x set closed_on = null, erase_on = null where x.org_id = o.org_id;
  perform closing_mark(false);
  return true;
end $$;

-- Two objects of counts as one.
create or replace function counts_add(p_one jsonb, p_other jsonb) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select jsonb_object_agg(c.key, c.n) from (
    select e.key, sum(e.value::bigint) as n from (
      select * from jsonb_each_text(coalesce(p_one, '{}')) union all select * from jsonb_each_text(p_other)) e
    group by e.key) c
$$;

-- How far the erasure of an organisation in parts is: what one more part did, and the last of its records or old entries that it saw.
create or replace function closing_advance(o organisation, p_erasure uuid, p_counts jsonb, p_erased text[], p_place uuid, p_entry bigint) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update organisation x set erase_counts = counts_add(x.erase_counts, p_counts),
    erase_place = coalesce(p_place, x.erase_place), erase_entry = coalesce(p_entry, x.erase_entry)
  where x.org_id = o.org_id;
  if p_erased <> '{}' then
    perform audit_append('erasure age', 'erasures/' || p_erasure, jsonb_build_object('organisation', true, 'erased', p_erased));
  end if;
end $$;

-- Of an organisation that closed, the next ones of what there can be very many of; whether there were any. A statement has its
-- time limit, and other organisations' events wait behind it.
create or replace function closing_part(o organisation, p_erasure uuid) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
  n int;
  erased text[];
  entry bigint := coalesce(o.erase_entry, 0);
begin
  ids := array(select x.evidence_id from evidence x where x.org_id = o.org_id and x.content_id is not null limit 8);
  if ids <> '{}' then
    perform evidence_erase(ids), closing_advance(o, p_erasure, jsonb_build_object('files', cardinality(ids)), '{}', null, null);
    return true;
  end if;
  ids := array(select r.relationship_id from relationship r
    where r.org_id = o.org_id and r.relationship_id > coalesce(o.erase_place, '00000000-0000-0000-0000-000000000000')
    order by r.relationship_id limit 500);
  if ids <> '{}' then
    n := (select count(distinct t.id) from unnest(erase_record_changes(null, ids) || array(select r.relationship_id from relationship r
      where r.org_id = o.org_id and r.relationship_id = any(ids) and (r.contacts <> '[]' or r.memo is not null))) t(id));
    perform erase_records(null, ids),
      closing_advance(o, p_erasure, jsonb_build_object('suppliers', n), '{}', ids[cardinality(ids)], null);
    return true;
  end if;
  n := erase_import_rows(null, 1000);
  if n > 0 then
    perform closing_advance(o, p_erasure, jsonb_build_object('import_rows', n), '{}', null, null);
    return true;
  end if;
  perform users_leave();
  n := cardinality((erase_users('{"everybody": true}', null, 100)).ids);
  if n > 0 then
    perform closing_advance(o, p_erasure, jsonb_build_object('users', n), '{}', null, null);
    return true;
  end if;
  if erase_mails('{"everybody": true}', null, null, 1000) > 0 or erase_keys(1000) > 0 or erase_dismissals('{"everybody": true}', null, 1000) > 0
    or erase_disclosure_texts('{"everybody": true}', null, 1000) <> '{}' then
    return true;
  end if;
  with gone as (
    delete from audit_value v using (select x.seq, x.place from audit_value x where x.org_id = o.org_id limit 1000) old
    where v.org_id = o.org_id and v.seq = old.seq and v.place = old.place returning v.seq, v.place
  )
  select coalesce(array_agg(g.seq || '.' || g.place order by g.seq, g.place), '{}') into erased from gone g;
  if erased <> '{}' then
    perform closing_advance(o, p_erasure, jsonb_build_object('audit_values', cardinality(erased)), erased, null, null);
    return true;
  end if;
  if entry < (select h.plain_through from audit_head h where h.org_id = o.org_id) then
    erased := erase_entries('{"everybody": true}', '{}', entry, entry + 1000);
    perform closing_advance(o, p_erasure, jsonb_build_object('audit_entries', cardinality(erased)), erased, null, entry + 1000);
    return true;
  end if;
  return false;
end $$;

-- Erases what tells of people in one organisation that closed long enough ago; whether there was one. All its parts are one
-- erasure, by the id that the first was given.
create or replace function closing_erase(p_erasure uuid, p_now timestamptz, p_day date) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  o organisation;
  erasure uuid;
  e record;
begin
  select * into o from organisation x where x.erase_on <= p_day and not is_put_off('erasure', x.org_id, x.org_id::text, p_now)
  order by x.erase_on limit 1 for no key update skip locked;
  if not found then
    return false;
  end if;
  erasure := coalesce(o.erase_id, p_erasure);
  perform request_set(o.org_id, null, p_now, p_day, 'worker');
  begin
    -- From here on it cannot be taken back.
    update organisation x set erase_id = erasure where x.org_id = o.org_id and x.erase_id is null;
    if not closing_part(o, erasure) then
      select x.counts, x.erased into e from erase('{"organisation": true}', true) x;
      perform erasure_record('age', erasure, '{"organisation": true}', counts_add(o.erase_counts, e.counts), e.erased);
    end if;
    perform put_off_done('erasure', o.org_id, o.org_id::text);
  exception when query_canceled or others then
    if not put_off_add('erasure', o.org_id, o.org_id::text, p_now, true, sqlstate, sqlerrm) then
      raise;
    end if;
  end;
  return true;
end $$;
