-- Files that prove something: what is told of each, and its bytes, sealed piece by piece.
set local role hoshitori_owner;

-- What an organisation filed, as supplier or as buyer. A file is never replaced; once it is erased, what is left says that
-- there was one, and which (digest).
create table evidence (
  org_id uuid not null,
  evidence_id uuid not null,
  side text not null check (side in ('supplier', 'buyer')),
  name text, -- of the file; null once erased
  note text,
  links jsonb not null, -- what it proves: the contract's EvidenceLink
  content_id uuid, -- null until a file was taken in, and once it is erased
  media_type text,
  size bigint,
  digest bytea check (octet_length(digest) = 32), -- SHA-256
  stored_at timestamptz,
  key_id bigint,
  recorded_at timestamptz not null,
  withdrawn_on date,
  withdrawn_at timestamptz,
  erase_on date,
  erased_at timestamptz,
  check ((media_type is null) = (stored_at is null) and (size is null) = (stored_at is null) and (digest is null) = (stored_at is null)),
  check (content_id is null or (stored_at is not null and erased_at is null))
);
create index evidence_page on evidence (org_id, recorded_at, evidence_id);
create index evidence_erase on evidence (erase_on) where erase_on is not null;
-- After the others: of indexes that cost the same, as on a table that is empty yet, the last one is taken.
alter table evidence add primary key (org_id, evidence_id);

-- One attempt to take a file in, from its first byte on. What is not stored soon was cut off (worker_forget).
create table evidence_content (
  org_id uuid not null,
  content_id uuid not null,
  evidence_id uuid not null,
  size bigint not null check (size > 0), -- as announced
  digest bytea not null check (octet_length(digest) = 32), -- as announced
  sealed_key bytea not null, -- under the server's secret
  begun_at timestamptz not null,
  stored_at timestamptz, -- the bytes are what was announced
  primary key (org_id, content_id)
);
create index evidence_content_open on evidence_content (begun_at) where stored_at is null;
create index evidence_content_generation on evidence_content (get_byte(sealed_key, 0));

-- Its bytes; all pieces but the last are of the same size (server/base/file_seal.h).
create table evidence_piece (
  org_id uuid not null,
  content_id uuid not null,
  place int not null check (place >= 0),
  sealed bytea not null check (octet_length(sealed) <= 262184),
  primary key (org_id, content_id, place)
);
alter table evidence_piece alter column sealed set storage external; -- ciphertext does not shrink

do $$
declare
  t text;
begin
  foreach t in array array['evidence', 'evidence_content', 'evidence_piece'] loop
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

-- Shown to a buyer by disclosure, as the fourth kind; what it read of it are files, or their bytes (content).
alter table disclosure drop constraint disclosure_kind_check;
alter table disclosure add constraint disclosure_kind_check check (kind in ('readiness', 'gaps', 'answers', 'evidence'));
alter table disclosure_read drop constraint disclosure_read_kind_check;
alter table disclosure_read alter column assessment_id drop not null;
alter table disclosure_read add column evidence_id uuid;
alter table disclosure_read add column content boolean not null default false;
alter table disclosure_read add constraint disclosure_read_kind_check check (case kind when 'evidence' then evidence_id is not null
  and assessment_id is null else kind in ('readiness', 'gaps', 'answers') and assessment_id is not null and evidence_id is null end);
drop index disclosure_read_once; -- the key is made of these

-- Erased with what tells of people.
alter table erasure add column evidence_id uuid;
alter table erasure drop constraint erasure_what_check;
alter table erasure add constraint erasure_what_check check (what in ('person', 'user', 'relationship', 'organisation', 'evidence'));
