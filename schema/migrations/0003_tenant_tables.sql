-- Tenant tables: org_id first in every key, so that they can be distributed by it. Facts on which a
-- status rests are appended, each with its own days and recorded_at; superseded_at and withdrawn_at
-- are set once.
set local role hoshitori_owner;

create table api_key (
  org_id uuid not null,
  key_id bigint not null,
  name text not null,
  hash bytea not null,
  rights int not null check (rights between 1 and 63),
  last4 text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  recorded_at timestamptz not null,
  primary key (org_id, key_id)
);

-- Lock 1 of three: what changes all of a buyer's relationships at once.
create table buyer_head (
  org_id uuid primary key,
  version bigint not null default 0
);

create table buyer_setting (
  org_id uuid not null,
  revision int not null,
  expiring_days int not null check (expiring_days between 0 and 365),
  recheck_months int check (recheck_months between 1 and 120),
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, revision)
);

-- Lock 3 of three: where both parties meet. Demand side FOR SHARE, evidence side FOR NO KEY UPDATE.
create table supplier_head (
  org_id uuid primary key,
  version bigint not null default 0,
  recorded_at timestamptz not null default '-infinity'
);

-- The buyer's own entry for a supplier and the link to it (lock 2). relationship_id is the key of
-- the pair on both sides. supplier_id is null until an organisation accepted.
create table relationship (
  org_id uuid not null,
  relationship_id uuid not null,
  supplier_id uuid,
  state text not null check (state in ('invited', 'active', 'declined', 'ended')),
  invited_on date not null,
  invitation_expires_on date not null,
  accepted_on date,
  declined_on date,
  ended_on date,
  -- Facts that the supplier records after this instant no longer flow to this buyer.
  flows_until timestamptz,
  name text not null,
  reading text,
  corporate_number text check (corporate_number ~ '^[0-9]{13}$'),
  code text,
  category text,
  tags text[] not null default '{}',
  contacts jsonb not null default '[]',
  memo text,
  record_version int not null default 1,
  key_id bigint,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  check (supplier_id <> org_id)
);
create unique index relationship_code on relationship (org_id, code) where state <> 'ended';
-- Several plants of one 法人番号 are told apart by their codes; one may do without.
create unique index relationship_alone on relationship (org_id, corporate_number) where state <> 'ended' and code is null;
create index relationship_number on relationship (org_id, corporate_number);
-- The key comes last: before the first ANALYZE all indexes that begin with org_id look equally good for a
-- look-up by key, and of those the planner takes the newest.
alter table relationship add primary key (org_id, relationship_id);

-- Each step of the link as a fact; relationship holds the outcome.
create table relationship_event (
  org_id uuid not null,
  relationship_id uuid not null,
  seq int not null,
  kind text not null check (kind in ('invited', 'invited_again', 'accepted', 'declined', 'left', 'ended')),
  on_day date not null,
  reason text,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, relationship_id, seq),
  foreign key (org_id, relationship_id) references relationship
);

create table invitation (
  org_id uuid not null,
  invitation_id bigint not null,
  relationship_id uuid not null,
  hash bytea not null,
  expires_on date not null,
  superseded_at timestamptz,
  used_at timestamptz,
  -- A redeemed invitation answers the same request once more, else a lost answer loses the only key.
  request_hash text,
  sealed bytea,
  recorded_at timestamptz not null,
  primary key (org_id, invitation_id),
  foreign key (org_id, relationship_id) references relationship
);
create index invitation_relationship on invitation (org_id, relationship_id);

create table requirement_revision (
  org_id uuid not null,
  relationship_id uuid not null,
  revision int not null,
  kind text not null check (kind in ('set', 'exempt', 'removed')),
  decided_by text not null check (decided_by in ('explicit', 'rule')),
  required_star smallint check (required_star between 1 and 5),
  required_assurance text check (required_assurance in ('declared', 'substantiated', 'confirmed')),
  accept_higher boolean,
  effective_from date not null,
  due_on date,
  notice_on date,
  reason text,
  questions jsonb,
  content_hash bytea not null,
  key_id bigint,
  recorded_at timestamptz not null,
  superseded_at timestamptz,
  primary key (org_id, relationship_id, revision),
  foreign key (org_id, relationship_id) references relationship,
  check (due_on >= effective_from),
  check ((kind = 'set') = (required_star is not null)),
  check (kind <> 'set' or (required_assurance is not null and accept_higher is not null and due_on is not null)),
  check (kind <> 'exempt' or reason is not null)
);

-- The supplier's answer to a demand; the newest counts.
create table requirement_response (
  org_id uuid not null,
  relationship_id uuid not null,
  seq int not null,
  revision int not null,
  response text not null check (response in ('accepted', 'talks_requested', 'objected')),
  reason text,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, relationship_id, seq),
  check (response <> 'objected' or reason is not null)
);

-- What the supplier shows one buyer beyond its standing; the newest counts.
create table disclosure (
  org_id uuid not null,
  relationship_id uuid not null,
  seq int not null,
  readiness boolean not null,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, relationship_id, seq)
);

-- A claim to hold a star. The supplier's own (relationship_id null) counts for all its buyers; one
-- that a buyer recorded lies in the buyer's rows and counts for that relationship only.
create table declaration (
  org_id uuid not null,
  declaration_id uuid not null,
  relationship_id uuid,
  scheme text not null,
  star smallint not null check (star between 1 and 4),
  number text not null,
  declared_on date not null,
  valid_from date not null,
  valid_until date,
  validity_assumed boolean not null default false,
  scope text not null check (scope in ('whole', 'part')),
  scope_text text,
  replaces uuid,
  edition_id text,
  note text,
  key_id bigint,
  recorded_at timestamptz not null,
  superseded_at timestamptz,
  primary key (org_id, declaration_id),
  check (valid_until >= valid_from),
  check (scope = 'whole' or scope_text is not null)
);
create index declaration_current on declaration (org_id, relationship_id) where superseded_at is null;
create index declaration_number on declaration (org_id, number);

-- The newest of its kind counts; on_day null takes an entry made by mistake back.
create table declaration_end (
  org_id uuid not null,
  declaration_id uuid not null,
  kind text not null check (kind in ('stopped', 'revoked')),
  seq int not null default 1,
  on_day date,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, declaration_id, kind, seq),
  foreign key (org_id, declaration_id) references declaration
);

-- org_id = the buyer that compared; it counts for this relationship only.
create table declaration_check (
  org_id uuid not null,
  check_id uuid not null,
  relationship_id uuid not null,
  declaration_id uuid not null,
  checked_on date not null,
  method text not null check (method in ('public_list', 'publisher_reply', 'ledger_file')),
  result text not null check (result in ('found', 'not_found', 'differs', 'inconclusive')),
  differences text[] not null default '{}',
  note text,
  key_id bigint,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  primary key (org_id, check_id),
  foreign key (org_id, relationship_id) references relationship
);
create index declaration_check_relationship on declaration_check (org_id, relationship_id, declaration_id);

create table scope_decision (
  org_id uuid not null,
  scope_decision_id uuid not null,
  relationship_id uuid not null,
  declaration_id uuid not null,
  decided_on date not null,
  covers boolean not null,
  note text,
  key_id bigint,
  recorded_at timestamptz not null,
  primary key (org_id, scope_decision_id),
  foreign key (org_id, relationship_id) references relationship
);
create index scope_decision_relationship on scope_decision (org_id, relationship_id, declaration_id);

-- Answers to one edition for one star. Only a draft's answers change; result is fixed at submission.
create table assessment (
  org_id uuid not null,
  assessment_id uuid not null,
  edition_id text not null references edition,
  star smallint not null check (star between 1 and 4),
  scope text not null check (scope in ('whole', 'part')),
  scope_text text,
  state text not null check (state in ('draft', 'submitted', 'withdrawn', 'superseded')),
  version int not null default 1,
  answers jsonb not null default '{}',
  assessed_on date,
  submission int,
  result jsonb,
  total int,
  met int,
  unanswered int,
  not_met int,
  score int,
  withdrawn_on date,
  withdrawn_at timestamptz,
  key_id bigint,
  recorded_at timestamptz not null,
  submitted_at timestamptz,
  primary key (org_id, assessment_id),
  check (scope = 'whole' or scope_text is not null),
  -- A draft that is discarded is withdrawn without ever having been submitted.
  check (state in ('draft', 'withdrawn') or submitted_at is not null),
  check (submitted_at is null or (assessed_on is not null and submission is not null and total is not null))
);

-- Proof besides answers: publication of the policy, expert's confirmation, management's oath,
-- third-party assessment, technical verification. detail holds what the kind demands.
create table paper (
  org_id uuid not null,
  paper_id uuid not null,
  kind text not null check (kind in ('policy_publication', 'expert_confirmation', 'management_oath',
    'third_party_assessment', 'technical_verification')),
  on_day date not null,
  detail jsonb not null,
  key_id bigint,
  recorded_at timestamptz not null,
  withdrawn_on date,
  withdrawn_at timestamptz,
  primary key (org_id, paper_id)
);

-- One row for each side of a relationship, written together by board_put: the only table that lists,
-- summaries and dashboards read. line_*: every step, past and future. The scalars repeat the step of
-- step_from <= day < step_until for filters, order and counts.
create table board (
  org_id uuid not null,
  relationship_id uuid not null,
  side text not null check (side in ('buyer', 'supplier')),
  counterparty_id uuid,
  counterparty_name text not null,
  counterparty_reading text,
  counterparty_number text,
  -- Of the counterparty's organisation; a buyer sees them once the supplier accepted.
  registered_name text,
  number_proven boolean,
  state text not null,
  code text,
  category text,
  tags text[],
  memo text,
  sort_key text collate "C" not null,
  search text collate "C" not null,
  version bigint not null,
  record_version int not null,
  recorded_at timestamptz not null,
  line_from date[] not null,
  line_status smallint[] not null,
  line_waiting_on smallint[] not null,
  line_required_star smallint[] not null,
  line_held_star smallint[] not null,
  line_gap smallint[] not null,
  line_due_on date[] not null,
  line_valid_until date[] not null,
  line_checked_on date[] not null,
  line_next smallint[] not null,
  line_step json[] not null,
  step_from date not null,
  step_until date not null,
  status smallint not null,
  waiting_on smallint not null,
  required_star smallint not null,
  held_star smallint not null,
  gap smallint not null,
  due_on date not null,
  valid_until date not null,
  checked_on date not null,
  emitted_through date not null
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
create index board_name on board (org_id, side, sort_key, relationship_id);
create index board_due on board (org_id, side, due_on, relationship_id);
create index board_gap on board (org_id, side, gap, relationship_id);
create index board_count on board (org_id, side, status, waiting_on, required_star, held_star, step_from, step_until);
create index board_until on board (org_id, side, step_until);
-- For the worker alone, which looks for due rows of all organisations. An expression, so that no
-- organisation's own statement is ever planned over everybody's rows.
create index board_due_step on board ((step_until + 0));
-- Last, as that of relationship.
alter table board add primary key (org_id, relationship_id);

-- Every version of a board row, for `known_at`.
create table board_version (
  org_id uuid not null,
  relationship_id uuid not null,
  version bigint not null,
  side text not null,
  cause text not null,
  recorded_at timestamptz not null,
  state text not null,
  line_from date[] not null,
  line_status smallint[] not null,
  line_waiting_on smallint[] not null,
  line_next smallint[] not null,
  line_step json[] not null,
  primary key (org_id, relationship_id, version)
);
create index board_version_recorded on board_version (org_id, relationship_id, recorded_at);

-- Written unnumbered; the worker numbers them in commit order, one organisation at a time.
create table event (
  org_id uuid not null,
  relationship_id uuid not null,
  version bigint not null,
  on_day date not null,
  kind text not null,
  side text not null,
  body jsonb not null,
  recorded_at timestamptz not null,
  seq bigint,
  primary key (org_id, relationship_id, version, on_day, kind)
);
create unique index event_seq on event (org_id, seq) where seq is not null;
create index event_unnumbered on event (org_id, recorded_at) where seq is null;

create table event_head (
  org_id uuid primary key,
  seq bigint not null default 0
);

create table idempotency (
  org_id uuid not null,
  key text not null,
  operation text not null,
  request_hash text not null,
  status smallint,
  etag text,
  location text,
  body text,
  sealed bytea,
  recorded_at timestamptz not null,
  primary key (org_id, key)
) with (fillfactor = 60);
create index idempotency_age on idempotency (recorded_at);

-- Lock 5, taken last: one chain for each organisation. hash = sha256(previous hash || text).
create table audit_head (
  org_id uuid primary key,
  seq bigint not null default 0,
  hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'
);

create table audit_event (
  org_id uuid not null,
  seq bigint not null,
  text text not null,
  hash bytea not null,
  recorded_at timestamptz not null,
  primary key (org_id, seq)
);

do $$
declare
  name text;
begin
  foreach name in array array['api_key', 'buyer_head', 'buyer_setting', 'supplier_head', 'relationship',
    'relationship_event', 'invitation', 'requirement_revision', 'requirement_response', 'disclosure',
    'declaration', 'declaration_end', 'declaration_check', 'scope_decision', 'assessment', 'paper', 'board',
    'board_version', 'event', 'event_head', 'idempotency', 'audit_head', 'audit_event']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_backup', name);
  end loop;
end $$;

-- Secrets' hashes and the machinery stay out of the server's sight.
grant select on buyer_setting, relationship, relationship_event, requirement_revision, requirement_response,
  disclosure, declaration, declaration_end, declaration_check, scope_decision, assessment, paper, board,
  board_version, event, audit_head, audit_event to hoshitori_app;
