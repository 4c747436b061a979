-- A merger or a new number of a supplier that its buyer knows of: what the record said before.
set local role hoshitori_owner;

-- From on_day it is another company by law. accepted_on: what was declared before counts, too, from then on.
create table supplier_succession (
  org_id uuid not null,
  relationship_id uuid not null,
  seq int not null,
  kind text not null check (kind in ('merger', 'new_number')),
  on_day date not null,
  name text not null,
  reading text,
  corporate_number text,
  key_id bigint,
  recorded_at timestamptz not null,
  accepted_on date,
  accepted_by bigint,
  reason text,
  foreign key (org_id, relationship_id) references relationship,
  primary key (org_id, relationship_id, seq)
);
alter table supplier_succession enable row level security;
alter table supplier_succession force row level security;
create policy tenant on supplier_succession for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on supplier_succession to hoshitori_engine using (true) with check (true);
create policy backup on supplier_succession for select to hoshitori_backup using (true);
grant all on supplier_succession to hoshitori_engine;
grant select on supplier_succession to hoshitori_app, hoshitori_backup;
