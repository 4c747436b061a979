-- Facts are read as they were known at an instant, too: what the buyer recorded of a declaration is found whether it was replaced
-- or not.
set local role hoshitori_owner;
drop index declaration_current;
create index declaration_current on declaration (org_id, relationship_id) where relationship_id is not null;

-- That a buyer looked at a partner's measures: the record that SCS 2-1-3-1 asks of a ★4 company.
create table partner_check (
  org_id uuid not null,
  partner_check_id uuid not null,
  relationship_id uuid not null,
  looked_on date not null,
  method text not null check (method in ('star', 'check_sheet', 'visit', 'interview', 'documents', 'other')),
  result text not null check (result in ('sufficient', 'improvement_needed', 'insufficient')),
  action text,
  key_id bigint,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (org_id, partner_check_id),
  foreign key (org_id, relationship_id) references relationship
);
create index partner_check_listed on partner_check (org_id, relationship_id, looked_on, partner_check_id);
alter table partner_check enable row level security;
alter table partner_check force row level security;
create policy tenant on partner_check for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on partner_check to hoshitori_engine using (true) with check (true);
create policy backup on partner_check for select to hoshitori_backup using (true);
grant all on partner_check to hoshitori_engine;
grant select on partner_check to hoshitori_app, hoshitori_backup;
-- Demands whose three questions were answered: they say who is such a partner.
create index requirement_revision_considered on requirement_revision (org_id, relationship_id) where questions is not null;
create index declaration_check_looked on declaration_check (org_id, relationship_id, checked_on, check_id)
  where withdrawn_at is null and result <> 'inconclusive';
