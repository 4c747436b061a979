-- The rows of a sheet become records, demands and declarations, a chunk in one transaction. What each
-- would do is asked once more under the locks; new suppliers are written many at a time. (offset 0: else
-- the planner puts a function's call in place of each use of its result.)

-- Locks 2 and 3 of many, each in the order of ids.
create or replace function import_lock(p_relationships uuid[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform from relationship where org_id = current_org() and relationship_id = any(p_relationships)
  order by relationship_id for no key update;
  perform from supplier_head h where h.org_id in (
    select r.supplier_id from relationship r where r.org_id = current_org() and r.relationship_id = any(p_relationships))
  order by h.org_id for share;
end $$;

-- Makes suppliers of the rows that are new.
create or replace function import_add(p_rows import_row[], p_source text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  asked uuid[];
begin
  insert into relationship (org_id, relationship_id, state, invited_on, invitation_expires_on, name, reading, corporate_number,
    code, category, tags, contacts, memo, owner, source, key_id, recorded_at, changed_at)
  select current_org(), x.relationship_id, 'invited', request_day(), invitation_last_day(), e ->> 'name', e ->> 'reading',
    e ->> 'corporate_number', e ->> 'code', e ->> 'category', json_texts(e -> 'tags'), e -> 'contacts', e ->> 'memo',
    owner_of(null, e ->> 'owner'), p_source, request_key(), request_now(), request_now()
  from unnest(p_rows) x cross join lateral (select import_record('{}', x.content -> 'record') as e offset 0) t
  order by x.relationship_id;
  insert into relationship_event (org_id, relationship_id, seq, kind, on_day, key_id, recorded_at)
  select current_org(), x.relationship_id, 1, 'invited', request_day(), request_key(), request_now() from unnest(p_rows) x;
  with added as (
    insert into requirement_revision (org_id, relationship_id, revision, kind, decided_by, required_star, required_assurance,
      accept_higher, effective_from, due_on, notice_on, reason, content_hash, source, key_id, recorded_at)
    select current_org(), x.relationship_id, 1, case when d ->> 'required_star' is null then 'exempt' else 'set' end, 'explicit',
      (d ->> 'required_star')::smallint, d ->> 'required_assurance', (d ->> 'accept_higher')::boolean,
      (d ->> 'effective_from')::date, (d ->> 'due_on')::date, (d ->> 'notice_on')::date, d ->> 'reason',
      sha256(convert_to(d::text, 'UTF8')), p_source, request_key(), request_now()
    from unnest(p_rows) x cross join lateral (select import_demand('{}', x.content -> 'demand', request_day()) as d offset 0) t
    where x.content ? 'demand'
    returning relationship_id
  )
  select coalesce(array_agg(a.relationship_id), '{}') into asked from added a;
  perform rule_told(asked, array_fill(1, array[cardinality(asked)]));
  insert into declaration (org_id, declaration_id, relationship_id, scheme, star, number, declared_on, valid_from, valid_until,
    validity_assumed, scope, scope_text, source, key_id, recorded_at)
  select current_org(), (x.content ->> 'new_declaration')::uuid, x.relationship_id, scheme_of((d ->> 'star')::int),
    (d ->> 'star')::smallint, d ->> 'id', (d ->> 'declared_on')::date, (d ->> 'valid_from')::date, (d ->> 'valid_until')::date,
    (d ->> 'validity_assumed')::boolean, d ->> 'scope', d ->> 'scope_text', p_source, request_key(), request_now()
  from unnest(p_rows) x cross join lateral (select import_declaration(null, x.content -> 'declaration') as d offset 0) t
  where x.content ? 'declaration';
end $$;

-- Carries out a row's demand on a supplier, unless it is demanded already.
create or replace function import_change_demand(r relationship, p_row jsonb, p_source text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  next_q requirement_revision := demand_upcoming(r.org_id, r.relationship_id, request_day());
  stored jsonb := import_demand_stored(demand_in_force(r.org_id, r.relationship_id, request_day()));
  wanted jsonb := import_demand(stored, p_row, request_day());
  newest int;
begin
  if wanted = stored or (next_q.revision is not null and import_demand(import_demand_stored(next_q), p_row, request_day())
      = import_demand_stored(next_q)) then
    return;
  end if;
  if (wanted ->> 'effective_from')::date > request_day() then
    perform upcoming_supersede(r);
  end if;
  newest := coalesce(requirement_newest(r.relationship_id), 0) + 1;
  perform revision_add(r, newest, case when wanted ->> 'required_star' is null then 'exempt' else 'set' end, wanted, p_source);
  perform requirement_told(r, newest);
end $$;

-- Carries out a row's declaration, unless it is on file already.
create or replace function import_change_declaration(r relationship, p_row jsonb, p_id uuid, p_source text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  d declaration := import_declaration_stored(r.org_id, r.relationship_id, p_row);
  wanted jsonb := import_declaration(d, p_row);
begin
  if d.declaration_id is null or recorded_stored(d) <> wanted then
    perform recorded_replace(r, d.declaration_id, p_id, wanted, p_source);
  end if;
end $$;

-- Carries out a row on a supplier that is there: its record, demand and declaration.
create or replace function import_change(r relationship, p_row jsonb, p_source text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before jsonb := supplier_entered(r);
  after jsonb := import_wanted(r, before, p_row);
  now_q requirement_revision;
begin
  if after <> before then
    perform supplier_store(r, after, p_source, nullif(p_source, 'manual'));
  end if;
  if p_row ? 'demand' then
    perform import_change_demand(r, p_row -> 'demand', p_source);
  elsif p_row ? 'taken_back' then
    now_q := demand_in_force(r.org_id, r.relationship_id, request_day());
    -- Of one of many there may be nothing to take back, while another thing changes.
    if requirement_kept(now_q, demand_upcoming(r.org_id, r.relationship_id, request_day())) is null then
      perform requirement_take_back(r, now_q);
    end if;
  end if;
  if p_row ? 'declaration' then
    perform import_change_declaration(r, p_row -> 'declaration', (p_row ->> 'new_declaration')::uuid, p_source);
  end if;
end $$;

-- The next rows of a sheet to carry out, at most 500.
create or replace function import_waiting(j job) returns import_row[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return array(select x from import_row x
    where x.org_id = j.org_id and x.job_id = j.job_id and x.place > coalesce(j.place::int, 0) and x.content is not null
    order by x.place limit 500);
end $$;

-- What these rows would do as things stand.
create or replace function import_planned(i import, p_rows import_row[])
returns table (place int, content jsonb, relationship_id uuid, outcome text, faults jsonb, demand jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if i.change is not null then
    return query select * from supplier_change_plan(i, p_rows);
  else
    return query select * from import_plan((
      select coalesce(jsonb_agg(jsonb_build_object('place', x.place, 'content', x.content)), '[]')
      from unnest(p_rows) x where x.outcome <> 'ended'), i.source);
  end if;
end $$;

-- The next rows are planned anew as things stand now, and nobody changes that until import_chunk has carried
-- them out. The demands that they ask for, as import_stage tells them.
-- Called by the server.
create or replace function import_next(p_job uuid) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
  i import;
  waiting import_row[];
  demands jsonb;
begin
  select * into strict j from job s where s.org_id = current_org() and s.job_id = p_job;
  select * into strict i from import s where s.org_id = j.org_id and s.job_id = j.job_id;
  perform buyer_head_lock();
  perform statistics_refresh(j.done);
  waiting := import_waiting(j);
  perform import_lock(array(select x.relationship_id from unnest(waiting) x where x.relationship_id is not null));
  perform owners_lock(array(select x.content -> 'record' ->> 'owner' from unnest(waiting) x) || supplier_change_owner(i.change));
  with plan as materialized (
    select p.* from import_planned(i, waiting) p
  ), planned as (
    -- A record that was joined into another since its row was looked at: the next sheet finds the other.
    update import_row s set faults = p.faults,
      outcome = case when s.relationship_id <> p.relationship_id then 'unchanged' else p.outcome end,
      relationship_id = coalesce(p.relationship_id, (p.content ->> 'new_relationship')::uuid, s.relationship_id)
    from plan p where s.org_id = j.org_id and s.job_id = j.job_id and s.place = p.place
  )
  select import_demands(array_agg(p.place), array_agg(p.demand)) into demands from plan p;
  perform import_lock(array(select x.relationship_id from unnest(import_waiting(j)) x));
  return demands;
end $$;

-- The buyer's head is locked, so that nobody else adds one: what is left of the quota is left to these rows.
create or replace function import_refuse_surplus(p_rows import_row[]) returns import_row[]
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  room bigint := greatest(quota_most('suppliers') - quota_used('suppliers'), 0);
  settled import_row[];
begin
  settled := array(
    select case when x.outcome = 'added' and x.nth > room
      then (x.org_id, x.job_id, x.place, x.line, null, x.same, 'refused', null, import_quota_fault(), x.notes)::import_row
      else (x.org_id, x.job_id, x.place, x.line, x.relationship_id, x.same, x.outcome, x.content, x.faults, x.notes)::import_row end
    from (select *, count(*) filter (where s.outcome = 'added') over (order by s.place) as nth from unnest(p_rows) s) x
    order by x.place);
  perform quota_take('suppliers', (select count(*)::int from unnest(settled) s where s.outcome = 'added'));
  return settled;
end $$;

-- What import_next has planned in this transaction, but for p_refused: [{"place", "faults"}].
create or replace function import_chunk(j job, p_refused jsonb) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  i import;
  planned import_row[];
  touched uuid[];
  r relationship;
  x import_row;
  done jsonb := '{}'; -- of a change: what the audit log will tell
begin
  select * into strict i from import s where s.org_id = j.org_id and s.job_id = j.job_id;
  perform import_refuse(j.job_id, p_refused);
  planned := import_waiting(j);
  if cardinality(planned) = 0 then
    update job s set detail = s.detail || jsonb_build_object('counts', import_counts(j.job_id))
    where s.org_id = j.org_id and s.job_id = j.job_id;
    return null;
  end if;
  if i.dry_run then
    perform job_advance(j.job_id, cardinality(planned), 0, (select max(s.place)::text from unnest(planned) s));
    return '[]';
  end if;
  planned := import_refuse_surplus(planned);
  perform import_add(array(select s from unnest(planned) s where s.outcome = 'added'), i.source);
  foreach x in array planned loop
    continue when x.outcome not in ('changed', 'ended');
    select * into r from relationship s where s.org_id = j.org_id and s.relationship_id = x.relationship_id;
    if i.change is not null then
      done := done || jsonb_build_object(x.place::text, supplier_change_one(r, i));
    elsif x.outcome = 'changed' then
      perform import_change(r, x.content, i.source);
    elsif r.state <> 'ended' then
      perform relationship_end(r);
    end if;
  end loop;
  touched := array(select s.relationship_id from unnest(planned) s where s.outcome in ('added', 'changed', 'ended') order by 1);
  perform rule_decide(touched);
  update import_row s set outcome = p.outcome, faults = p.faults, relationship_id = p.relationship_id, content = done -> p.place::text
  from unnest(planned) p where s.org_id = j.org_id and s.job_id = j.job_id and s.place = p.place;
  perform job_advance(j.job_id, cardinality(planned), cardinality(touched), (select max(s.place)::text from unnest(planned) s));
  return facts_of(array_fill(j.org_id, array[cardinality(touched)]), touched);
end $$;
