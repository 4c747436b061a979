-- Counts and lists on two axes, what changed since when, talks about costs, and readers for BI.
set local role hoshitori_owner;

-- What lists of the board show and filter by, as it was known at each version.
alter table board_version
  add column counterparty_id uuid,
  add column counterparty_name text not null,
  add column counterparty_reading text,
  add column counterparty_number text,
  add column registered_name text,
  add column number_proven boolean,
  add column code text,
  add column category text,
  add column tags text[],
  add column memo text,
  add column sort_key text collate "C" not null,
  add column search text collate "C" not null,
  add column line_required_star smallint[] not null,
  add column line_held_star smallint[] not null,
  add column line_gap smallint[] not null,
  add column line_due_on date[] not null,
  add column line_valid_until date[] not null,
  add column line_checked_on date[] not null;

-- When anything that a list shows last changed: by a write, or by a day that was reached.
alter table board add column changed_at timestamptz not null default '-infinity';
create index board_change on board (org_id, changed_at, relationship_id) where side = 'buyer';

-- Counts by status over time: on from_day, n relationships more (or less) stand so. Summed up to a day
-- they are that day's summary. Each change is kept twice, by its day and by its month, so that no day
-- is the sum of more than some months and one month's days.
create table tally (
  org_id uuid not null,
  side text not null check (side in ('buyer', 'supplier')),
  grain text not null check (grain in ('day', 'month')),
  from_day date not null,
  status smallint not null,
  waiting_on smallint not null,
  required_star smallint not null,
  held_star smallint not null,
  n bigint not null,
  primary key (org_id, side, grain, from_day, status, waiting_on, required_star, held_star)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

-- Lines that came (n = 1) and went (n = -1) and are not in the tally yet: writers only add rows, so
-- that no two of them wait for each other; the worker takes them over.
create table tally_change (
  org_id uuid not null,
  relationship_id uuid not null,
  version bigint not null,
  n smallint not null check (n in (-1, 1)),
  side text not null,
  line_from date[] not null,
  line_status smallint[] not null,
  line_waiting_on smallint[] not null,
  line_required_star smallint[] not null,
  line_held_star smallint[] not null,
  primary key (org_id, relationship_id, version, n)
) with (autovacuum_vacuum_scale_factor = 0.02);

create table tally_head (
  org_id uuid primary key
);

-- Talks about a demand, as one party recorded them in its own rows; both read both.
create table consultation (
  org_id uuid not null,
  consultation_id uuid not null,
  relationship_id uuid not null,
  side text not null check (side in ('buyer', 'supplier')),
  revision int,
  asked_on date not null,
  asked_by text not null check (asked_by in ('buyer', 'supplier')),
  cost_estimate bigint check (cost_estimate >= 0),
  who_bears text check (who_bears in ('buyer', 'supplier', 'shared')),
  outcome text not null check (outcome in ('open', 'agreed', 'not_agreed')),
  text text,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, consultation_id)
);
create index consultation_relationship on consultation (org_id, relationship_id, recorded_at);

do $$
declare
  name text;
begin
  foreach name in array array['tally', 'tally_change', 'tally_head', 'consultation'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', name);
  end loop;
end $$;
