-- What people of a buyer look at again and again: filters, order and columns of the list of suppliers, under a name.
set local role hoshitori_owner;

create table saved_view (
  org_id uuid not null,
  view_id uuid not null,
  person uuid, -- who saved it; null: a key that nobody answers for
  name text not null,
  shared boolean not null, -- all of the organisation see it; else the person alone
  filters jsonb not null, -- the contract's SupplierFilters, the owner by id
  sort text not null,
  columns text[], -- null: those that the page usually shows
  revision int not null,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, view_id),
  check (shared or person is not null)
);
create index saved_view_named on saved_view (org_id, name collate "C", view_id);

alter table saved_view enable row level security;
alter table saved_view force row level security;
create policy tenant on saved_view for select to hoshitori_app using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on saved_view to hoshitori_engine using (true) with check (true);
create policy backup on saved_view for select to hoshitori_backup using (true);
grant all on saved_view to hoshitori_engine;
grant select on saved_view to hoshitori_app, hoshitori_backup;
