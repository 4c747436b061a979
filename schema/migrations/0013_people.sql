-- Signing in belongs to an organisation, wrong tries are counted where they come from and where they
-- go to, and a second factor has recovery codes and can be demanded.
set local role hoshitori_owner;

-- What a password is hashed with, by e-mail address and the same in all organisations: one hash then
-- tells for all accounts of an address, however many there are. Addresses that stand here had an
-- account before this; those of all others follow from the row of the empty address.
create table sign_in_salt (
  email text primary key,
  salt bytea not null
);
grant all on sign_in_salt to hoshitori_engine;
grant select on sign_in_salt to hoshitori_backup;

-- An address counts (proven) after its link was opened. Of typed ones nobody knows whose they are;
-- earlier ones count until then as they did.
alter table user_account add column address text not null default 'earlier' check (address in ('typed', 'earlier', 'proven')),
  -- Set up, but not yet proven by a code: for one session, and not for long.
  add column totp_offer bytea, add column totp_offered_at timestamptz, add column totp_offer_key bigint,
  -- Refused attempts (sign_in_refusal) when the user last signed in, and when the audit log last told.
  add column refused_seen bigint not null default 0, add column refused_told bigint not null default 0,
  add column refused_told_at timestamptz;
alter table user_account alter column address set default 'typed';
drop index user_account_sign_in;
create index user_account_sign_in on user_account (lower(email), password) where removed_at is null and password is not null;
create index organisation_corporate_number on organisation (corporate_number) where corporate_number is not null;
alter table organisation add column second_factor_required boolean not null default false;

-- Sessions: where and in what they began, and what was refused before. Without rights one only sets up
-- the second factor that the organisation demands.
alter table api_key add column browser text, add column address text, add column refused bigint;

create table recovery_code (
  org_id uuid not null,
  user_id uuid not null,
  hash bytea not null,
  used_at timestamptz,
  recorded_at timestamptz not null,
  primary key (org_id, user_id, hash),
  foreign key (org_id, user_id) references user_account
);

-- Browsers in which somebody signed in before.
create table user_device (
  org_id uuid not null,
  user_id uuid not null,
  hash bytea not null,
  recorded_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (org_id, user_id, hash),
  foreign key (org_id, user_id) references user_account
);
create index user_device_hash on user_device (hash);
create index user_device_age on user_device (seen_at);

-- Tries by subject, known or not, so that neither time nor limit tells who has an account.
drop table sign_in_attempt;
create table throttle (
  subject bytea primary key,
  tries int not null,
  tried_at timestamptz not null,
  free_at timestamptz not null
);
create index throttle_age on throttle (tried_at);
grant all on throttle to hoshitori_engine;

-- Refused attempts by address, known or not, and by the organisation that was named (or zeros). How many
-- there ever were; from where, since the audit log told; when it is to be told next.
create table sign_in_refusal (
  email text not null,
  asked uuid not null,
  refused bigint not null,
  last_at timestamptz not null,
  networks text[] not null,
  tell_at timestamptz,
  primary key (email, asked)
);
create index sign_in_refusal_tell on sign_in_refusal (tell_at) where tell_at is not null;
grant all on sign_in_refusal to hoshitori_engine;
grant select on sign_in_refusal to hoshitori_backup;

do $$
declare
  name text;
begin
  foreach name in array array['recovery_code', 'user_device'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I for select to hoshitori_app using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', name);
    execute format('create policy engine on %I to hoshitori_engine using (true) with check (true)', name);
    execute format('create policy backup on %I for select to hoshitori_backup using (true)', name);
    execute format('grant all on %I to hoshitori_engine', name);
    execute format('grant select on %I to hoshitori_backup', name);
  end loop;
end $$;

-- $argon2id$v=19$m=65536,t=2,p=1$salt$hash, in base64 without padding.
set local role hoshitori_engine;
insert into sign_in_salt
select '', substring(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')) for 16)
union all
select distinct on (lower(u.email)) lower(u.email), decode(split_part(u.password, '$', 5) || '==', 'base64')
from user_account u
where u.removed_at is null and u.password like '$argon2id$v=19$m=65536,t=2,p=1$%'
order by 1;
do $$
begin
  if exists (select from user_account u where u.removed_at is null and u.password is not null
      and not exists (select from sign_in_salt s where s.email = lower(u.email))) then
    raise exception 'a password without its salt';
  end if;
end $$;
