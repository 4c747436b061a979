-- Rules, by which demands are made on many suppliers at once, and the jobs that do in the background
-- what is too much for one request.
set local role hoshitori_owner;

-- A job is taken for one chunk at a time, by any server; `done` and `place` are written with what the
-- chunk did, so that after a crash it goes on where it was. place: what its kind needs to go on.
create table job (
  org_id uuid not null,
  job_id uuid not null,
  kind text not null check (kind in ('rule', 'import')),
  state text not null check (state in ('queued', 'running', 'done', 'stopped')),
  total int not null check (total >= 0),
  done int not null default 0,
  changed int not null default 0,
  place text,
  detail jsonb not null,
  error text,
  key_id bigint,
  recorded_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (org_id, job_id),
  check (done <= total),
  check ((state in ('done', 'stopped')) = (finished_at is not null)),
  check ((state = 'stopped') = (error is not null))
);
create index job_recorded on job (org_id, recorded_at, job_id);
-- For the worker alone, which looks for open jobs of all organisations.
create index job_open on job (recorded_at) where state in ('queued', 'running');

-- A buyer's default demand for a category or a tag; each change is a revision, the one that nothing
-- superseded counts. due_in_days: from the day on which it first decides for a relationship.
create table rule_revision (
  org_id uuid not null,
  rule text not null,
  revision int not null,
  selector text not null check (selector in ('category', 'tag')),
  name text not null,
  removed boolean not null,
  required_star smallint check (required_star between 1 and 5),
  required_assurance text check (required_assurance in ('declared', 'substantiated', 'confirmed')),
  accept_higher boolean,
  due_in_days int check (due_in_days between 1 and 3660),
  reason text,
  questions jsonb,
  content_hash bytea not null,
  job_id uuid,
  key_id bigint,
  recorded_at timestamptz not null,
  superseded_at timestamptz,
  primary key (org_id, rule, revision),
  check (rule = selector || ':' || name),
  check (removed or (required_star is not null and required_assurance is not null and accept_higher is not null
    and due_in_days is not null))
);
create unique index rule_current on rule_revision (org_id, rule) where superseded_at is null;

-- Which rule decided, and the day from which its days count. Only the buyer sees the rule.
alter table requirement_revision
  add column rule text,
  add column rule_revision int,
  add column counted_from date,
  add check (decided_by = 'rule' or rule is null),
  add check ((rule is null) = (rule_revision is null));

do $$
declare
  name text;
begin
  foreach name in array array['job', 'rule_revision'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', name);
  end loop;
end $$;
