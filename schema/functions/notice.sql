-- What people are told by mail at once: talks that are asked for and answered (talks), what came of a look at what they declared
-- (check), and what happened to their accounts and keys (security), which nobody can do without.

-- The id of a mail, of what tells it from all others: one that is told again in the same request is the same mail.
create or replace function notice_id(p_org uuid, p_user uuid, p_what text) returns uuid
language sql stable
as $$
  select encode(substring(sha256(convert_to(concat_ws(' ', p_org, p_user, p_what, current_setting('app.request_id', true),
    hoshitori.request_now()), 'UTF8')) for 16), 'hex')::uuid
$$;

-- Whether a person is sent one more of a kind that day: at most 50 that tell of one relationship, so that who does and undoes a thing
-- again and again neither fills a mailbox nor keeps from it what others do, and 500 in all. Of the security of an account 50 with the
-- same code: no number of keys that were made keeps from it that its password was changed.
create or replace function notice_fits(p_org uuid, p_user uuid, p_kind text, p_code text, p_relationship uuid) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case p_kind when 'security' then count(*) filter (where m.data ->> 'code' = p_code) < 50
    else count(*) filter (where m.notice_of = p_relationship) < 50 and count(*) < 500 end from mail m
  where m.org_id = p_org and m.user_id = p_user and m.kind = p_kind and m.recorded_at > request_now() - interval '1 day'
$$;

-- To one person, or to all with one of these rights, where their address is proven and they want it. p_code: a text of mails, made
-- of p_data.
create or replace function notice_add(p_org uuid, p_user uuid, p_rights int, p_kind text, p_code text, p_data jsonb) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into mail (org_id, mail_id, kind, user_id, notice_of, recipient, language, data, next_at, recorded_at)
  select p_org, notice_id(p_org, u.user_id, p_code || p_data), p_kind, u.user_id, (p_data ->> 'relationship')::uuid, u.email, r.language,
    jsonb_strip_nulls(p_data) || jsonb_build_object('code', p_code, 'person', u.name, 'organisation', o.name), request_now(), request_now()
  from mail_reader r join user_account u on u.org_id = r.org_id and u.user_id = r.user_id and u.removed_at is null
    join organisation o on o.org_id = r.org_id and o.closed_on is null
  where r.org_id = p_org and not r.came_back and case p_kind when 'talks' then r.talks when 'check' then r.checks else true end
    and (u.user_id = p_user or u.rights & p_rights <> 0)
    and notice_fits(p_org, u.user_id, p_kind, p_code, (p_data ->> 'relationship')::uuid)
  on conflict do nothing
$$;

-- To one side of a relationship: a buyer's to whoever looks after it, where that person can be told, else to all who read.
create or replace function pair_notice_add(r relationship, p_side text, p_kind text, p_code text, p_data jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  looked_after boolean := r.owner is not null and exists (select from mail_reader m join user_account u on u.org_id = m.org_id
    and u.user_id = m.user_id and u.removed_at is null and u.rights & 1 <> 0 where m.org_id = r.org_id and m.user_id = r.owner and not m.came_back);
begin
  if p_side = 'buyer' then
    perform notice_add(r.org_id, case when looked_after then r.owner end, case when looked_after then 0 else 1 end, p_kind, p_code,
      p_data || jsonb_build_object('name', r.name, 'side', 'buyer', 'relationship', r.relationship_id));
  elsif r.state = 'active' then
    perform notice_add(r.supplier_id, null, 4, p_kind, p_code, p_data || jsonb_build_object('name',
      (select o.name from organisation o where o.org_id = r.org_id), 'side', 'supplier', 'relationship', r.relationship_id));
  end if;
end $$;

-- To whoever it happened to.
create or replace function account_notice_add(u user_account, p_code text, p_data jsonb default '{}') returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ select notice_add(u.org_id, u.user_id, 0, 'security', p_code, p_data) $$;

-- Of a key, to whoever answers for it and all who make keys.
create or replace function key_notice_add(k api_key, p_code text) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ select notice_add(k.org_id, coalesce(k.user_id, k.responsible), 32, 'security', p_code, jsonb_build_object('key', k.name)) where k.user_id is null $$;
