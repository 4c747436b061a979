-- Personal values stand beside the audit log, under commitments within it: they go, and its hashes go on fitting.
set local role hoshitori_owner;

create table audit_value (
  org_id uuid not null,
  seq bigint not null,
  place smallint not null, -- in the entry's "sealed"
  object text not null,    -- of the entry
  value text not null,     -- JSON
  salt bytea not null,
  primary key (org_id, seq, place)
);
alter table audit_value enable row level security;
alter table audit_value force row level security;
create policy tenant on audit_value for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on audit_value to hoshitori_engine using (true) with check (true);
create policy backup on audit_value for select to hoshitori_backup using (true);
grant all on audit_value to hoshitori_engine;
grant select on audit_value to hoshitori_app, hoshitori_backup;

-- Entries up to here hold names in their own text, which is all that can be taken from them.
alter table audit_event alter column text drop not null;
alter table audit_head add column plain_through bigint not null default 0;
set local role hoshitori_engine;
update audit_head set plain_through = seq;
