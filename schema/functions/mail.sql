-- Mail: a row is added in the transaction of what it tells, and the worker hands it to the mail server. It may arrive
-- twice when a worker dies between the server's answer and noting it; then both have one Message-ID.

-- How long it is tried, and after how many minutes again.
create or replace function mail_retry_at(p_tries int, p_recorded_at timestamptz, p_now timestamptz) returns timestamptz
language sql immutable
as $$
  select case when p_now < p_recorded_at + interval '3 days'
    then p_now + (array[1, 5, 15, 60, 180, 360])[least(greatest(p_tries, 1), 6)] * interval '1 minute' end
$$;

-- p_mails: [{"mail", "kind", "relationship"?, "user"?, "to", "language", "data", "sealed"}], of the asking organisation.
-- Called by the server.
create or replace function mail_add(p_mails jsonb) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  with added as (
    insert into mail (org_id, mail_id, kind, relationship_id, user_id, recipient, language, data, sealed, next_at, key_id, recorded_at)
    select current_org(), (m ->> 'mail')::uuid, case when l.again then 'reminder' else m ->> 'kind' end, (m ->> 'relationship')::uuid,
      (m ->> 'user')::uuid, m ->> 'to', m ->> 'language', m -> 'data' || case when m ->> 'kind' in ('invitation', 'demand_reminder') then mail_sender(current_org())
        || case when l.again then '{"link_replaced": true}'::jsonb else '{}' end else '{}' end,
      (m ->> 'sealed')::bytea, request_now(), request_key(), request_now()
    from jsonb_array_elements(p_mails) m cross join lateral (
      select m ->> 'kind' = 'invitation'
        and letter_again(current_org(), (m ->> 'relationship')::uuid, (m -> 'data' ->> 'invitation')::bigint) as again) l
    returning (data ->> 'invitation')::bigint as invitation, sealed
  )
  -- For reminders of it.
  update invitation i set link = a.sealed, mailed_at = request_now() from added a
  where i.org_id = current_org() and i.invitation_id = a.invitation
$$;

-- Whether nobody is to read it any more: the link in it is dead, or its reader has left, or has stopped such letters.
create or replace function mail_is_stale(m mail, p_now timestamptz) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select m.data ? 'invitation' and not exists (select from invitation i where i.org_id = m.org_id
      and i.invitation_id = (m.data ->> 'invitation')::bigint and i.superseded_at is null and i.used_at is null
      and i.expires_on >= tokyo_day(p_now))
    or m.relationship_id is not null and letter_refused(m.org_id, m.relationship_id, m.recipient) is not distinct from 'stopped'
    or m.data ? 'link' and not exists (select from user_link l where l.org_id = m.org_id
      and l.link_id = (m.data ->> 'link')::bigint and l.superseded_at is null and l.used_at is null and l.expires_at > p_now)
    -- It has been met meanwhile, or talks are asked for.
    or m.kind = 'demand_reminder' and not exists (select from relationship r where r.org_id = m.org_id
      and r.relationship_id = m.relationship_id and letter_wanted(m.kind, r, tokyo_day(p_now)))
    or m.kind = 'digest' and not exists (select from mail_reader r where r.org_id = m.org_id and r.user_id = m.user_id and r.digest
      and not r.came_back)
    -- Nobody is told at once what was while no mail went.
    or m.kind in ('talks', 'check', 'security') and (m.recorded_at < p_now - interval '3 days' or not exists (
      select from mail_reader r where r.org_id = m.org_id and r.user_id = m.user_id and not r.came_back
        and case m.kind when 'talks' then r.talks when 'check' then r.checks else true end))
    or exists (select from organisation o where o.org_id = m.org_id and o.closed_on is not null)
    or m.user_id is not null and not exists (select from user_account u where u.org_id = m.org_id and u.user_id = m.user_id
      and u.removed_at is null)
$$;

-- One mail that is due, held by this worker for five minutes: the longest that a transfer may take, and more.
-- Called by the server.
create or replace function mail_take(p_now timestamptz)
returns table (org uuid, mail uuid, endable boolean, tries int, kind text, recipient text, language text, data jsonb, sealed bytea)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  m mail;
begin
  loop
    select * into m from mail x where x.next_at <= p_now order by x.next_at limit 1 for update skip locked;
    exit when not found or not mail_is_stale(m, p_now);
    update mail x set state = 'stopped', next_at = null, data = null, sealed = null, ended_at = p_now
    where x.org_id = m.org_id and x.mail_id = m.mail_id;
  end loop;
  return query
  update mail x set tries = x.tries + 1, next_at = p_now + interval '5 minutes'
  where x.org_id = m.org_id and x.mail_id = m.mail_id
  returning x.org_id, x.mail_id, x.kind not in ('user_link', 'security'), x.tries, x.kind, x.recipient, x.language, x.data, x.sealed;
end $$;

-- What became of a try: p_outcome is sent, refused, or later. Nothing when another worker has taken the mail since.
-- Called by the server; may be null: code.
create or replace function mail_done(p_org uuid, p_mail uuid, p_tries int, p_outcome text, p_subject text, p_code int,
  p_detail text, p_now timestamptz) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update mail m set state = r.state, subject = p_subject, status = p_code, detail = p_detail,
    next_at = r.again, data = case when r.state = 'queued' then m.data end,
    sealed = case when r.state = 'queued' then m.sealed end, ended_at = case when r.state <> 'queued' then p_now end
  from (
    select x.mail_id, a.again,
      case when p_outcome <> 'later' then p_outcome when a.again is null then 'given_up' else 'queued' end as state
    from mail x cross join lateral (
      select case when p_outcome = 'later' then mail_retry_at(x.tries, x.recorded_at, p_now) end) a(again)
    where x.org_id = p_org and x.mail_id = p_mail) r
  where m.org_id = p_org and m.mail_id = p_mail and m.tries = p_tries and m.state = 'queued'
$$;

-- A mail that was sent within 30 days came back; to a person who gets notices nothing more is sent until it asks for it.
-- p_recipient: of whom the report says so; another one than the mail's is not believed. Returns how many are known.
-- Called by the operator.
create or replace function mail_returned(p_mail uuid, p_recipient text, p_detail text, p_now timestamptz) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  m mail;
begin
  update mail x set state = 'returned', detail = coalesce(p_detail, x.detail)
  where x.mail_id = p_mail and x.state = 'sent' and x.ended_at > p_now - interval '30 days'
    and lower(x.recipient) = lower(coalesce(p_recipient, x.recipient))
  returning * into m;
  if not found then
    return 0;
  end if;
  update mail_reader r set came_back = true where r.org_id = m.org_id and r.user_id = m.user_id;
  return 1;
end $$;

-- The contract's Mail.
create or replace function mail_json(m mail) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('mail', m.mail_id, 'kind', m.kind, 'to', m.recipient, 'subject', m.subject, 'language', m.language,
    'relationship', m.relationship_id, 'user', m.user_id, 'state', m.state, 'recorded_at', instant_text(m.recorded_at),
    'sent_at', case when m.state in ('sent', 'returned') then instant_text(m.ended_at) end,
    'stopped_at', instant_text(m.stopped_at),
    'next_try_at', case when m.tries > 0 then instant_text(m.next_at) end, 'answer', m.detail)
$$;

-- Newest first, after the mail (p_at, p_id) of the page before; of a relationship, or of a state, where given. Who may read a
-- buyer's suppliers (bit 1) sees what went to them, who lets people in (32) what went to people.
create or replace function mail_page(p_relationship uuid, p_state text, p_at timestamptz, p_id uuid, p_rows int)
returns table (item jsonb, recorded_at timestamptz, mail_id uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  rights int := request_rights();
begin
  -- Each filter has its index, which one plan for all of them would not find.
  return query execute 'select mail_json(m), m.recorded_at, m.mail_id from mail m where m.org_id = $1'
    || case when p_relationship is not null then ' and m.relationship_id = $2' else '' end
    || case when p_state is not null then ' and m.state = $3' else '' end
    || case when rights & 33 = 0 then ' and false' when rights & 32 = 0 then ' and m.user_id is null' when rights & 1 = 0 then ' and m.user_id is not null' else '' end
    || ' and (m.recorded_at, m.mail_id) < ($4, $5) order by m.recorded_at desc, m.mail_id desc limit $6'
    using current_org(), p_relationship, p_state, coalesce(p_at, 'infinity'), coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), p_rows;
end $$;

grant execute on function mail_page(uuid, text, timestamptz, uuid, int) to hoshitori_app;
