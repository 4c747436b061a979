-- People, who sign in with a password and, if they like, a second factor. A session is a key of its
-- user: what is checked, revoked and audited of keys holds for it.
set local role hoshitori_owner;

create table user_account (
  org_id uuid not null,
  user_id uuid not null,
  email text not null,
  name text not null,
  rights int not null check (rights between 1 and 63),
  password text,
  -- The second factor's key, sealed, and the last time step whose code was used.
  totp bytea,
  totp_step bigint not null default 0,
  recorded_at timestamptz not null,
  removed_at timestamptz,
  primary key (org_id, user_id)
);
create unique index user_account_email on user_account (org_id, lower(email)) where removed_at is null;
-- For signing in alone, where only the address is known. One person may have accounts of several
-- organisations, and none of these learns of the others.
create index user_account_sign_in on user_account (lower(email)) where removed_at is null;

-- One-time links: the first password of a new user, or a new one.
create table user_link (
  org_id uuid not null,
  link_id bigint not null,
  user_id uuid not null,
  hash bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  superseded_at timestamptz,
  recorded_at timestamptz not null,
  primary key (org_id, link_id),
  foreign key (org_id, user_id) references user_account
);
create index user_link_user on user_link (org_id, user_id) where used_at is null and superseded_at is null;

-- Attempts by address, known or not, so that neither time nor limit tells who has an account.
create table sign_in_attempt (
  address bytea primary key,
  attempts int not null,
  began_at timestamptz not null
);
create index sign_in_attempt_age on sign_in_attempt (began_at);
grant all on sign_in_attempt to hoshitori_engine;

alter table api_key add column user_id uuid;
alter table api_key add column idle_until timestamptz;
create index api_key_user on api_key (org_id, user_id) where user_id is not null and revoked_at is null;

do $$
declare
  name text;
begin
  foreach name in array array['user_account', 'user_link'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_backup', name);
  end loop;
end $$;
