-- What the feed tells, and webhooks carry. An event of a status is a step of its relationship's line and is told once by that
-- (board.sql); all others are told by whoever did it, in its transaction, with a number of their own.
--
-- A side sees what it may read anyway: of a relationship's own business both hear while it is active; papers and assessments
-- are the supplier's. relationship_id is the organisation's own id where no relationship is meant.

-- One event of one organisation. p_side: buyer, supplier, or organisation for whoever reads as either. Two of one kind on one day are
-- two: each takes the number after the last one's, above all versions of the board, and gives way to one told at the same time.
create or replace function event_put(p_org uuid, p_relationship uuid, p_side text, p_kind text, p_body jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  loop
    insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
    select p_org, p_relationship, 1 + greatest(1000000000000, max(e.version)), request_day(), p_kind, p_side, p_body, request_now()
    from event e where e.org_id = p_org and e.relationship_id = p_relationship
    on conflict do nothing;
    exit when found;
  end loop;
end $$;

-- Of a relationship: the buyer hears it, and the supplier while it takes part. That the link itself changed it hears in any case.
create or replace function pair_event_add(r relationship, p_kind text, p_body jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform event_put(r.org_id, r.relationship_id, 'buyer', p_kind, p_body);
  if r.supplier_id is not null and (r.state = 'active' or p_kind = 'relationship.changed') then
    perform event_put(r.supplier_id, r.relationship_id, 'supplier', p_kind, p_body);
  end if;
end $$;

-- Of a declaration as a buyer deals with it: of one that the buyer recorded itself the supplier hears nothing.
create or replace function declaration_event_add(r relationship, d declaration, p_kind text, p_body jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if d.relationship_id is not null then
    r.supplier_id := null;
  end if;
  perform pair_event_add(r, p_kind, jsonb_build_object('declaration', d.declaration_id) || p_body);
end $$;

-- What the asking supplier did; p_buyers: and its active buyers hear of it, for they read it.
create or replace function supplier_event_add(p_kind text, p_body jsonb, p_buyers boolean default false) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform event_put(current_org(), current_org(), 'supplier', p_kind, p_body);
  if p_buyers then
    perform event_put(b.counterparty_id, b.relationship_id, 'buyer', p_kind, p_body) from board b
    where b.org_id = current_org() and b.side = 'supplier' and b.state = 'active';
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
  perform event_put(o.org_id, o.org_id, 'organisation', p_kind, p_body) from organisation o where o.closed_on is null order by o.org_id;
end $$;

-- Which of those who wait have something to read: p_waiting: [{"place", "organisation", "after"}], places come back.
-- Called by the server.
create or replace function events_waited_for(p_waiting jsonb) returns table (value int)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select w.place from jsonb_to_recordset(p_waiting) w(place int, organisation uuid, after bigint)
    join event_head h on h.org_id = w.organisation and h.seq > w.after
$$;
