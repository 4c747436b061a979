-- Companies change: numbers that differ, names and numbers of before, records that are alike.
set local role hoshitori_owner;

-- The record's 法人番号 and the organisation's, while they differ. not linked: the organisation wanted to accept and was
-- refused. ended_on, ended_at and outcome are set once: one of the two numbers changed, or the buyer accepted the difference.
create table number_difference (
  org_id uuid not null,
  relationship_id uuid not null,
  seq int not null,
  linked boolean not null,
  record_number text not null,
  organisation_number text not null,
  organisation_name text not null,
  found_on date not null,
  recorded_at timestamptz not null,
  ended_on date,
  ended_at timestamptz,
  outcome text check (outcome in ('changed', 'accepted')),
  reason text,
  key_id bigint,
  foreign key (org_id, relationship_id) references relationship,
  primary key (org_id, relationship_id, seq)
);

-- What an organisation was called before a change, and which number it had. kind: corrected (it was wrong), renamed,
-- merger and new_number (from on_day it is another company by law).
create table organisation_change (
  org_id uuid not null,
  seq int not null,
  kind text not null check (kind in ('corrected', 'renamed', 'merger', 'new_number')),
  on_day date not null,
  name text not null,
  reading text,
  corporate_number text,
  number_proven_at timestamptz,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, seq)
);

-- From accepted_on on, what the supplier declared before this change of its own counts for the buyer, too.
create table predecessor_acceptance (
  org_id uuid not null,
  relationship_id uuid not null,
  supplier_id uuid not null,
  seq int not null,
  accepted_on date not null,
  reason text,
  key_id bigint,
  recorded_at timestamptz not null,
  foreign key (org_id, relationship_id) references relationship,
  primary key (org_id, relationship_id, supplier_id, seq)
);

-- By what two records of a buyer are found to be alike: name:, number:, code:, each as likeness_keys makes it.
create table likeness (
  org_id uuid not null,
  key text collate "C" not null,
  relationship_id uuid not null
);
-- The key is the newer one: on an empty table all indexes that begin with org_id cost the same.
create index likeness_relationship on likeness (org_id, relationship_id);
alter table likeness add primary key (org_id, key, relationship_id);

do $$
declare
  t text;
begin
  foreach t in array array['number_difference', 'organisation_change', 'predecessor_acceptance', 'likeness'] loop
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

-- Invited again after it had declined or left: its steps are read one by one.
alter table relationship add column asked_again boolean not null default false;
-- Invitations that an organisation finds by its own number, or because it took part before.
create index relationship_asked on relationship (corporate_number) where state = 'invited';
create index relationship_asked_again on relationship (supplier_id) where state = 'invited' and supplier_id is not null;

-- What lists find besides labels: task:….
alter table board add column marks text[] not null default '{}';
alter table board_version add column marks text[]; -- with names
alter table import_row add column notes jsonb not null default '[]';

set local role hoshitori_engine;
insert into likeness (org_id, key, relationship_id)
select distinct b.org_id, k.key, b.relationship_id
from board b cross join lateral unnest(array['number:' || b.counterparty_number,
    'name:' || nullif(left(split_part(b.search, ' ', 1), 200), ''),
    'code:' || regexp_replace(lower(normalize(b.code, NFKC)), '(^|[^0-9])0+(?=[0-9])', '\1', 'g')]) k(key)
where b.side = 'buyer' and k.key is not null;
