-- What a supplier shows one buyer beyond its standing: by kind and for a period, asked for and answered, and what was read.
set local role hoshitori_owner;

-- Each word about a kind; of the same kind the newest counts. Until 0.1.0 readiness was all, and had no days: what was shown
-- stays shown, for every day as before (from_day null), and of all else nothing is shown until the supplier says so.
alter table disclosure rename column readiness to shown;
alter table disclosure add column kind text not null default 'readiness' check (kind in ('readiness', 'gaps', 'answers'));
alter table disclosure alter column kind drop default;
alter table disclosure add column from_day date;
alter table disclosure add column last_day date;
alter table disclosure add check (shown or (from_day is null and last_day is null));
alter table disclosure add check (last_day >= from_day);

-- That the buyer would like to see something, and why.
create table disclosure_request (
  org_id uuid not null,
  request_id uuid not null,
  relationship_id uuid not null,
  kinds text[] not null,
  last_days date[] not null, -- of each the last day to which it was shown when it was asked for; null where it was not
  reason text not null,
  key_id bigint,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by bigint,
  foreign key (org_id, relationship_id) references relationship,
  primary key (org_id, request_id)
);
create index disclosure_request_page on disclosure_request (org_id, relationship_id, recorded_at, request_id);

-- The supplier's answer: it showed all that was asked for, or declined.
create table disclosure_answer (
  org_id uuid not null,
  request_id uuid not null,
  relationship_id uuid not null,
  answer text not null check (answer in ('shown', 'declined')),
  text text,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, request_id)
);

-- What the buyer read: a row of the supplier's for each assessment, kind and hour, until audit_seq not yet in its log.
create table disclosure_read (
  org_id uuid not null,
  read_id uuid not null,
  relationship_id uuid not null,
  kind text not null check (kind in ('readiness', 'gaps', 'answers')),
  assessment_id uuid not null,
  hour timestamptz not null,
  recorded_at timestamptz not null,
  audit_seq bigint,
  primary key (org_id, read_id)
);
create unique index disclosure_read_once on disclosure_read (org_id, relationship_id, kind, assessment_id, hour);
create index disclosure_read_page on disclosure_read (org_id, relationship_id, recorded_at, read_id);
create index disclosure_read_new on disclosure_read (org_id, recorded_at) where audit_seq is null;

do $$
declare
  t text;
begin
  foreach t in array array['disclosure_request', 'disclosure_answer', 'disclosure_read'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I for select to hoshitori_app
      using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', t);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', t);
    execute format('grant all on %I to hoshitori_engine', t);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', t);
  end loop;
end $$;
