-- What is published of a 法人番号 and known to the buyer to be no matter: the remark that was read, beside the number and name of
-- its record. Whatever of these changes is another one, and told again.
set local role hoshitori_owner;
create table remark_dismissal (
  org_id uuid not null,
  relationship_id uuid not null,
  digest text not null,
  code text not null,
  reason text,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, relationship_id, digest),
  foreign key (org_id, relationship_id) references relationship
);
alter table remark_dismissal enable row level security;
alter table remark_dismissal force row level security;
create policy tenant on remark_dismissal for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on remark_dismissal to hoshitori_engine using (true) with check (true);
create policy backup on remark_dismissal for select to hoshitori_backup using (true);
grant all on remark_dismissal to hoshitori_engine;
grant select on remark_dismissal to hoshitori_app, hoshitori_backup;
