-- Work of one organisation that goes on after the request: done in chunks, each one transaction.
--
--   job_take          finds an open job and locks its row for this transaction; acts as its organisation
--   import_next       of a sheet: plans the next chunk, for the server to say which demands may not be
--   job_chunk         does the next chunk and returns the facts of what it changed
--   (C)               lines from facts, board_put
--   job_stop          in a transaction of its own, when a chunk cannot be done
--
-- The row's lock is held for one chunk, so that several servers share the jobs and a chunk is never done
-- twice. A new kind is a branch in job_chunk and a function that ends with job_advance.

-- Queues a job of the asking organisation, as far as its quota of jobs reaches.
create or replace function job_add(p_job uuid, p_kind text, p_total int, p_detail jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform quota_require('jobs');
  insert into job (org_id, job_id, kind, state, total, detail, key_id, recorded_at)
  values (current_org(), p_job, p_kind, 'queued', p_total, p_detail, request_key(), request_now());
end $$;

-- The oldest open job that nobody holds, locked; from here on the transaction acts as the key that
-- started it, today. No row: nothing to do.
-- Called by the server.
create or replace function job_take(p_now timestamptz, p_day date) returns table (org uuid, job uuid, kind text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
begin
  select * into j from job x where x.state in ('queued', 'running') order by x.recorded_at limit 1
  for no key update skip locked;
  if not found then
    return;
  end if;
  perform request_set(j.org_id, j.key_id, p_now, p_day, 'job:' || j.job_id);
  return query select j.org_id, j.job_id, j.kind;
end $$;

-- What the chunk did, written with it: `p_changed` of `p_done`, and where the next one starts.
create or replace function job_advance(p_job uuid, p_done int, p_changed int, p_place text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  update job set state = 'running', started_at = coalesce(started_at, request_now()), done = least(total, done + p_done),
    changed = changed + p_changed, place = p_place
  where org_id = current_org() and job_id = p_job;
end $$;

-- Nothing is left: the job's own end, with the second of its two audit entries.
create or replace function job_finish(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
begin
  update job set state = 'done', started_at = coalesce(started_at, request_now()), finished_at = request_now(), done = total
  where org_id = current_org() and job_id = p_job returning * into j;
  perform job_event_add(j, 'job.finished');
  perform audit_append('job_done', 'jobs/' || p_job, j.detail || jsonb_build_object('total', j.total, 'changed', j.changed));
end $$;

-- One chunk of the job that this transaction took. Facts of the relationships that it changed, maybe
-- none; null when nothing was left and the job is done. p_refused: of a sheet's chunk, what is left out.
-- Called by the server.
create or replace function job_chunk(p_job uuid, p_refused jsonb) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
  facts json;
begin
  select * into strict j from job where org_id = current_org() and job_id = p_job;
  case j.kind
    when 'rule' then facts := rule_chunk(j);
    when 'import', 'change' then facts := import_chunk(j, p_refused);
    when 'status' then facts := status_chunk(j);
    when 'hand_over' then facts := owner_chunk(j);
    when 'close' then facts := close_chunk(j);
  end case;
  if facts is null then
    perform job_finish(p_job);
  end if;
  return facts;
end $$;

-- What is done stays done; the rest is for whoever starts it again.
-- Called by the server.
create or replace function job_stop(p_org uuid, p_job uuid, p_error text, p_now timestamptz, p_day date) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
begin
  update job set state = 'stopped', error = p_error, finished_at = p_now
  where org_id = p_org and job_id = p_job and state in ('queued', 'running') returning * into j;
  if found then
    perform request_set(j.org_id, j.key_id, p_now, p_day, 'job:' || j.job_id);
    perform job_event_add(j, 'job.stopped');
    perform audit_append('job_stopped', 'jobs/' || p_job,
      j.detail || jsonb_build_object('total', j.total, 'done', j.done, 'error', p_error));
  end if;
end $$;

-- Queues the job that decides what a change of an organisation's object left for later. Of such jobs there are as many as
-- there are changes, and the last of them finds nothing to do: they are not counted against its quota.
create or replace function status_job_queue(p_org uuid, p_job uuid, p_total int, p_object text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into job (org_id, job_id, kind, state, total, detail, key_id, recorded_at)
  values (p_org, p_job, 'status', 'queued', p_total, jsonb_build_object('object', p_object), request_key(), request_now());
end $$;

-- The same for what the asking organisation changed.
-- Called by the server.
create or replace function status_job_add(p_job uuid, p_total int, p_object text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform status_job_queue(current_org(), p_job, p_total, p_object);
end $$;

-- The next 250 relationships of the organisation that wait to be decided.
create or replace function status_chunk(j job) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  next record;
begin
  select * into next from undecided_next(j.org_id, j.place::uuid, 250);
  if next.relationships is null then
    if j.place is null then
      return null;
    end if;
    -- From the beginning: another write may have come meanwhile.
    perform job_advance(j.job_id, 0, 0, null);
    return '[]';
  end if;
  perform job_advance(j.job_id, cardinality(next.relationships), cardinality(next.relationships),
    next.relationships[cardinality(next.relationships)]::text);
  return facts_locked(next.buyers, next.relationships);
end $$;

-- Whether who asks may see jobs of a kind: rules and sheets are the buyer's.
create or replace function job_seen(p_kind text) returns boolean
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return request_rights() & case p_kind when 'status' then 5 else 1 end <> 0;
end $$;

-- The contract's Job.
create or replace function job_shape(j job) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('job', j.job_id, 'kind', j.kind, 'state', j.state, 'total', j.total, 'done', j.done,
    'changed', j.changed, 'detail', j.detail, 'error', j.error, 'key', j.key_id::text,
    'recorded_at', instant_text(j.recorded_at), 'started_at', instant_text(j.started_at),
    'finished_at', instant_text(j.finished_at))
$$;

grant execute on function job_seen(text), job_shape(job) to hoshitori_app;
