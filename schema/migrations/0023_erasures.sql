-- What was erased, when and by whom: no word of what it was.
set local role hoshitori_owner;

create table erasure (
  org_id uuid not null,
  erasure_id uuid not null,
  cause text not null check (cause in ('asked', 'restored')),
  what text not null check (what in ('person', 'user', 'relationship')),
  relationship_id uuid,
  user_id uuid,
  counts jsonb not null, -- the contract's
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, erasure_id)
);
create index erasure_recorded on erasure (org_id, recorded_at, erasure_id);
alter table erasure enable row level security;
alter table erasure force row level security;
create policy tenant on erasure for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on erasure to hoshitori_engine using (true) with check (true);
create policy backup on erasure for select to hoshitori_backup using (true);
grant all on erasure to hoshitori_engine;
grant select on erasure to hoshitori_app, hoshitori_backup;
