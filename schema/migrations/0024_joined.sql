-- Two records of one buyer are joined, or said to be two suppliers.
set local role hoshitori_owner;

-- Ended by being joined into another record of the same buyer.
alter table relationship add column joined_into uuid;
create index relationship_joined on relationship (org_id, joined_into) where joined_into is not null;
alter table relationship_event drop constraint relationship_event_kind_check;
alter table relationship_event add constraint relationship_event_kind_check
  check (kind in ('invited', 'invited_again', 'accepted', 'declined', 'left', 'ended', 'joined'));

-- What a joined record was called by (code:…, a 法人番号) means the record that goes on, until ended_at, which is set once.
create table supplier_alias (
  org_id uuid not null,
  alias text collate "C" not null,
  relationship_id uuid not null,
  joined uuid not null,
  key_id bigint,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_by bigint,
  foreign key (org_id, relationship_id) references relationship,
  primary key (org_id, alias, recorded_at)
);
create unique index supplier_alias_open on supplier_alias (org_id, alias) where ended_at is null;
create index supplier_alias_relationship on supplier_alias (org_id, relationship_id) where ended_at is null;

-- Records that look alike and are two suppliers, as the buyer says; one < two. ended_at: taken back.
create table likeness_dismissal (
  org_id uuid not null,
  one uuid not null,
  two uuid not null,
  reason text,
  key_id bigint,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  ended_by bigint,
  check (one < two),
  primary key (org_id, one, two, recorded_at)
);
create unique index likeness_dismissal_open on likeness_dismissal (org_id, one, two) where ended_at is null;
create index likeness_dismissal_listed on likeness_dismissal (org_id, recorded_at, one, two) where ended_at is null;

do $$
declare
  t text;
begin
  foreach t in array array['supplier_alias', 'likeness_dismissal'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I for select to hoshitori_app'
      ' using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', t);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', t);
    execute format('grant all on %I to hoshitori_engine', t);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', t);
  end loop;
end $$;
