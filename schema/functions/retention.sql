-- Personal data of relationships that ended goes by age; what was decided and talked about stays (erasure.sql).

-- Whose setting is the standard.
create or replace function operator_organisation() returns uuid
language sql immutable
as $$ select uuid '00000000-0000-7000-8000-000000000000' $$;

-- An organisation's own setting; null for none.
create or replace function retention_own(p_org uuid) returns int
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select r.months from retention r where r.org_id = p_org order by r.revision desc limit 1);
end $$;

-- After how many months: its own setting, else the standard; null for never.
create or replace function retention_of(p_org uuid) returns int
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return coalesce(retention_own(p_org), retention_own(operator_organisation()));
end $$;

-- Notes when the data of relationships that ended goes: of one, or of all of an organisation (p_relationship null), and then of
-- its files that were withdrawn, too.
create or replace function erase_on_set(p_org uuid, p_relationship uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  months int := retention_of(p_org);
begin
  if p_relationship is null then
    update evidence e set erase_on = (e.withdrawn_on + make_interval(months => months))::date
    where e.org_id = p_org and e.withdrawn_on is not null and e.erased_at is null;
  end if;
  update relationship r set erase_on = (r.ended_on + make_interval(months => months))::date
  where r.org_id = p_org and r.state = 'ended' and (p_relationship is null or r.relationship_id = p_relationship)
    and (r.contacts <> '[]' or r.memo is not null or not exists (
      select from erasure e where e.org_id = r.org_id and e.relationship_id = r.relationship_id));
end $$;

-- The contract's Retention.
-- Called by the server.
create or replace function retention_shape() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('months', retention_own(current_org()), 'standard_months', retention_own(operator_organisation()),
      'relationships', count(r.*), 'evidence', max(f.n), 'next_on', least(min(r.erase_on), max(f.next_on)))
    from (select count(*) as n, min(e.erase_on) as next_on from evidence e where e.org_id = current_org() and e.erase_on is not null) f
      left join relationship r on r.org_id = current_org() and r.erase_on is not null);
end $$;

-- A revision of the asking organisation.
create or replace function retention_add(p_months int) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into retention (org_id, revision, months, key_id, recorded_at)
  select current_org(), coalesce(max(r.revision), 0) + 1, p_months, request_key(), request_now()
  from retention r where r.org_id = current_org()
$$;

-- Called by the server; may be null: months.
create or replace function retention_put(p_months int) returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before jsonb;
begin
  perform buyer_head_lock();
  before := retention_shape();
  if retention_own(current_org()) is not distinct from p_months then
    return query select jsonb_build_object('outcome', 'same', 'body', before, 'before', before), null::json, null::jsonb;
    return;
  end if;
  perform from relationship r where r.org_id = current_org() and r.state = 'ended' order by r.relationship_id for no key update;
  perform retention_add(p_months), erase_on_set(current_org(), null);
  return query select jsonb_build_object('outcome', 'changed', 'body', retention_shape(), 'before', before), null::json,
    jsonb_build_object('object', 'retention', 'detail', jsonb_build_object('from', before -> 'months', 'to', p_months));
end $$;

-- The operator's standard, for all who have no setting of their own.
-- Called by the operator; may be null: months.
create or replace function retention_set(p_months int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  -- Who ends something meanwhile holds its organisation's head, and may be the first who needs one.
  insert into buyer_head (org_id) select o.org_id from organisation o order by o.org_id on conflict do nothing;
  perform from buyer_head h order by h.org_id for no key update;
  perform retention_add(p_months);
  perform from relationship r where r.state = 'ended' order by r.org_id, r.relationship_id for no key update;
  perform erase_on_set(o.org_id, null) from (
    select r.org_id from relationship r where r.state = 'ended' union select e.org_id from evidence e where e.withdrawn_on is not null) o;
end $$;

-- Erases one thing that is too old to be kept, in its organisation's name; what fails is put off (worker.sql).
create or replace function erase_aged(p_erasure uuid, p_org uuid, p_id uuid, p_what jsonb, p_now timestamptz, p_day date) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e record;
begin
  perform request_set(p_org, null, p_now, p_day, 'worker');
  begin
    select x.counts, x.erased into e from erase(p_what) x;
    perform erasure_record('age', p_erasure, p_what, e.counts, e.erased), put_off_done('erasure', p_org, p_id::text);
  exception when query_canceled or others then
    if not put_off_add('erasure', p_org, p_id::text, p_now, true, sqlstate, sqlerrm) then
      raise;
    end if;
  end;
end $$;

-- Erases what is due of one relationship, of one file, or of one organisation that closed (p_kind), under that name; returns of how
-- many. One at a time: each appends to its organisation's audit chain.
-- Called by the server.
create or replace function worker_erase(p_kind text, p_erasure uuid, p_now timestamptz, p_day date) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship;
begin
  case p_kind
    when 'evidence' then return evidence_erase_due(p_erasure, p_now, p_day)::int;
    when 'organisation' then return closing_erase(p_erasure, p_now, p_day)::int;
    when 'relationship' then null;
  end case;
  select * into r from relationship x where x.erase_on <= p_day and not is_put_off('erasure', x.org_id, x.relationship_id::text, p_now)
  order by x.erase_on limit 1 for no key update skip locked;
  if not found then
    return 0;
  end if;
  perform erase_aged(p_erasure, r.org_id, r.relationship_id, jsonb_build_object('relationship', r.relationship_id), p_now, p_day);
  return 1;
end $$;
