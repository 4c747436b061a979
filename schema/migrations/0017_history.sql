-- History keeps what changed: names where they differ from those before, steps packed by the server (domain/kept.h), and
-- of all else that lists filter by one number for each step. Its parts are years, so that old ones can be moved to
-- cheap disks; what is there becomes the first one as it is. A version is found by its
-- instant, which the lock of its row on the board keeps apart from all others of the relationship.
set local role hoshitori_owner;
alter table board add named_at timestamptz not null default 'infinity'; -- since when its names stand; later than all: not known
alter table board alter line_step set compression lz4;

alter table board_version rename to board_version_first;
alter table board_version_first drop constraint board_version_pkey;
drop index board_version_recorded;
alter table board_version_first add constraint board_version_first_pkey primary key (org_id, relationship_id, recorded_at);
alter table board_version_first add line_cell int[], add line_kept bytea, alter line_kept set storage main;
do $$
declare
  name text;
begin
  foreach name in array array['line_status', 'line_waiting_on', 'line_next', 'line_step', 'counterparty_name', 'sort_key', 'search',
    'line_required_star', 'line_held_star', 'line_gap', 'line_due_on', 'line_valid_until', 'line_checked_on']
  loop
    execute format('alter table board_version_first alter %I drop not null', name);
  end loop;
end $$;
create table board_version (like board_version_first including storage including constraints,
  primary key (org_id, relationship_id, recorded_at)) partition by range (recorded_at);

-- Years are made ahead (tests/lint/test_history.py says when more are due); what comes after all of them has a part, too.
do $$
declare
  part text;
begin
  for year in 2027 .. 2030 loop
    execute format('create table board_version_%s partition of board_version for values from (%L) to (%L)', year,
      make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC'), make_timestamptz(year + 1, 1, 1, 0, 0, 0, 'UTC'));
  end loop;
  create table board_version_later partition of board_version default;
  -- A part on its own is the backup's, and the engine's; the server reads them as one.
  revoke all on board_version_first from hoshitori_app;
  for part in select relid::regclass::text from pg_partition_tree('board_version') loop
    execute format('alter table %s enable row level security', part);
    execute format('alter table %s force row level security', part);
    execute format('create policy backup on %s for select to hoshitori_backup using (true)', part);
    execute format('create policy engine on %s to hoshitori_engine using (true) with check (true)', part);
    execute format('create policy tenant on %s for select to hoshitori_app'
      ' using (org_id = (nullif(current_setting(%L, true), %L))::uuid)', part, 'app.org_id', '');
    execute format('grant all on %s to hoshitori_engine', part);
    execute format('grant select on %s to hoshitori_backup', part);
  end loop;
end $$;
grant select on board_version to hoshitori_app;

-- Who changes over later than in the first release's year has versions that belong to another part.
set local role hoshitori_engine;
with moved as (delete from board_version_first where recorded_at >= '2027-01-01 00:00:00Z' returning *)
insert into board_version select * from moved;
set local role hoshitori_owner;
alter table board_version attach partition board_version_first for values from (minvalue) to ('2027-01-01 00:00:00Z');
