-- One mail a day, at most, to each person with a proven address: what waits, falls due or has changed since the one before.

-- The newest event of the feed: what is numbered later is told later, whenever it was recorded.
create or replace function told_through(p_org uuid) returns bigint
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select coalesce((select h.seq from event_head h where h.org_id = p_org), 0) $$;

-- From when on it may be written to; what was before then it is not told. The asking organisation's, or the link's.
create or replace function mail_reader_add(p_user uuid) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into mail_reader (org_id, user_id, told_on, began_at, told_seq)
  values (current_org(), p_user, request_day(), request_now(), told_through(current_org()))
  on conflict (org_id, user_id) do update set came_back = false
$$;

-- The contract's MailWishes of the asking user.
create or replace function own_mail_wishes(u user_account) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('language', coalesce(r.language, 'ja'), 'digest', coalesce(r.digest, false),
    'talks', coalesce(r.talks, false), 'checks', coalesce(r.checks, false), 'address', u.email,
    'reachable', case when r.user_id is null then 'unproven' when r.came_back then 'came_back' else 'yes' end)
  from (select 1) x left join mail_reader r on r.org_id = u.org_id and r.user_id = u.user_id
$$;

-- Called by the server.
create or replace function own_mail_get() returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
begin
  if request_user() is null then
    perform refuse('not_a_session');
  end if;
  select * into u from user_account x where x.org_id = current_org() and x.user_id = (select request_user());
  return own_mail_wishes(u);
end $$;

-- Whoever asks for mail again is written to again, also after a mail that came back.
-- Called by the server.
create or replace function own_mail_put(p_language text, p_digest boolean, p_talks boolean, p_checks boolean)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account := own_user_lock();
  before jsonb := own_mail_wishes(u);
begin
  if u.address <> 'proven' then
    perform refuse('address_unproven');
  end if;
  insert into mail_reader (org_id, user_id, language, digest, talks, checks, told_on, began_at, told_seq)
  values (u.org_id, u.user_id, p_language, p_digest, p_talks, p_checks, request_day(), request_now(), told_through(u.org_id))
  on conflict (org_id, user_id) do update set language = p_language, digest = p_digest, talks = p_talks, checks = p_checks, came_back = false,
    -- What was while nothing was to be sent is not told.
    told_on = case when mail_reader.digest and not mail_reader.came_back then mail_reader.told_on else excluded.told_on end,
    began_at = case when mail_reader.digest and not mail_reader.came_back then mail_reader.began_at else excluded.began_at end,
    told_seq = case when mail_reader.digest and not mail_reader.came_back then mail_reader.told_seq else excluded.told_seq end;
  return query select jsonb_build_object('outcome', case when before is distinct from own_mail_wishes(u) then 'changed' else 'same' end,
      'body', own_mail_wishes(u)), null::json,
    case when before is distinct from own_mail_wishes(u) then jsonb_build_object('object', 'users/' || u.user_id,
      'detail', jsonb_build_object('language', p_language, 'digest', p_digest, 'talks', p_talks, 'checks', p_checks)) end;
end $$;

-- Ends mails as the one that a token names; the token was checked.
-- Called by the server.
create or replace function mail_stop(p_org uuid, p_mail uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  m mail;
begin
  perform request_set(p_org, null, request_now(), request_day(), current_setting('app.request_id', true));
  select * into m from mail x where x.org_id = p_org and x.mail_id = p_mail for no key update;
  if not found then
    perform refuse('mail_token_unknown');
  elsif m.user_id is null then
    update mail x set stopped_at = coalesce(x.stopped_at, request_now()) where x.org_id = p_org and x.mail_id = p_mail;
  else
    update mail_reader x set digest = x.digest and m.kind <> 'digest', talks = x.talks and m.kind <> 'talks', checks = x.checks and m.kind <> 'check'
    where x.org_id = p_org and x.user_id = m.user_id;
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', jsonb_build_object('stopped', true,
    'by', case when m.user_id is null then 'supplier' else 'person' end)), null::json, null::jsonb;
end $$;

-- A section of a digest: at most 20 of its rows, and how many more there are.
create or replace function digest_section(p_code text, p_items jsonb) returns jsonb
language sql immutable
as $$
  select jsonb_build_object('code', p_code, 'items', jsonb_path_query_array(p_items, '$[0 to 19]'),
    'more', greatest(jsonb_array_length(p_items) - 20, 0))
  where p_items <> '[]'
$$;

-- What a person with these rights (bits: buyer:read 1, supplier:read 4, keys:write 32) is told on p_day, of the days after
-- p_since and of the events after p_after up to p_through, none from before p_began. Deadlines are told 60, 30 and 7 days before, and once they have passed; a day without a digest is made up for.
create or replace function digest_of(p_org uuid, p_user uuid, p_rights int, p_since date, p_after bigint, p_through bigint, p_began timestamptz, p_day date) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  with heard as materialized (
    select e.* from event e where e.org_id = p_org and e.seq > p_after and e.seq <= p_through and e.recorded_at > p_began
      and e.kind in ('status.changed', 'requirement.changed', 'relationship.changed', 'response.recorded', 'declaration.added',
        'declaration.changed', 'key.expiring')
  ), mine as materialized (
    select b.* from board b
    where b.org_id = p_org and b.state in ('active', 'invited')
      and p_rights & case b.side when 'buyer' then 1 else 4 end <> 0
  ), news as (
    select 'due' as code, 1 as place, b.due_on as by_day, b.counterparty_name, jsonb_build_object('name', b.counterparty_name,
      'star', b.required_star, 'due_on', b.due_on, 'days', b.due_on - p_day) as item
    from mine b where b.status = 3 and exists (select from unnest(array[60, 30, 7]) d
      where b.due_on - d > p_since and b.due_on - d <= p_day) and b.due_on >= p_day
    union all
    select 'overdue', 2, b.due_on, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.required_star, 'due_on', b.due_on)
    from mine b where b.status = 4 and b.due_on >= p_since and b.due_on < p_day
    union all
    select 'expiring', 3, b.valid_until, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.held_star,
      'valid_until', b.valid_until, 'days', b.valid_until - p_day)
    from mine b where b.status in (1, 2) and exists (select from unnest(array[60, 30, 7]) d
      where b.valid_until - d > p_since and b.valid_until - d <= p_day) and b.valid_until >= p_day
    union all
    select 'lapsed', 4, b.step_from, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.required_star)
    from mine b where b.status = 5 and exists (select from heard e where e.relationship_id = b.relationship_id and e.kind = 'status.changed')
    union all
    select replace(e.kind, '.', '_'), 5, e.on_day, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.required_star,
      'due_on', case when b.required_star > 0 then b.due_on end, 'state', e.body ->> 'state')
    from board b join heard e on e.relationship_id = b.relationship_id
    where b.org_id = p_org and p_rights & case b.side when 'buyer' then 1 else 4 end <> 0
      and (b.state in ('active', 'invited') or b.state = 'declined' and e.kind = 'relationship.changed')
      and e.kind in ('requirement.changed', 'relationship.changed') and (e.kind <> 'requirement.changed' or b.side = 'supplier')
      and (e.kind <> 'relationship.changed' or b.side = 'buyer' and e.body ->> 'state' <> 'invited')
    union all
    select 'key_expiring', 6, e.on_day, e.body ->> 'name', e.body
    from heard e where e.relationship_id = p_org and p_rights & 32 <> 0 and e.kind = 'key.expiring'
    union all
    select 'answered', 6, e.on_day, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', b.required_star)
    from mine b join heard e on e.relationship_id = b.relationship_id
    where b.side = 'buyer' and e.kind = 'response.recorded' and e.body ->> 'kind' = 'accepted'
    union all
    select 'declared', 6, e.on_day, b.counterparty_name, jsonb_build_object('name', b.counterparty_name, 'star', (e.body ->> 'star')::int)
    from mine b join heard e on e.relationship_id = b.relationship_id
    where b.side = 'buyer' and e.kind in ('declaration.added', 'declaration.changed')
  ), told as (
    select * from news
    union all
    -- What waits is told with what has happened, never alone: it is there every day. The most comes first.
    select 'waiting', 7, p_day - c.count::int, c.code, jsonb_strip_nulls(jsonb_build_object('task', c.code, 'count', c.count,
      'more', nullif(c.more, false)))
    from tasks_of_sides(case when exists (select from news)
      then array(select s from unnest(array['buyer', 'supplier']) s where p_rights & case s when 'buyer' then 1 else 4 end <> 0)
      else '{}' end, p_rights, p_user) c
  ), sections as (
    select t.code, min(t.place) as place, digest_section(t.code, jsonb_agg(t.item order by t.by_day, t.counterparty_name)) as section
    from told t group by t.code
  )
  select jsonb_agg(s.section order by s.place) from sections s
$$;

-- Digests of those who had none today, one for each of p_mails, ids that their mails may have, where there is something to tell.
-- Returns how many it looked at.
-- Called by the server.
create or replace function mail_digest(p_now timestamptz, p_day date, p_mails uuid[]) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r mail_reader;
  u user_account;
  found_sections jsonb;
  n int := 0;
  through bigint;
begin
  -- Not before the statuses of the day stand, and what happened has its number; of what is put off nobody knows when it will.
  for r in select * from mail_reader x where x.told_on < p_day and x.digest and not x.came_back
      and not exists (select from board b where b.org_id = x.org_id and b.side = any(array['buyer', 'supplier']) and b.step_until <= p_day
        and not is_put_off('statuses', b.org_id, b.relationship_id::text, p_now))
      and (not exists (select from event e where e.org_id = x.org_id and e.seq is null) or is_put_off('events', x.org_id, x.org_id::text, p_now))
      and not is_put_off('digest', x.org_id, x.user_id::text, p_now)
    order by x.told_on limit cardinality(p_mails) for update skip locked
  loop
    n := n + 1;
    perform request_set(r.org_id, null, p_now, p_day, 'worker');
    select a.* into u from user_account a join organisation o on o.org_id = a.org_id and o.closed_on is null
    where a.org_id = r.org_id and a.user_id = r.user_id and a.removed_at is null;
    begin
      through := told_through(r.org_id);
      found_sections := digest_of(r.org_id, r.user_id, u.rights, r.told_on, r.told_seq, through, r.began_at, p_day);
      if found_sections is not null then
        insert into mail (org_id, mail_id, kind, user_id, recipient, language, data, next_at, recorded_at)
        values (r.org_id, p_mails[n], 'digest', r.user_id, u.email, r.language, jsonb_build_object('name', u.name,
          'organisation', (select o.name from organisation o where o.org_id = r.org_id), 'day', p_day, 'sections', found_sections),
          p_now, p_now);
      end if;
      update mail_reader x set told_on = p_day, told_seq = through where x.org_id = r.org_id and x.user_id = r.user_id;
      perform put_off_done('digest', r.org_id, r.user_id::text);
    exception when query_canceled or others then
      if not put_off_add('digest', r.org_id, r.user_id::text, p_now, cardinality(p_mails) = 1, sqlstate, sqlerrm) then
        raise;
      end if;
    end;
  end loop;
  return n;
end $$;
