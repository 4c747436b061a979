-- What an assessment took over from the one before, and when recurring duties were done last.
set local role hoshitori_owner;

-- The contract's Carried; null for one that began empty.
alter table assessment add column carried jsonb;

-- The newest row of a duty tells; done_on null: it was taken back. By the scheme, for an edition's criteria keep their ids.
create table duty_record (
  org_id uuid not null,
  scheme text not null,
  criterion text not null,
  seq int not null,
  done_on date,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, scheme, criterion, seq)
);
alter table duty_record enable row level security;
alter table duty_record force row level security;
create policy tenant on duty_record for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on duty_record to hoshitori_engine using (true) with check (true);
create policy backup on duty_record for select to hoshitori_backup using (true);
grant all on duty_record to hoshitori_engine;
grant select on duty_record to hoshitori_app, hoshitori_backup;
