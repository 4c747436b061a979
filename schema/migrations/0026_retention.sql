-- After how many months personal data of relationships that ended is erased.
set local role hoshitori_owner;

-- Each change a revision; the operator's own are the standard for all who have none. months null: the standard again, or
-- for the operator never.
create table retention (
  org_id uuid not null,
  revision int not null,
  months int check (months between 24 and 120),
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, revision)
);
alter table retention enable row level security;
alter table retention force row level security;
create policy tenant on retention for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on retention to hoshitori_engine using (true) with check (true);
create policy backup on retention for select to hoshitori_backup using (true);
grant all on retention to hoshitori_engine;
grant select on retention to hoshitori_app, hoshitori_backup;

-- Of one that ended: the day on which its contacts and memo go; null when they are gone, or never go by age.
alter table relationship add column erase_on date;
create index relationship_erase on relationship (erase_on) where erase_on is not null;
alter table erasure drop constraint erasure_cause_check;
alter table erasure add constraint erasure_cause_check check (cause in ('asked', 'restored', 'age'));
