-- A sheet comes in (import_open, import_stage for each few hundred rows), is looked at as a whole
-- (import_begin) and carried out in chunks (import_chunk): within the request, or as a job.

-- Rows are kept for 30 days, those of a sheet that never came to its end for one. Two sheets at a time, for
-- each may have 50,000.
create or replace function import_forget() returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  old uuid[];
begin
  old := array(select i.job_id from import i
    where i.org_id = current_org() and i.recorded_at < request_now() - interval '1 day'
      and (i.total is null or i.recorded_at < request_now() - interval '30 days')
      and not exists (select from job j where j.org_id = i.org_id and j.job_id = i.job_id and j.finished_at is null)
    order by i.recorded_at limit 2 for update skip locked);
  delete from import_row x where x.org_id = current_org() and x.job_id = any(old);
  delete from import x where x.org_id = current_org() and x.job_id = any(old);
end $$;

-- Whether an erasure took some of its rows, so that it cannot be carried out whole.
create or replace function import_misses_rows(i import) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select count(*) < i.total from import_row x where x.org_id = i.org_id and x.job_id = i.job_id
$$;

-- Headings, between commas, that the last sheet of a source was told to leave out.
create or replace function import_ignored(p_source text) returns text
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select j.detail ->> 'ignore' from job j
  where j.org_id = current_org() and j.kind = 'import' and j.state = 'done' and j.detail ->> 'source' = p_source
    and j.detail ->> 'dry_run' = 'false' and j.detail ? 'ignore'
  order by j.recorded_at desc, j.job_id desc limit 1
$$;

-- Begins a sheet that is taken in row by row. The headings of its columns that are left out: p_ignore, or what its
-- source left out before.
-- Called by the server.
create or replace function import_open(p_job uuid, p_source text, p_mode text, p_absent text, p_dry_run boolean, p_ignore text)
returns text
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform import_forget();
  insert into import (org_id, job_id, source, mode, absent, dry_run, recorded_at)
  values (current_org(), p_job, p_source, p_mode, p_absent, p_dry_run, request_now());
  return coalesce(p_ignore, import_ignored(p_source), '');
end $$;

-- What two rows of a sheet may not have in common; "alias " before it where the row names the record by an alias.
create or replace function import_same(p_content jsonb, p_relationship uuid) returns text
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when not p_content ? 'relationship' and p_relationship in (
      alias_of(current_org(), 'code:' || (p_content #>> '{record,code}')), alias_of(current_org(), p_content #>> '{record,corporate_number}'))
      then 'alias ' else '' end || coalesce(p_relationship::text, 'code:' || (p_content #>> '{record,code}'),
    'number:' || (p_content #>> '{record,corporate_number}'))
$$;

-- A new supplier's content with what it is found by to be like another: for a whole sheet at once that takes longer
-- than a statement may.
create or replace function import_with_likeness(p_content jsonb) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select p_content || jsonb_build_object('likeness', likeness_keys(fold(p_content -> 'record' ->> 'name'),
    p_content -> 'record' ->> 'code', p_content -> 'record' ->> 'corporate_number'))
$$;

-- Rows as they come, with what was seen of the suppliers that they overwrite: "line:seen" between commas.
create or replace function import_rows_over(p_rows jsonb, p_over text) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select case when p_over is null then p_rows else (
    select jsonb_agg(coalesce(jsonb_set(e, '{content,over}', to_jsonb(o.seen)), e) order by i)
    from jsonb_array_elements(p_rows) with ordinality t(e, i)
      left join lateral (select split_part(s, ':', 2) as seen from unnest(string_to_array(p_over, ',')) s
        where split_part(s, ':', 1) = e ->> 'line' limit 1) o on true) end
$$;

-- p_rows: [{"place", "line", "content", "faults"}]; p_over: as import_rows_over says; p_keep: lines between commas, whose suppliers
-- stay as they are. What they would do is found out at once. The demands that they
-- ask for, [{"place", "demand"}]: which of them may not be is for the server to say (import_refuse).
-- Called by the server.
create or replace function import_stage(p_job uuid, p_rows jsonb, p_over text, p_keep text) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  i import;
  demands jsonb;
  kept constant int[] := coalesce(string_to_array(p_keep, ','), '{}');
begin
  select * into strict i from import x where x.org_id = current_org() and x.job_id = p_job and x.total is null;
  with planned as materialized (
    select p.*, (e ->> 'line')::int as line, p.outcome in ('changed', 'conflict') and (e ->> 'line')::int = any(kept) as kept
    from import_plan(import_rows_over(p_rows, p_over), i.source) p
    join jsonb_array_elements(p_rows) e on (e ->> 'place')::int = p.place
  ), plan as materialized (
    select p.place, p.line, p.content, p.relationship_id, case when p.kept then 'unchanged' else p.outcome end as outcome,
      case when p.kept then '[]' else p.faults end as faults, case when not p.kept then p.demand end as demand
    from planned p
  ), staged as (
    insert into import_row (org_id, job_id, place, line, relationship_id, same, outcome, content, faults)
    select i.org_id, i.job_id, p.place, p.line, p.relationship_id, import_same(p.content, p.relationship_id),
      p.outcome, case p.outcome when 'changed' then p.content when 'added' then import_with_likeness(p.content) end, p.faults
    from plan p
  )
  select import_demands(array_agg(p.place), array_agg(p.demand)) into demands from plan p;
  return demands;
end $$;

-- The demands of rows that have one, with their places.
create or replace function import_demands(p_places int[], p_demands jsonb[]) returns jsonb
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('place', d.place, 'demand', d.demand)), '[]')
  from unnest(p_places, p_demands) d(place, demand) where d.demand is not null
$$;

-- p_refused: [{"place", "faults"}]. A row that a chunk is about to carry out keeps its content until the chunk
-- is done.
-- Called by the server.
create or replace function import_refuse(p_job uuid, p_refused jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update import_row x set outcome = 'refused', faults = x.faults || (e -> 'faults'),
    content = case when i.total is not null then x.content end
  from jsonb_array_elements(p_refused) e, import i
  where i.org_id = current_org() and i.job_id = p_job and x.org_id = i.org_id and x.job_id = i.job_id
    and x.place = (e ->> 'place')::int;
end $$;

-- A second row about the same supplier is refused; one of a record that was joined into it says nothing beside the row of
-- the supplier itself. In two statements: the table is as new as its rows, so
-- that nobody knows how many they are, and a join of it with itself would be planned for a few.
create or replace function import_refuse_repeated(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  places int[];
  lines int[];
  aliases boolean[];
begin
  select array_agg(s.place), array_agg(s.line), array_agg(s.same like 'alias %') into places, lines, aliases from (
    select x.place, x.same, first_value(x.line) over w as line, row_number() over w as nth
    from import_row x where x.org_id = current_org() and x.job_id = p_job and x.same is not null
    window w as (partition by replace(x.same, 'alias ', '') order by x.same like 'alias %', x.place)) s
  where s.nth > 1;
  update import_row x set outcome = case when s.alias then 'unchanged' else 'refused' end, content = null,
    faults = case when s.alias then '[]' else x.faults || import_fault('', 'row_repeated', jsonb_build_object('line', s.line)) end
  from unnest(places, lines, aliases) s(place, line, alias) where x.org_id = current_org() and x.job_id = p_job and x.place = s.place;
end $$;

-- The fault of a row for which there is no room.
create or replace function import_quota_fault() returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select import_fault('', 'quota_reached', jsonb_build_object('quota', 'suppliers', 'most', quota_most('suppliers')))
$$;

-- New suppliers for whom there is no room now.
create or replace function import_refuse_beyond_quota(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  places int[];
begin
  places := array(select x.place from import_row x where x.org_id = current_org() and x.job_id = p_job and x.outcome = 'added'
    order by x.place offset greatest(quota_most('suppliers') - quota_used('suppliers'), 0));
  update import_row x set outcome = 'refused', content = null, faults = x.faults || import_quota_fault()
  where x.org_id = current_org() and x.job_id = p_job and x.place = any(places);
end $$;

-- The suppliers that this source brought in and that its sheet does not have any more; nobody while a row
-- is refused, for it may have meant one of them.
create or replace function import_add_absent(i import) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if i.absent = 'keep' or exists (select from import_row x where x.org_id = i.org_id and x.job_id = i.job_id
      and x.outcome = 'refused') then
    return;
  end if;
  insert into import_row (org_id, job_id, place, relationship_id, outcome, content)
  select i.org_id, i.job_id, i.total + row_number() over (order by r.relationship_id), r.relationship_id, 'ended', '{}'
  from relationship r
  where r.org_id = i.org_id and r.source = i.source and r.source <> 'manual' and r.state <> 'ended'
    and r.relationship_id not in (select x.relationship_id from import_row x
      where x.org_id = i.org_id and x.job_id = i.job_id and x.relationship_id is not null);
end $$;

-- How many rows of a sheet had which outcome.
create or replace function import_counts(p_job uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('added', 0, 'changed', 0, 'unchanged', 0, 'refused', 0, 'conflict', 0, 'ended', 0, 'waiting', 0) || (
    select coalesce(jsonb_object_agg(c.outcome, c.n), '{}')
    from (select x.outcome, count(*) as n from import_row x where x.org_id = current_org() and x.job_id = p_job group by 1) c);
end $$;

-- The whole sheet is here. p_digest: of its bytes, for the audit; p_ignore: what import_open said, p_ignored: the
-- headings that the sheet had of it. Where it is carried out within the request, the
-- result has the demands of the first chunk.
-- Called by the server.
create or replace function import_begin(p_job uuid, p_total int, p_digest text, p_ignore text, p_ignored jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  i import;
  todo int;
  idle boolean;
  detail jsonb;
begin
  update import x set total = p_total where x.org_id = current_org() and x.job_id = p_job and x.total is null returning * into strict i;
  perform import_refuse_repeated(p_job);
  perform import_refuse_beyond_quota(p_job);
  perform import_add_absent(i), import_note_alike(p_job), import_note_labels(p_job);
  select count(*) into todo from import_row x where x.org_id = i.org_id and x.job_id = p_job and x.content is not null;
  idle := i.dry_run or todo = 0 or (i.mode = 'atomic' and exists (select from import_row x
    where x.org_id = i.org_id and x.job_id = p_job and x.outcome in ('refused', 'conflict')));
  if idle then
    update import_row x set content = null where x.org_id = i.org_id and x.job_id = p_job and x.content is not null;
  end if;
  detail := jsonb_build_object('source', i.source, 'mode', i.mode, 'absent', i.absent, 'dry_run', i.dry_run,
    'rows', p_total, 'applied', not idle, 'digest', p_digest, 'counts', import_counts(p_job), 'ignore', p_ignore, 'ignored', p_ignored);
  perform job_add(p_job, 'import', case when idle then p_total else todo end, detail);
  if idle then
    perform import_end(p_job);
  end if;
  return query select jsonb_build_object('outcome', case when idle then 'same' when job_needed(todo) then 'queued' else 'changed' end,
      'object', 'jobs/' || p_job, 'body', import_answer(p_job),
      'demands', case when not idle and not job_needed(todo) then import_next(p_job) end),
    null::json, jsonb_build_object('object', 'jobs/' || p_job, 'detail', detail);
end $$;

-- The first rows that somebody must look at; all of them are read from the job.
create or replace function import_answer(p_job uuid) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('job', j.job_id, 'state', j.state, 'source', i.source, 'mode', i.mode, 'absent', i.absent,
      'dry_run', i.dry_run, 'applied', j.detail -> 'applied', 'ignored', coalesce(j.detail -> 'ignored', '[]'), 'rows', i.total, 'counts', import_counts(p_job), 'problems', (
        select coalesce(jsonb_agg(s.item order by s.place), '[]') from import_rows_shape(array(
          select y from import_row y where y.org_id = j.org_id and y.job_id = p_job and y.outcome in ('refused', 'conflict')
          order by y.place limit 100), j.recorded_at) s), 'notes', (
        select coalesce(jsonb_agg(s.item order by s.place), '[]') from import_rows_shape(array(
          select y from import_row y where y.org_id = j.org_id and y.job_id = p_job and y.outcome in ('added', 'changed') and y.notes <> '[]'
          order by y.place limit 100), j.recorded_at) s))
    from import i join job j on j.org_id = i.org_id and j.job_id = i.job_id
    where i.org_id = current_org() and i.job_id = p_job);
end $$;

-- A fault of a row with who wrote what is on file: by the key that the row kept, else as the audit log says of the record
-- (records_written). A name is told as the audit log tells it, to the organisation alone whose key it is.
create or replace function import_fault_shape(p_fault jsonb, p_written jsonb) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  params jsonb := p_fault -> 'params';
  written jsonb;
begin
  if p_fault ->> 'code' <> 'changed_by_hand' then
    return p_fault;
  end if;
  if not params ? 'recorded_at' then
    written := p_written -> case p_fault ->> 'column' when 'contact_name' then 'contacts' else p_fault ->> 'column' end;
    if written ? 'sealed' and not params ? 'source' or written -> 'value' = params -> 'stored' then
      params := params - 'source' || (written - array['value', 'sealed']);
    end if;
  end if;
  return jsonb_set(p_fault, '{params}', params - 'key' || jsonb_build_object(
    'by', case when params ? 'key' then audit_actor((params ->> 'key')::bigint) ->> 'name' end, 'recorded_at', params -> 'recorded_at'));
end $$;

-- Texts are added by the server. Of a sheet's refused row nobody knows whom it means.
create or replace function import_row_shape(x import_row, p_written jsonb) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('line', x.line, 'outcome', x.outcome, 'relationship', r.relationship_id, 'name', r.name, 'code', r.code,
    'faults', (select coalesce(jsonb_agg(import_fault_shape(f, p_written) order by i), '[]')
      from jsonb_array_elements(x.faults) with ordinality t(f, i)), 'notes', x.notes)
  from (select) one left join relationship r on r.org_id = x.org_id and r.relationship_id = x.relationship_id
    and (x.outcome <> 'refused' or x.line is null)
$$;

-- Rows of a sheet that was looked at at p_at.
create or replace function import_rows_shape(p_rows import_row[], p_at timestamptz) returns table (place int, item jsonb)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  written jsonb := records_written(array(select x.relationship_id from unnest(p_rows) x where x.outcome = 'conflict'), p_at);
begin
  return query select x.place, import_row_shape(x, written -> x.relationship_id::text) from unnest(p_rows) x;
end $$;

-- Ends the job of a sheet with its counts.
create or replace function import_end(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update job x set state = 'done', started_at = coalesce(x.started_at, request_now()), finished_at = request_now(), done = x.total,
    detail = x.detail || jsonb_build_object('counts', import_counts(p_job))
  where x.org_id = current_org() and x.job_id = p_job;
end $$;

-- One chunk within the request, but for what is refused of what was planned: its facts, and the demands of the
-- next one, as import_next tells them; or, where nothing is left, the job is done and this is the answer.
-- Called by the server.
create or replace function import_step(p_job uuid, p_refused jsonb)
returns table (facts json, demands jsonb, answer jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
begin
  select * into strict j from job x where x.org_id = current_org() and x.job_id = p_job;
  facts := import_chunk(j, p_refused);
  select * into strict j from job x where x.org_id = current_org() and x.job_id = p_job;
  if cardinality(import_waiting(j)) > 0 then
    demands := import_next(p_job);
  else
    perform import_end(p_job);
    answer := case j.kind when 'change' then supplier_change_answer(p_job) else import_answer(p_job) end;
  end if;
  return next;
end $$;

-- A sheet whose request did not get so far, and one whose answer was given before.
-- Called by the server.
create or replace function import_drop(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  delete from import x where x.org_id = current_org() and x.job_id = p_job and x.total is null;
  if found then
    delete from import_row x where x.org_id = current_org() and x.job_id = p_job;
  end if;
end $$;

-- The rows of a sheet in its order, of some outcomes or of all.
create or replace function import_row_page(p_job uuid, p_outcomes text[], p_after int, p_rows int)
returns table (item jsonb, place int, job uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from import i join job j on j.org_id = i.org_id and j.job_id = i.job_id
      where i.org_id = current_org() and i.job_id = p_job) then
    perform refuse('not_found');
  end if;
  return query
    select s.item, s.place, p_job
    from import_rows_shape(array(
      select p.x
      from (select distinct unnest(coalesce(p_outcomes, array['added', 'changed', 'unchanged', 'refused', 'conflict', 'ended', 'waiting']))) o(outcome)
        cross join lateral (
        select x from import_row x
        where x.org_id = current_org() and x.job_id = p_job and x.outcome = o.outcome and x.place > coalesce(p_after, 0)
        order by x.place limit p_rows) p
      order by (p.x).place limit p_rows), (select j.recorded_at from job j where j.org_id = current_org() and j.job_id = p_job)) s
    order by s.place;
end $$;

grant execute on function import_row_page(uuid, text[], int, int)
  to hoshitori_app;
