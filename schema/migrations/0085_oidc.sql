-- People who sign in at a provider of OpenID Connect: which issuers the operator allows, which one an organisation uses, and what
-- is under way.
set local role hoshitori_owner;

-- What the issuer says of itself is kept as the worker read it last; null: not yet.
create table oidc_issuer (
  issuer text primary key,
  authorization_endpoint text,
  token_endpoint text,
  keys_url text,
  names_itself boolean, -- its answers carry `iss` (RFC 9207)
  secret_in_body boolean, -- it takes a client's secret in no other way
  keys jsonb, -- its JSON Web Key Set
  keys_at timestamptz,
  due_at timestamptz not null, -- when the worker reads it again
  failure text, -- why it could not be read the last time
  recorded_at timestamptz not null
);

create table oidc_setting (
  org_id uuid primary key,
  issuer text not null references oidc_issuer,
  client_id text not null,
  client_secret bytea, -- sealed; null: a client without one
  required boolean not null, -- nobody but `exempt` signs in with a password
  exempt uuid,
  rules jsonb not null, -- [{"claim", "value", "rights"}]
  recorded_at timestamptz not null,
  check (not required or exempt is not null),
  foreign key (org_id, exempt) references user_account (org_id, user_id)
);

-- By issuer and subject alone somebody is known again.
alter table user_account add column issuer text,
  add column subject text,
  add column ruled boolean not null default false, -- its rights follow from the rules, at each sign-in
  add check ((issuer is null) = (subject is null));
create unique index user_account_identity on user_account (org_id, issuer, subject) where removed_at is null and issuer is not null;

-- One way to the provider and back, for ten minutes. Once its code is there the worker takes it.
create table oidc_sign_in (
  org_id uuid not null,
  state bytea not null, -- hash of what the provider sends back
  device bytea not null, -- hash of the mark of the browser in which it began
  issuer text not null,
  user_id uuid, -- to which account the identity is to be linked; null: the one that has it
  link_id bigint, -- of the link that was opened for it
  sealed bytea not null, -- nonce and verifier, then the code, too
  step text not null check (step in ('begun', 'waiting', 'taken', 'known', 'failed')),
  taken_at timestamptz,
  subject text,
  claims jsonb,
  failure text,
  recorded_at timestamptz not null,
  primary key (org_id, state)
);
create index oidc_sign_in_waiting on oidc_sign_in (recorded_at) where step = 'waiting';
create index oidc_sign_in_taken on oidc_sign_in (issuer) where step = 'taken';
create index oidc_sign_in_age on oidc_sign_in (recorded_at);

grant all on oidc_issuer to hoshitori_engine;
grant select on oidc_issuer to hoshitori_backup;

do $$
declare
  t text;
begin
  foreach t in array array['oidc_setting', 'oidc_sign_in'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I for select to hoshitori_app
      using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', t);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', t);
    execute format('grant all on %I to hoshitori_engine', t);
    execute format('grant select on %I to hoshitori_backup', t);
  end loop;
end $$;
