-- Answers that are kept for a repetition belong to whoever got them: a person, or a key. rights: what was
-- held then; who has lost one of them since gets no answer again.
set local role hoshitori_owner;
alter table idempotency add column owner text, add column rights int;

-- Answers of 0.1.0 name nobody; the audit log says who asked. Where it does not, the key stays taken for
-- the day, so that nothing is done twice. 0.1.0 knew no passwords: what it hashed may stay for that day.
set local role hoshitori_engine;
update idempotency i set owner = coalesce((
  select min(a.text::json ->> 'key') from audit_event a
  where a.org_id = i.org_id and a.recorded_at = i.recorded_at and a.text::json ->> 'action' = i.operation
  having count(distinct a.text::json ->> 'key') = 1), '');
update idempotency i set rights = coalesce((
  select k.rights from api_key k where k.org_id = i.org_id and k.key_id::text = i.owner), 0);
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
