-- What the worker could not do of one row, and when it tries again: whatever stands behind it goes on.
set local role hoshitori_owner;

create table put_off (
  org_id uuid not null,
  work text not null,
  object text not null, -- the row; the organisation, where its rows are done together
  tries int not null,
  next_at timestamptz not null,
  untold text, -- why, until the log has told it
  primary key (org_id, work, object)
);
create index put_off_untold on put_off (org_id) where untold is not null;
create index put_off_age on put_off (next_at);

alter table put_off enable row level security;
alter table put_off force row level security;
create policy tenant on put_off for select to hoshitori_app using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on put_off to hoshitori_engine using (true) with check (true);
create policy backup on put_off for select to hoshitori_backup using (true);
grant all on put_off to hoshitori_engine;
grant select on put_off to hoshitori_app, hoshitori_backup;
