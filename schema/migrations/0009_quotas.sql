-- How much of a kind an organisation may have on file.
set local role hoshitori_owner;

-- What the operator set for one organisation; for all others quota_default says it.
create table quota (
  org_id uuid not null,
  kind text not null,
  most int not null check (most >= 0),
  recorded_at timestamptz not null,
  primary key (org_id, kind)
);

-- What is counted as it comes and goes because there may be too many to count each time: the sum of an
-- organisation's slots. Each connection adds to a slot of its own, so that they do not wait for each other.
create table quota_use (
  org_id uuid not null,
  kind text not null,
  slot smallint not null,
  used bigint not null,
  primary key (org_id, kind, slot)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

do $$
declare
  name text;
begin
  foreach name in array array['quota', 'quota_use'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_backup', name);
  end loop;
end $$;

-- Most organisations have a row or two in these tables, some a hundred thousand. By the plain average any
-- index that begins with the organisation would do to find one row, also one that reads all of them.
alter table board alter column org_id set (n_distinct = -0.001);
alter table relationship alter column org_id set (n_distinct = -0.001);

set local role hoshitori_engine;
insert into quota_use (org_id, kind, slot, used)
select r.org_id, 'suppliers', 0, count(*) from relationship r where r.state <> 'ended' group by r.org_id;
do $$
begin
  if (select coalesce(sum(used), 0) from quota_use) <> (select count(*) from relationship where state <> 'ended') then
    raise exception 'suppliers are not all counted';
  end if;
end $$;
