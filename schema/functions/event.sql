-- What the feed tells, and webhooks carry. An event of a status is a step of its relationship's line and is told once by that
-- (board.sql); all others are told by whoever did it, in its transaction, with a number of their own.
--
-- A side sees what it may read anyway: of a relationship's own business both hear while it is active; papers and assessments
-- are the supplier's. relationship_id is the organisation's own id where no relationship is meant.

-- One event of one kind for each of these, of which none is there twice. p_sides: buyer, supplier, or organisation for whoever
-- reads as either. Two of one kind on one day are two: each takes the number after the last one's, above all versions of the board,
-- and gives way to one told at the same time. One statement for one and for thousands, found by their keys as in board_put.
create or replace function events_put(p_orgs uuid[], p_relationships uuid[], p_sides text[], p_kind text, p_bodies jsonb[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  while cardinality(p_orgs) > 0 loop
    with told as (
      insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
      select t.org_id, t.relationship_id, 1 + greatest(1000000000000, (
          select e.version from event e where e.org_id = t.org_id and e.relationship_id = t.relationship_id
          order by e.version desc limit 1)), request_day(), p_kind, t.side, t.body, request_now()
      from unnest(p_orgs, p_relationships, p_sides, p_bodies) t(org_id, relationship_id, side, body)
      on conflict do nothing returning org_id, relationship_id
    )
    select array_agg(t.org_id), array_agg(t.relationship_id), array_agg(t.side), array_agg(t.body)
    into p_orgs, p_relationships, p_sides, p_bodies
    from unnest(p_orgs, p_relationships, p_sides, p_bodies) t(org_id, relationship_id, side, body)
    where (t.org_id, t.relationship_id) not in (select x.org_id, x.relationship_id from told x);
  end loop;
end $$;

-- One event of one organisation.
create or replace function event_put(p_org uuid, p_relationship uuid, p_side text, p_kind text, p_body jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform events_put(array[p_org], array[p_relationship], array[p_side], p_kind, array[p_body]);
end $$;

-- Of a relationship: the buyer hears it, and the supplier while it takes part. That the link itself changed it hears in any case.
create or replace function pair_event_add(r relationship, p_kind text, p_body jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if r.supplier_id is not null and (r.state = 'active' or p_kind = 'relationship.changed') then
    perform events_put(array[r.org_id, r.supplier_id], array[r.relationship_id, r.relationship_id], array['buyer', 'supplier'], p_kind,
      array[p_body, p_body]);
  else
    perform event_put(r.org_id, r.relationship_id, 'buyer', p_kind, p_body);
  end if;
end $$;

-- What its supplier is told of a look at a declaration: a text of mails.
create or replace function check_told(p_kind text, p_outcome text) returns text
language sql immutable
as $$
  select case when p_kind = 'check.withdrawn' then 'check_withdrawn' else case p_outcome when 'found' then 'check_found'
    when 'differs' then 'check_differs' when 'not_found' then 'check_not_found' when 'inconclusive' then 'check_inconclusive'
    when 'covers' then 'scope_covers' when 'does_not_cover' then 'scope_does_not_cover' end end
$$;

-- Of a declaration as a buyer deals with it: of one that the buyer recorded itself the supplier hears nothing.
create or replace function declaration_event_add(r relationship, d declaration, p_kind text, p_body jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if d.relationship_id is not null then
    r.supplier_id := null;
  end if;
  perform pair_event_add(r, p_kind, jsonb_build_object('declaration', d.declaration_id) || p_body);
  if d.relationship_id is null then
    perform pair_notice_add(r, 'supplier', 'check', check_told(p_kind, coalesce(p_body ->> 'result', p_body ->> 'decision')), jsonb_build_object('star', d.star));
  end if;
end $$;

-- What the asking supplier did; p_buyers: and its active buyers hear of it, for they read it.
create or replace function supplier_event_add(p_kind text, p_body jsonb, p_buyers boolean default false) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform event_put(current_org(), current_org(), 'supplier', p_kind, p_body);
  if p_buyers then
    perform events_put(array_agg(b.counterparty_id), array_agg(b.relationship_id), array_agg('buyer'::text), p_kind, array_agg(p_body))
    from (select * from board x where x.org_id = current_org() and x.side = 'supplier' and x.state = 'active' order by x.relationship_id) b;
  end if;
end $$;

-- A file that proves something: its owner hears of it on the side on which it was filed, and of a supplier's the buyers to whom it
-- is shown today.
create or replace function evidence_event_add(e evidence, p_kind text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  told jsonb := jsonb_build_object('evidence', e.evidence_id, 'media_type', e.media_type);
begin
  perform event_put(e.org_id, e.org_id, e.side, p_kind, told);
  if e.side = 'supplier' then
    -- Without naming it: what a buyer learns of a file stands in the record of reads.
    perform event_put(r.org_id, r.relationship_id, 'buyer', p_kind, '{}')
    from (select distinct d.relationship_id from disclosure d where d.org_id = e.org_id and d.kind = 'evidence') k
      join relationship r on r.relationship_id = k.relationship_id and r.supplier_id = e.org_id
    where disclosure_reaches(r, 'evidence', request_day(), 'infinity');
  end if;
end $$;

-- What is told of a declaration.
create or replace function declaration_told(d declaration) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('declaration', d.declaration_id, 'star', d.star, 'replaces', d.replaces,
    'stopped_on', declaration_end_on(d.org_id, d.declaration_id, 'stopped'),
    'revoked_on', declaration_end_on(d.org_id, d.declaration_id, 'revoked'))
$$;

-- A job's end. Jobs about statuses are of either side, all others the buyer's (job_seen).
create or replace function job_event_add(j job, p_kind text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform event_put(j.org_id, j.org_id, case j.kind when 'status' then 'organisation' else 'buyer' end, p_kind,
    jsonb_build_object('job', j.job_id, 'kind', j.kind, 'total', j.total, 'done', j.done, 'error', j.error));
end $$;

-- What concerns everybody: each organisation that is open hears of it.
create or replace function everybody_event_add(p_kind text, p_body jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform events_put(array_agg(o.org_id), array_agg(o.org_id), array_agg('organisation'::text), p_kind, array_agg(p_body))
  from (select * from organisation x where x.closed_on is null order by x.org_id) o;
end $$;

-- Behind which number a page of the asking organisation's feed begins; -1 for the last one. Who stopped at an event that is not
-- kept any more would miss some without knowing.
create or replace function feed_start(p_after bigint) returns bigint
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  head record;
begin
  select h.seq, h.forgotten into head from event_head h where h.org_id = current_org();
  if not found then
    return greatest(p_after, 0);
  elsif p_after > 0 and p_after < head.forgotten then
    perform refuse('events_forgotten');
  end if;
  return case when p_after < 0 then head.seq else greatest(p_after, head.forgotten) end;
end $$;
grant execute on function feed_start(bigint) to hoshitori_app;

-- Which of those who wait have something to read: p_waiting: [{"place", "organisation", "after"}], places come back.
-- Called by the server.
create or replace function events_waited_for(p_waiting jsonb) returns table (value int)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select w.place from jsonb_to_recordset(p_waiting) w(place int, organisation uuid, after bigint)
    join event_head h on h.org_id = w.organisation and h.seq > w.after
$$;
