-- Sheets of suppliers that a buyer sends in: the rows wait here, and tell afterwards what became of
-- them. A sheet is a job's: both have the same id.
set local role hoshitori_owner;

-- total is null while the sheet is still coming in; no job sees it before.
create table import (
  org_id uuid not null,
  job_id uuid not null,
  source text not null,
  mode text not null check (mode in ('atomic', 'per_row')),
  absent text not null check (absent in ('keep', 'end')),
  dry_run boolean not null,
  total int,
  recorded_at timestamptz not null,
  primary key (org_id, job_id)
);
create index import_age on import (org_id, recorded_at);

-- place numbers the rows; line is that of the sheet, null for a supplier that is absent from it.
-- same: what another row would have in common with it if both meant the same new supplier. content
-- is what remains to be done: null when done, or when there is nothing to do.
create table import_row (
  org_id uuid not null,
  job_id uuid not null,
  place int not null,
  line int,
  relationship_id uuid,
  same text,
  outcome text not null check (outcome in ('added', 'changed', 'unchanged', 'refused', 'conflict', 'ended')),
  content jsonb,
  faults jsonb not null default '[]',
  primary key (org_id, job_id, place)
) with (fillfactor = 70);

-- Which sheet wrote it last, or 'manual': one by one through the API. A sheet overwrites only what it
-- wrote itself, or what it names the version of.
alter table relationship add column source text not null default 'manual';
alter table requirement_revision add column source text not null default 'manual';
alter table declaration add column source text not null default 'manual';
create index relationship_source on relationship (org_id, source, relationship_id) where state <> 'ended' and source <> 'manual';

do $$
declare
  name text;
begin
  foreach name in array array['import', 'import_row'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', name);
  end loop;
end $$;

-- A table that grows a hundredfold within minutes is planned as the small one that it was, and of indexes
-- that begin with org_id the wrong one looks as good. Who fills it says so; only an owner may look.
create function statistics_refresh(p_filled int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if p_filled > 0 and (select c.reltuples < p_filled / 8 from pg_class c where c.oid = 'board'::regclass) then
    analyze relationship, relationship_event, requirement_revision, declaration, event, board, board_version, tally_change, import_row;
  end if;
end $$;
revoke all on function statistics_refresh(int) from public;
grant execute on function statistics_refresh(int) to hoshitori_engine;
