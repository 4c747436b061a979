-- Signed sentences about a standing or a status on a day, which anybody can check without a key.
set local role hoshitori_owner;

-- What a supplier gave out. `code` names it on paper: the organisation and 128 random bits, as hexadecimal digits. `basis` is
-- what it rests on, of which the signed text has the digest alone.
create table statement (
  org_id uuid not null,
  statement_id uuid not null,
  code text not null check (code ~ '^[0-9a-f]{64}$'),
  kind text not null check (kind in ('status', 'standing')),
  relationship_id uuid check ((relationship_id is null) = (kind = 'standing')),
  buyer_named boolean not null,
  as_of date not null,
  known_at timestamptz not null,
  jws text not null,
  kid text not null,
  basis text not null,
  key_id bigint,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by bigint,
  reason text
);
create unique index statement_code on statement (org_id, code);
create index statement_page on statement (org_id, recorded_at, statement_id);
-- After the others: of indexes that cost the same, as on a table that is empty yet, the last one is taken.
alter table statement add primary key (org_id, statement_id);

-- What was received, and was good when it was kept.
create table kept_statement (
  org_id uuid not null,
  kept_id uuid not null,
  issuer text not null,
  code text not null,
  jws text not null,
  key_id bigint,
  recorded_at timestamptz not null
);
create unique index kept_statement_once on kept_statement (org_id, issuer, code);
create index kept_statement_page on kept_statement (org_id, recorded_at, kept_id);
alter table kept_statement add primary key (org_id, kept_id);

-- Whether a buyer lets its suppliers name it; the newest counts.
create table statement_naming (
  org_id uuid not null,
  revision int not null,
  named boolean not null,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, revision)
);

do $$
declare
  t text;
begin
  foreach t in array array['statement', 'kept_statement', 'statement_naming'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I for select to hoshitori_app
      using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', t);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', t);
    execute format('grant all on %I to hoshitori_engine', t);
    execute format('grant select on %I to hoshitori_app, hoshitori_backup', t);
  end loop;
end $$;

-- Public keys by which statements are checked, by their thumbprint: this service's own, the older ones too (issuer null), and
-- those of issuers that the operator trusts.
create table statement_key (
  kid text primary key,
  issuer text,
  public_key bytea not null,
  recorded_at timestamptz not null
);
grant all on statement_key to hoshitori_engine;
grant select on statement_key to hoshitori_app, hoshitori_backup;
