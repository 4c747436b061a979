-- Work of one organisation that goes on after the request: done in chunks, each one transaction.
--
--   job_take          finds an open job and locks its row for this transaction; acts as its organisation
--   import_next       of a sheet: plans the next chunk, for the server to say which demands may not be
--   job_chunk         does the next chunk and returns the facts of what it changed
--   (C)               lines from facts, board_put
--   job_put_off, job_give_up   in transactions of their own, when a chunk cannot be done
--
-- The row's lock is held for one chunk, so that several servers share the jobs and a chunk is never done
-- twice. A new kind is a branch in job_chunk and a function that ends with job_advance.

-- The end of the queue, behind all that wait, whatever the clock says.
create or replace function job_turn(p_now timestamptz) returns timestamptz
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select greatest(p_now, (select max(x.turn_at) from job x where x.state in ('queued', 'running')) + interval '1 microsecond')
$$;

-- Whether so many suppliers are too many to be done before the answer.
create or replace function job_needed(p_count int) returns boolean
language sql immutable
as $$ select p_count > 2000 $$;

-- Queues a job of the asking organisation, as far as its quota of jobs reaches.
create or replace function job_add(p_job uuid, p_kind text, p_total int, p_detail jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform quota_require('jobs');
  insert into job (org_id, job_id, kind, state, total, detail, key_id, recorded_at, turn_at)
  values (current_org(), p_job, p_kind, 'queued', p_total, p_detail, request_key(), request_now(), job_turn(request_now()));
end $$;

-- The open job that waits longest for its turn and that nobody holds, locked; from here on the transaction acts as the
-- key that started it, today. No row: nothing to do.
-- Called by the server.
create or replace function job_take(p_now timestamptz, p_day date) returns table (org uuid, job uuid, kind text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
begin
  select * into j from job x where x.state in ('queued', 'running') order by x.turn_at limit 1
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
    changed = changed + p_changed, place = p_place, turn_at = job_turn(request_now())
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
-- none; null when nothing was left and the job is done. p_given: of a sheet's chunk, what is left out; of letters,
-- their links.
-- Called by the server.
create or replace function job_chunk(p_job uuid, p_given jsonb) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
  facts json;
begin
  select * into strict j from job where org_id = current_org() and job_id = p_job;
  case j.kind
    when 'rule' then facts := rule_chunk(j);
    when 'import', 'change' then facts := import_chunk(j, p_given);
    when 'status' then facts := status_chunk(j);
    when 'hand_over' then facts := owner_chunk(j);
    when 'close' then facts := close_chunk(j);
    when 'letters' then facts := letters_chunk(j, p_given);
  end case;
  if facts is null then
    perform job_finish(p_job);
  end if;
  return facts;
end $$;

-- Its turn is over.
-- Called by the server.
create or replace function job_put_off(p_org uuid, p_job uuid, p_now timestamptz) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ update job set turn_at = job_turn(p_now) where org_id = p_org and job_id = p_job $$;

-- It cannot go on. What is done stays done; the rest is for whoever starts it again.
-- Called by the server.
create or replace function job_give_up(p_org uuid, p_job uuid, p_error text, p_now timestamptz, p_day date) returns void
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
  insert into job (org_id, job_id, kind, state, total, detail, key_id, recorded_at, turn_at)
  values (p_org, p_job, 'status', 'queued', p_total, jsonb_build_object('object', p_object), request_key(), request_now(), job_turn(request_now()));
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

-- One that who asks may stop and start, locked: between two of its chunks.
create or replace function job_lock(p_job uuid) returns job
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job;
begin
  select * into j from job x where x.org_id = current_org() and x.job_id = p_job for no key update;
  if not found or request_rights() & (case j.kind when 'status' then 15 else 3 end) = 0 then
    perform refuse('not_found');
  elsif request_rights() & (case j.kind when 'status' then 10 else 2 end) = 0 then
    perform refuse('right_missing');
  end if;
  return j;
end $$;

-- What the audit log tells of stopping it and starting it again.
create or replace function job_audit(j job) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('object', 'jobs/' || j.job_id, 'detail', jsonb_build_object('kind', j.kind, 'total', j.total, 'done', j.done))
$$;

-- Whether one of the same kind for the same thing came after it, and stands, or an earlier one was started again and goes on. No
-- change of many suppliers is another one's.
create or replace function job_superseded(j job) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select exists (select from job n where n.org_id = j.org_id and n.kind = j.kind and n.kind <> 'change' and n.job_id <> j.job_id
    and (n.state in ('queued', 'running') or n.state = 'done' and (n.recorded_at, n.job_id) > (j.recorded_at, j.job_id))
    and (n.detail ->> 'rule', n.detail ->> 'user', n.detail ->> 'source', n.detail ->> 'campaign') is not distinct from
      (j.detail ->> 'rule', j.detail ->> 'user', j.detail ->> 'source', j.detail ->> 'campaign')
    and (n.detail ->> 'applied' is distinct from 'false' or j.detail ->> 'applied' = 'false'))
$$;

-- Ends it where it stands. What decides statuses is the other sides', too: nobody stops that.
-- Called by the server.
create or replace function job_stop(p_job uuid) returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job := job_lock(p_job);
  was text := j.state;
begin
  if was = 'done' then
    perform refuse('job_done');
  elsif was <> 'stopped' then
    if j.kind = 'status' then
      perform refuse('job_decides');
    end if;
    update job x set state = 'stopped', error = 'job_stopped', finished_at = request_now()
    where x.org_id = j.org_id and x.job_id = j.job_id returning * into j;
    perform job_event_add(j, 'job.stopped');
  end if;
  return query select jsonb_build_object('outcome', case was when 'stopped' then 'same' else 'changed' end, 'body', job_shape(j)), null::json,
    case when was <> 'stopped' then job_audit(j) end;
end $$;

-- It goes on where it stood, from now on as the key that asks.
-- Called by the server.
create or replace function job_start(p_job uuid) returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  j job := job_lock(p_job);
  was text := j.state;
begin
  if was = 'done' then
    perform refuse('job_done');
  elsif was = 'stopped' then
    -- A campaign has one job at a time: campaign_send waits for this, too.
    perform from campaign c where c.org_id = j.org_id and c.campaign_id = (j.detail ->> 'campaign')::uuid for no key update;
    if job_superseded(j) then
      perform refuse('job_superseded');
    elsif j.kind in ('import', 'change')
      and not exists (select from import i where i.org_id = j.org_id and i.job_id = j.job_id and not import_misses_rows(i)) then
      perform refuse('job_rows_forgotten');
    end if;
    perform quota_require('jobs');
    update job x set state = 'queued', error = null, finished_at = null, turn_at = job_turn(request_now()), key_id = request_key()
    where x.org_id = j.org_id and x.job_id = j.job_id returning * into j;
    update campaign c set job_id = j.job_id where c.org_id = j.org_id and c.campaign_id = (j.detail ->> 'campaign')::uuid;
  end if;
  return query select jsonb_build_object('outcome', case was when 'stopped' then 'changed' else 'same' end, 'body', job_shape(j)), null::json,
    case when was = 'stopped' then job_audit(j) end;
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
