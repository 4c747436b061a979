-- What belongs to nobody in particular: the directory of organisations, editions, scheme dates.
set local role hoshitori_owner;

-- app has no grant on it: who is registered is nobody's business but the operator's.
create table organisation (
  org_id uuid primary key,
  name text not null,
  reading text,
  corporate_number text check (corporate_number ~ '^[0-9]{13}$'),
  number_proven_at timestamptz,
  recorded_at timestamptz not null
);
-- A number is claimed by anybody and unique only where the operator vouched for it.
create unique index organisation_number on organisation (corporate_number) where number_proven_at is not null;

create table edition (
  edition_id text primary key,
  scheme text not null,
  published_on date,
  closed_on date,
  sha256 bytea not null,
  body json not null,
  -- Read at each write of a status, where parsing the whole body would cost more than all the rest.
  title jsonb generated always as ((body -> 'title')::jsonb) stored,
  stars jsonb generated always as (jsonb_path_query_array((body -> 'stars')::jsonb, '$[*].star')) stored,
  recorded_at timestamptz not null
);

-- Per scheme and star; the newest revision counts, the older ones are the history.
create table scheme_date (
  scheme text not null,
  star smallint not null check (star between 1 and 5),
  revision int not null,
  obtainable_from date,
  validity_months int check (validity_months > 0),
  assessment_max_age_months int check (assessment_max_age_months > 0),
  note text,
  recorded_at timestamptz not null,
  primary key (scheme, star, revision)
);

grant all on organisation, edition, scheme_date to hoshitori_engine;
grant select on edition, scheme_date to hoshitori_app;
grant select on organisation, edition, scheme_date to hoshitori_backup, hoshitori_migrate;

-- The operator acts as an organisation of its own, so that its changes have an audit chain too.
set local role hoshitori_engine;
insert into organisation (org_id, name, recorded_at)
values ('00000000-0000-7000-8000-000000000000', '運用者', '2026-11-23T00:00:00Z');
