-- Which rows of the board wait to be decided, by organisation: counts say as of when they were decided without a look at
-- every row, and the job finds what is left. Beside the board, where another index would be written by every change.
set local role hoshitori_owner;
create table undecided (
  org_id uuid not null,
  relationship_id uuid not null,
  side text not null check (side in ('buyer', 'supplier')),
  decided_at timestamptz not null, -- the board's
  primary key (org_id, relationship_id)
);
alter table undecided enable row level security;
alter table undecided force row level security;
create policy tenant on undecided for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on undecided to hoshitori_engine using (true) with check (true);
create policy backup on undecided for select to hoshitori_backup using (true);
grant all on undecided to hoshitori_engine;
grant select on undecided to hoshitori_app, hoshitori_backup;
