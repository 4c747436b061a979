-- Credentials belong to people: who made a key, who answers for it, and when it was used last.
set local role hoshitori_owner;
alter table api_key
  -- Who made it: a person, or with which key; neither when the operator did, or when it came with the
  -- organisation.
  add column maker_user uuid,
  add column maker_key bigint,
  -- Who answers for it: it shrinks with this person's rights, and nobody removes the person while it lives.
  add column responsible uuid,
  -- The key that made it, or its newest secret, and with which it is revoked.
  add column bound_key bigint,
  add column used_on date,
  -- How many days before its end that was told last.
  add column expiry_told smallint,
  -- The secret before the newest one works until then.
  add column previous_hash bytea,
  add column previous_until timestamptz,
  add foreign key (org_id, maker_user) references user_account,
  add foreign key (org_id, responsible) references user_account,
  add check (previous_hash is null or previous_until is not null),
  -- None are left of a key whose person lost all that it had.
  drop constraint api_key_rights_check,
  add constraint api_key_rights_check check (rights between 0 and 63);
create index api_key_responsible on api_key (org_id, responsible) where responsible is not null;
create index api_key_bound on api_key (org_id, bound_key) where bound_key is not null;
create index api_key_end on api_key (expires_at) where user_id is null and revoked_at is null;
-- The key or session that made the link; the link ends with it.
alter table user_link add column key_id bigint;

-- Whatever is stored under the server's secret begins with the generation of the secret, one byte.
set local role hoshitori_engine;
update api_key set hash = '\x01'::bytea || hash;
update user_link set hash = '\x01'::bytea || hash;
update invitation set hash = '\x01'::bytea || hash, sealed = '\x01'::bytea || sealed;
update user_account set totp = '\x01'::bytea || totp where totp is not null;
update idempotency set sealed = '\x01'::bytea || sealed where sealed is not null;

-- 0.1.0 told makers to the audit log alone.
set local role hoshitori_engine;
update api_key k set maker_key = (a.text::json ->> 'key')::bigint from audit_event a
where a.org_id = k.org_id and a.recorded_at = k.recorded_at and a.text::json ->> 'object' = 'api_key/' || k.key_id
  and a.text::json ->> 'action' = 'api_key_add';

-- What an organisation added of a kind in a day.
set local role hoshitori_owner;
create table quota_day (
  org_id uuid not null,
  kind text not null,
  day date not null,
  used bigint not null,
  primary key (org_id, kind)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
alter table quota_day enable row level security;
alter table quota_day force row level security;
create policy tenant on quota_day for select to hoshitori_app using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on quota_day to hoshitori_engine using (true) with check (true);
create policy backup on quota_day for select to hoshitori_backup using (true);
grant all on quota_day to hoshitori_engine;
grant select on quota_day to hoshitori_backup;
-- Sessions that have ended go after a month.
create index api_key_session_end on api_key (expires_at) where user_id is not null;

-- Answers that are kept for a repetition belong to whoever got them: a person, or a key. rights: what was
-- held then; who has lost one of them since gets no answer again.
set local role hoshitori_owner;
alter table idempotency add column owner text, add column rights int;

-- Answers of 0.1.0 name nobody; the audit log says who asked. Where it does not, the key stays taken for
-- the day, so that nothing is done twice. 0.1.0 knew no passwords: what it hashed may stay for that day.
set local role hoshitori_engine;
update idempotency set owner = '', rights = 0;
update idempotency i set owner = k.key_id::text, rights = k.rights from (
  select x.org_id, x.key, min(a.text::json ->> 'key') as owner from idempotency x
  join audit_event a on a.org_id = x.org_id and a.recorded_at = x.recorded_at and a.text::json ->> 'action' = x.operation
  group by x.org_id, x.key having count(distinct a.text::json ->> 'key') = 1) found
join api_key k on k.org_id = found.org_id and k.key_id::text = found.owner
where i.org_id = found.org_id and i.key = found.key;
update invitation set request_hash = null, sealed = null
where used_at < now() - interval '1 day' and (request_hash is not null or sealed is not null);
do $$
begin
  if exists (select from idempotency where owner is null or rights is null) then
    raise exception 'an answer that is kept belongs to nobody';
  end if;
end $$;

set local role hoshitori_owner;
alter table idempotency alter column owner set not null, alter column rights set not null,
  drop constraint idempotency_pkey, add primary key (org_id, owner, key);
-- A redemption's answer is kept for a day too.
create index invitation_sealed on invitation (used_at) where sealed is not null;
