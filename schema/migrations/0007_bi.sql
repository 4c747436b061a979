-- Readers for BI tools: a login role for each, which sees the one organisation that it stands for. Which
-- one that is hangs on session_user, which no reader can change, and not on any setting.
do $$
begin
  if not exists (select from pg_roles where rolname = 'hoshitori_bi') then
    create role hoshitori_bi nologin nosuperuser nobypassrls;
  end if;
end $$;
grant usage on schema hoshitori to hoshitori_bi;

set local role hoshitori_owner;

create table bi_reader (
  org_id uuid not null,
  role_name name not null,
  recorded_at timestamptz not null,
  primary key (org_id, role_name)
);
create index bi_reader_role on bi_reader (role_name);
alter table bi_reader enable row level security;
alter table bi_reader force row level security;
create policy tenant on bi_reader for select to hoshitori_app using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on bi_reader to hoshitori_engine using (true) with check (true);
create policy backup on bi_reader for select to hoshitori_backup using (true);
create policy bi on bi_reader for select to hoshitori_bi using (role_name = session_user);
grant all on bi_reader to hoshitori_engine;
grant select on bi_reader to hoshitori_backup, hoshitori_bi;

create policy bi on board for select to hoshitori_bi
  using (org_id = (select r.org_id from bi_reader r where r.role_name = session_user));
create policy bi on relationship for select to hoshitori_bi
  using (org_id = (select r.org_id from bi_reader r where r.role_name = session_user));
create policy bi on requirement_revision for select to hoshitori_bi
  using (org_id = (select r.org_id from bi_reader r where r.role_name = session_user));

grant select on board, requirement_revision to hoshitori_bi;
-- Without contacts: names and addresses of people are not for dashboards.
grant select (org_id, relationship_id, supplier_id, state, invited_on, invitation_expires_on, accepted_on, declined_on,
  ended_on, name, reading, corporate_number, code, category, tags, memo, recorded_at, changed_at)
  on relationship to hoshitori_bi;
