-- What a buyer changed of its records of suppliers, for their history; and which invitations were given for letters to print.
set local role hoshitori_owner;

-- What was written as record_version. changes: of each member {"from", "to"}; owners by their ids; null where it is not told: of a
-- memo, and of contacts that were erased. source: the sheet's.
create table record_change (
  org_id uuid not null,
  relationship_id uuid not null,
  record_version int not null,
  changes jsonb not null,
  source text,
  key_id bigint,
  recorded_at timestamptz not null,
  foreign key (org_id, relationship_id) references relationship,
  primary key (org_id, relationship_id, recorded_at, record_version) -- a page of the history reads the newest
);
alter table record_change enable row level security;
alter table record_change force row level security;
create policy tenant on record_change for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on record_change to hoshitori_engine using (true) with check (true);
create policy backup on record_change for select to hoshitori_backup using (true);
grant all on record_change to hoshitori_engine;
grant select on record_change to hoshitori_app, hoshitori_backup;

-- When its letter was printed, whoever asked for it. Then nobody is written to again by chance.
alter table invitation add column printed_at timestamptz;
set local role hoshitori_engine;
update invitation i set printed_at = x.settled_at
from campaign_recipient x
where x.org_id = i.org_id and x.invitation_id = i.invitation_id and x.settled_at is not null and x.mail_id is null and x.mail_state is null;
set local role hoshitori_owner;
drop index campaign_recipient_printed; -- it is read from here
create index invitation_printed on invitation (org_id, printed_at) where printed_at is not null;
