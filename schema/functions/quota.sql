-- How much of a kind one organisation may have on file, and add in a day (of Tokyo), so that none takes the
-- room of all others. The operator sets it for one organisation; who would go beyond it is told so, and
-- nothing is written. Which table is held by which of them: SECURITY.md.

-- The kinds, what is standard, and whether it is for a day.
--
--   suppliers      relationships that have not ended
--   api_keys       keys that are neither revoked nor expired
--   declarations   a supplier's own, not replaced
--   assessments    drafts and submitted ones
--   papers         withdrawn ones too: every status weighs them
--   evidence       files that were not erased
--   evidence_mib   MiB that they take, and those on their way
--   jobs           that have not finished
--   users          people who were not removed
--   rules          that were not removed
--   webhooks       that were not removed
--   changes        entries of the audit log by its people and keys: what holds all that is only appended
--   invitations    made, of suppliers, and reminders of demands by mail
--   links          made, to let people in or give them a new password
--   consultations  records and corrections of them
--   disclosure_requests  to be shown more
--   webhook_messages  sent by hand: tried, or again
--   statements     given out
--   kept_statements  of others
--   policies       versions published
--   saved_views    of the list of suppliers, all people's
--   founded        organisations that its invitations founded
create or replace function quota_kinds() returns table (kind text, standard int, daily boolean)
language sql immutable
as $$
  values ('suppliers', 100000, false), ('api_keys', 100, false), ('declarations', 200, false),
    ('assessments', 1000, false), ('papers', 1000, false), ('evidence', 5000, false),
    ('evidence_mib', 2048, false), ('jobs', 50, false), ('users', 1000, false),
    ('rules', 500, false), ('webhooks', 20, false), ('changes', 500000, true), ('invitations', 100000, true), ('links', 1000, true),
    ('consultations', 5000, true), ('disclosure_requests', 5000, true), ('webhook_messages', 1000, true),
    ('statements', 1000, true), ('kept_statements', 10000, false),
    ('policies', 20, true), ('saved_views', 1000, false), ('founded', 2000, true)
$$;

-- How much of a kind an organisation may have: what the operator set, else the standard. Expanded into its statement.
create or replace function quota_most_of(p_org uuid, p_kind text) returns table (most int)
language sql stable
as $$
  select coalesce((select q.most from hoshitori.quota q where q.org_id = p_org and q.kind = p_kind), k.standard)
  from hoshitori.quota_kinds() k where k.kind = p_kind
$$;

-- The same for the asking organisation.
create or replace function quota_most(p_kind text) returns int
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select m.most from quota_most_of(current_org(), p_kind) m);
end $$;

-- p_n more in this day. Whoever comes at the same time waits for its end. p_always: counted, never refused.
create or replace function quota_spend(p_org uuid, p_kind text, p_n int, p_always boolean default false) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  spent record;
begin
  insert into quota_day as d (org_id, kind, day, used) values (p_org, p_kind, request_day(), p_n)
  on conflict (org_id, kind) do update set day = excluded.day,
    used = case when d.day = excluded.day then d.used + excluded.used else excluded.used end
  returning used, (select m.most from quota_most_of(p_org, p_kind) m) as most into spent;
  if spent.used > spent.most and not p_always then
    perform refuse('daily_quota_reached', null, jsonb_build_object('quota', p_kind, 'most', spent.most));
  end if;
end $$;

-- Refuses for want of room.
create or replace function quota_refuse(p_kind text) returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform refuse('quota_reached', null, jsonb_build_object('quota', p_kind, 'most', quota_most(p_kind)));
end $$;

-- How much of a kind the asking organisation has now.
create or replace function quota_used(p_kind text) returns bigint
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return case p_kind
    when 'suppliers' then (select coalesce(sum(u.used), 0) from quota_use u where u.org_id = current_org() and u.kind = p_kind)
    when 'api_keys' then (select count(*) from api_key k where k.org_id = current_org() and k.user_id is null
      and k.revoked_at is null and k.expires_at > request_now())
    when 'declarations' then (select count(*) from declaration d where d.org_id = current_org() and d.relationship_id is null
      and d.superseded_at is null)
    when 'assessments' then (select count(*) from assessment a where a.org_id = current_org() and a.state in ('draft', 'submitted'))
    when 'papers' then (select count(*) from paper p where p.org_id = current_org())
    when 'evidence' then (select count(*) from evidence e where e.org_id = current_org() and e.erased_at is null)
    when 'evidence_mib' then evidence_room_used()
    when 'jobs' then (select count(*) from job j where j.org_id = current_org() and j.state in ('queued', 'running'))
    when 'users' then (select count(*) from user_account u where u.org_id = current_org() and u.removed_at is null)
    when 'rules' then (select count(*) from rule_revision r where r.org_id = current_org() and r.superseded_at is null
      and not r.removed)
    when 'kept_statements' then (select count(*) from kept_statement k where k.org_id = current_org())
    when 'saved_views' then (select count(*) from saved_view v where v.org_id = current_org())
    when 'webhooks' then (select count(*) from webhook w where w.org_id = current_org())
    else coalesce((select d.used from quota_day d where d.org_id = current_org() and d.kind = p_kind
      and d.day = request_day()), 0) end;
end $$;

-- Every slot of the kind, locked: nobody else adds to it before this transaction ends. What is counted each
-- time needs one.
create or replace function quota_lock(p_kind text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into quota_use (org_id, kind, slot, used) select current_org(), p_kind, s, 0
  from generate_series(0, case p_kind when 'suppliers' then 7 else 0 end) s
  on conflict do nothing;
  perform from quota_use u where u.org_id = current_org() and u.kind = p_kind order by u.slot for update;
end $$;

-- Room for one more of what is counted each time.
create or replace function quota_require(p_kind text) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform quota_lock(p_kind);
  if quota_used(p_kind) >= quota_most(p_kind) then
    perform quota_refuse(p_kind);
  end if;
end $$;

-- Room for p_n more of what is counted as it comes. Far from the end each connection counts for itself; what
-- the others have not committed cannot fill a thousand. Near it they wait for each other.
create or replace function quota_take(p_kind text, p_n int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if quota_used(p_kind) + p_n > quota_most(p_kind) - 1000 then
    perform quota_lock(p_kind);
    if quota_used(p_kind) + p_n > quota_most(p_kind) then
      perform quota_refuse(p_kind);
    end if;
  end if;
  insert into quota_use as u (org_id, kind, slot, used) values (current_org(), p_kind, pg_backend_pid() % 8, p_n)
  on conflict (org_id, kind, slot) do update set used = u.used + p_n;
end $$;

-- Gives back room that was taken with quota_take.
create or replace function quota_give(p_kind text, p_n int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into quota_use as u (org_id, kind, slot, used) values (current_org(), p_kind, pg_backend_pid() % 8, -p_n)
  on conflict (org_id, kind, slot) do update set used = u.used - p_n;
end $$;

-- All kinds, with what the organisation uses and may use.
-- Called by the operator.
create or replace function quota_list() returns table (kind text, used bigint, most int, standard int)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from organisation o where o.org_id = current_org()) then
    perform refuse('not_found');
  end if;
  return query select k.kind, quota_used(k.kind), quota_most(k.kind), k.standard from quota_kinds() k;
end $$;

-- Sets how much of a kind the organisation may have.
-- Called by the operator.
create or replace function quota_set(p_kind text, p_most int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if not exists (select from quota_kinds() k where k.kind = p_kind) or not exists (select from organisation o where o.org_id = current_org()) then
    perform refuse('not_found');
  end if;
  insert into quota (org_id, kind, most, recorded_at) values (current_org(), p_kind, p_most, request_now())
  on conflict (org_id, kind) do update set most = excluded.most, recorded_at = excluded.recorded_at;
end $$;

-- Organisations whose counted use is not what is on file; none if all is right.
create or replace function quota_differences() returns table (org_id uuid, kind text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select x.org_id, 'suppliers' from (
      select r.org_id, count(*) as n from relationship r where r.state <> 'ended' group by 1
      union all
      select u.org_id, -sum(u.used) from quota_use u where u.kind = 'suppliers' group by 1) x
    group by x.org_id having sum(x.n) <> 0 order by 1;
end $$;

-- Counts anew what all organisations use; writers wait.
-- Called by the operator.
create or replace function quota_rebuild() returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  lock table quota_use in share row exclusive mode;
  delete from quota_use;
  insert into quota_use (org_id, kind, slot, used)
  select r.org_id, 'suppliers', 0, count(*) from relationship r where r.state <> 'ended' group by r.org_id;
end $$;

grant execute on function quota_differences() to hoshitori_migrate;
