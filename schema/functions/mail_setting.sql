-- From whom a buyer's letters go by mail, its own words above them, and reminding those who stay silent.

-- What a mail is made of besides what its letter is about; nothing where nothing was set.
create or replace function mail_sender(p_org uuid) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce((select jsonb_strip_nulls(jsonb_build_object('sender_name', s.sender_name, 'sender_department', s.sender_department,
      'sender_telephone', s.sender_telephone, 'reply_to', s.reply_to, 'introduction', s.introduction))
    from mail_setting s where s.org_id = p_org), '{}')
$$;

-- The contract's MailSettings of the asking organisation.
-- Called by the server.
create or replace function mail_settings() returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('sender_name', s.sender_name, 'sender_department', s.sender_department,
    'sender_telephone', s.sender_telephone, 'reply_to', s.reply_to, 'introduction', s.introduction,
    'reminders', case when s.remind_after_days is not null then
      jsonb_build_object('after_days', s.remind_after_days, 'times', s.remind_times) end,
    'recorded_at', instant_text(s.recorded_at))
  from (select 1) x left join mail_setting s on s.org_id = current_org()
$$;

-- The audit log tells what changed, not to what: it is of people.
-- Called by the server; may be null: after_days, times.
create or replace function mail_settings_put(p_sender_name text, p_sender_department text, p_sender_telephone text, p_reply_to text,
  p_introduction text, p_after_days int, p_times int)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before jsonb;
  changed jsonb;
begin
  perform buyer_head_lock();
  before := mail_settings();
  insert into mail_setting (org_id, sender_name, sender_department, sender_telephone, reply_to, introduction, remind_after_days,
    remind_times, reminded_on, recorded_at)
  values (current_org(), p_sender_name, p_sender_department, p_sender_telephone, p_reply_to, p_introduction, p_after_days, p_times,
    request_day() - 1, request_now())
  on conflict (org_id) do update set (sender_name, sender_department, sender_telephone, reply_to, introduction, remind_after_days,
    remind_times, recorded_at) = (p_sender_name, p_sender_department, p_sender_telephone, p_reply_to, p_introduction, p_after_days,
    p_times, request_now())
  where (before - 'recorded_at') is distinct from jsonb_build_object('sender_name', p_sender_name, 'sender_department', p_sender_department,
    'sender_telephone', p_sender_telephone, 'reply_to', p_reply_to, 'introduction', p_introduction,
    'reminders', case when p_after_days is not null then jsonb_build_object('after_days', p_after_days, 'times', p_times) end);
  select jsonb_agg(n.key order by n.key) into changed from jsonb_each(mail_settings() - 'recorded_at') n where n.value <> before -> n.key;
  return query select jsonb_build_object('outcome', case when changed is null then 'same' else 'changed' end, 'body', mail_settings(), 'before', before),
    null::json,
    case when changed is not null then jsonb_build_object('object', 'mail-settings', 'detail', jsonb_build_object('changed', changed)) end;
end $$;

-- Of whom a letter that is only looked at would come.
-- Called by the server.
create or replace function mail_sample_party() returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('buyer', o.name, 'contact', invitation_contact(null))
  from organisation o where o.org_id = current_org()
$$;

-- Why no letter is sent to this address of a supplier: whoever reads it has stopped them (stopped), or the last one did not arrive
-- (returned); null: nothing speaks against it.
create or replace function letter_refused(p_org uuid, p_relationship uuid, p_address text) returns text
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case when bool_or(m.stopped_at is not null) then 'stopped'
    when (array_agg(m.state order by m.recorded_at desc, m.mail_id desc) filter (where m.state in ('sent', 'returned', 'refused')))[1]
      in ('returned', 'refused') then 'returned' end
  from mail m where m.org_id = p_org and m.relationship_id = p_relationship and lower(m.recipient) = lower(p_address)
$$;

-- Whether a supplier was written to before about the invitation that is open now: by a mail that was sent since it answered last,
-- or by the campaign that p_invitation's reminds of.
create or replace function letter_again(p_org uuid, p_relationship uuid, p_invitation bigint) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select exists (select from mail m where m.org_id = p_org and m.relationship_id = p_relationship and m.state = 'sent'
      and m.kind in ('invitation', 'reminder') and m.recorded_at > coalesce((
        select max(e.recorded_at) from relationship_event e where e.org_id = p_org and e.relationship_id = p_relationship
          and e.kind not in ('invited', 'invited_again')), '-infinity'))
    or exists (select from campaign_recipient x join campaign c on c.org_id = x.org_id and c.campaign_id = x.campaign_id
      where x.org_id = p_org and x.relationship_id = p_relationship and x.settled_at is not null and x.invitation_id = p_invitation
        and c.reminds is not null)
$$;

-- What the mail of an invitation is made of, or of a reminder of the demand, which has none.
create or replace function letter_data(r relationship, p_invitation bigint, p_expires_on date) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object('buyer', (select o.name from organisation o where o.org_id = r.org_id),
    'contact', invitation_contact(r.owner), 'supplier', r.name, 'expires_on', p_expires_on, 'invitation', p_invitation::text,
    'required_star', d.shape -> 'required_star', 'due_on', d.shape -> 'due_on', 'reason', d.shape -> 'reason'))
  from (select demand_shape(demand_in_force(r.org_id, r.relationship_id, request_day())) as shape) d
$$;

-- Whether a person wrote to a supplier, by mail or printed, within seven days (Tokyo), other than for the first time.
create or replace function written_anew(p_org uuid, p_relationship uuid, p_day date) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  with letters as (
    select m.recorded_at as at, m.key_id is not null as by_person from mail m
    where m.org_id = p_org and m.relationship_id = p_relationship and m.kind in ('invitation', 'reminder') and m.state in ('queued', 'sent')
    union all
    select i.printed_at, true from invitation i
    where i.org_id = p_org and i.relationship_id = p_relationship and i.printed_at is not null
  )
  select exists (select from letters l where l.by_person and l.at >= tokyo_start(p_day - 6) and l.at > (select min(x.at) from letters x))
$$;

-- Reminders of one buyer that are due, one for each of p_mails, ids that their mails may have: so many days after the last letter, so
-- many times, with the same link, from Monday to Friday; not within seven days of a person's (written_anew). Who cannot be written to
-- is passed by. Returns how many it looked at.
create or replace function mail_remind_of(s mail_setting, p_now timestamptz, p_day date, p_mails uuid[]) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  looked int;
begin
  perform request_set(s.org_id, null, p_now, p_day, 'worker'), put_off_done('reminders', s.org_id, s.org_id::text);
  with due as (
    select i.* from invitation i
    where i.org_id = s.org_id and i.link is not null and tokyo_day(i.mailed_at) <= p_day - s.remind_after_days
      and i.reminders < s.remind_times and i.used_at is null and i.superseded_at is null and i.expires_on > p_day
      and not written_anew(i.org_id, i.relationship_id, p_day)
    order by i.mailed_at limit cardinality(p_mails) for no key update
  ), letters as (
    select d.link, r.relationship_id, r.contacts -> 0 ->> 'email' as address, l.language, letter_data(r, d.invitation_id, d.expires_on) as data,
      row_number() over (order by d.mailed_at, d.invitation_id) as n
    from due d join relationship r on r.org_id = d.org_id and r.relationship_id = d.relationship_id and r.state = 'invited'
      cross join lateral (
        select (array_agg(m.language order by m.recorded_at desc))[1] as language, bool_or(m.state = 'queued') as waits from mail m
        where m.org_id = r.org_id and m.relationship_id = r.relationship_id) l
    where r.contacts -> 0 ->> 'email' is not null and l.waits is not true
      and letter_refused(r.org_id, r.relationship_id, r.contacts -> 0 ->> 'email') is null
  ), queued as (
    insert into mail (org_id, mail_id, kind, relationship_id, recipient, language, data, sealed, next_at, recorded_at)
    select s.org_id, p_mails[l.n], 'reminder', l.relationship_id, l.address, coalesce(l.language, 'ja'),
      l.data || mail_sender(s.org_id), l.link, p_now, p_now
    from letters l join organisation o on o.org_id = s.org_id and o.closed_on is null
    returning relationship_id
  )
  update invitation i set mailed_at = p_now, reminders = i.reminders + case when q.relationship_id is null then 0 else 1 end
  from due d left join queued q on q.relationship_id = d.relationship_id
  where i.org_id = d.org_id and i.invitation_id = d.invitation_id;
  get diagnostics looked = row_count;
  if looked < cardinality(p_mails) then
    update mail_setting x set reminded_on = p_day where x.org_id = s.org_id;
  end if;
  return looked;
end $$;

-- The same of whoever is next; one that fails counts as full, for there are others.
-- Called by the server.
create or replace function mail_remind(p_now timestamptz, p_day date, p_mails uuid[]) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  s mail_setting;
begin
  if extract(isodow from p_day) > 5 then
    return 0;
  end if;
  select x.* into s from mail_setting x where x.remind_after_days is not null and x.reminded_on < p_day
    and not is_put_off('reminders', x.org_id, x.org_id::text, p_now)
  order by x.reminded_on limit 1 for no key update skip locked;
  if not found then
    return 0;
  end if;
  return mail_remind_of(s, p_now, p_day, p_mails);
exception when query_canceled or others then
  if not put_off_add('reminders', s.org_id, s.org_id::text, p_now, cardinality(p_mails) = 1, sqlstate, sqlerrm) then
    raise;
  end if;
  return cardinality(p_mails);
end $$;

-- Who stands in the settings, erased as a person, as one of the users, or with everything.
create or replace function erase_mail_settings(p_key jsonb, p_user uuid) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  update mail_setting s set sender_name = null, sender_telephone = null, reply_to = null,
    sender_department = case when p_key ? 'everybody' then null else s.sender_department end,
    introduction = case when p_key ? 'everybody' then null else s.introduction end
  where s.org_id = current_org() and (is_person(p_key, s.reply_to, s.sender_name) or exists (
    select from user_account u where u.org_id = s.org_id and u.user_id = p_user
      and (lower(u.email) = lower(s.reply_to) or s.reply_to is null and u.name = s.sender_name)))
$$;
