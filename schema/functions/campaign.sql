-- Campaigns: letters to many suppliers, chosen once, written to in parts (letter.sql), and what became of each: invitations of who
-- has not answered, or reminders of a demand that is not met. A campaign may remind those of another one that stayed silent.

-- Where a demand stands, as its reminders see it: 'awaited' while it is not met and waits for its supplier alone; 'answered' where it
-- is met, or waits for the buyer; else 'not_needed': nothing is demanded, or the scheme is waited for.
create or replace function demand_stand_of(p_status smallint, p_waiting_on smallint, p_marks text[]) returns text
language sql immutable
as $$
  select case when p_status in (1, 2) then 'answered' when p_status not in (3, 4, 5) then 'not_needed'
    when p_waiting_on = 2 or p_marks && array['task:answer_talks', 'task:answer_objection'] then 'answered'
    when p_waiting_on = 1 then 'awaited' else 'not_needed' end
$$;

-- That of a day. No subquery: a call for each of 50,000 recipients would take seconds.
create or replace function demand_stand(b board, p_day date) returns text
language sql immutable
as $$
  select case when b.state <> 'active' then 'not_needed'
    when b.step_from <= p_day and b.step_until > p_day then demand_stand_of(b.status, b.waiting_on, b.marks)
    else demand_stand_of(b.line_status[width_bucket(p_day, b.line_from)], b.line_waiting_on[width_bucket(p_day, b.line_from)], b.marks) end
$$;

-- Whether it is to be written to for this purpose as things stand.
create or replace function letter_wanted(p_purpose text, r relationship, p_day date) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select case p_purpose when 'invitation' then r.state = 'invited' else exists (select from board b
    where b.org_id = r.org_id and b.relationship_id = r.relationship_id and b.side = 'buyer' and demand_stand(b, p_day) = 'awaited') end
$$;

-- Whether it was written to; that its turn came (settled_at) is not enough.
create or replace function recipient_written(x campaign_recipient) returns boolean
language sql immutable
as $$ select num_nonnulls(x.invitation_id, x.mail_id, x.mail_state) > 0 $$;

-- When letters for this purpose went, by mail or printed, in the last seven days (Tokyo): then whoever sends the next one is asked
-- whether it is meant. Links that were given to hand over are not known to have gone to anybody. What did not arrive is none, and of a
-- demand that was changed since, nothing was written yet. Expanded into its statement, for one supplier or for all.
create or replace function letters_recent(p_purpose text, p_org uuid, p_day date) returns table (relationship_id uuid, recent_at timestamptz)
language sql stable
as $$
  select l.id, l.at from (
    select m.relationship_id, m.recorded_at from hoshitori.mail m
    where m.org_id = p_org and m.relationship_id is not null and m.recorded_at >= hoshitori.tokyo_start(p_day - 6)
      and m.kind = any(case p_purpose when 'invitation' then array['invitation', 'reminder'] else array[p_purpose] end)
      and m.state in ('queued', 'sent')
    union all
    select i.relationship_id, i.printed_at from hoshitori.invitation i
    where i.org_id = p_org and i.printed_at >= hoshitori.tokyo_start(p_day - 6) and p_purpose = 'invitation') l(id, at)
  where p_purpose = 'invitation' or not exists (select from hoshitori.requirement_revision q
    where q.org_id = p_org and q.relationship_id = l.id and q.recorded_at > l.at)
$$;

-- What became of one recipient. Of an invitation: it was invited when it was chosen, so whatever it is now is its answer; who declined
-- before its turn was not written to. Of a reminder: where its demand stands (demand_stand); who needed none when its turn came has got
-- none, whatever came later. p_recent_at: of who was not written to yet, when others did (letters_recent).
create or replace function recipient_outcome(p_purpose text, x campaign_recipient, p_state text, p_stand text, p_opened_at timestamptz,
  p_recent_at timestamptz) returns text
language sql immutable
as $$
  select case when p_state in ('declined', 'ended') then p_state
    when p_purpose = 'demand_reminder' and p_stand <> 'awaited' then p_stand
    when p_purpose = 'invitation' and p_state = 'active' then 'accepted'
    when x.settled_at is null then case when p_recent_at is null then 'waiting' else 'recently_written' end
    when not recipient_written(x) then case p_purpose when 'invitation' then 'declined' else 'not_needed' end
    when p_opened_at is not null then 'opened' else 'written' end
$$;

-- What became of it as things stand, and what tells so. Expanded into its statement.
create or replace function recipient_became(c campaign, x campaign_recipient) returns table (outcome text, opened_at timestamptz, recent_at timestamptz)
language sql stable
as $$
  select hoshitori.recipient_outcome(c.purpose, x, r.state, hoshitori.demand_stand(b, hoshitori.request_day()), i.opened_at, l.recent_at),
    i.opened_at, l.recent_at
  from hoshitori.relationship r
    left join hoshitori.board b on c.purpose = 'demand_reminder' and b.org_id = r.org_id and b.relationship_id = r.relationship_id
      and b.side = 'buyer'
    left join hoshitori.invitation i on i.org_id = r.org_id and i.invitation_id = x.invitation_id
    left join lateral (
      select max(y.recent_at) as recent_at from hoshitori.letters_recent(c.purpose, r.org_id, hoshitori.request_day()) y
      where x.settled_at is null and y.relationship_id = r.relationship_id) l on true
  where r.org_id = x.org_id and r.relationship_id = x.relationship_id
$$;

-- The contract's Campaign, without its counts.
create or replace function campaign_shape(c campaign) returns jsonb
language sql stable
as $$
  select jsonb_build_object('campaign', c.campaign_id, 'name', c.name, 'purpose', c.purpose, 'reminds', c.reminds, 'total', c.total,
    'job', c.job_id, 'recorded_at', hoshitori.instant_text(c.recorded_at))
$$;

-- With what became of its recipients: as the engine, for the links are nobody else's to read.
create or replace function campaign_counted(c campaign) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select campaign_shape(c) || jsonb_build_object('counts', (
    select jsonb_object_agg(o.code, coalesce(n.n, 0))
    from unnest(array['waiting', 'recently_written', 'written', 'opened', 'accepted', 'answered', 'not_needed', 'declined', 'ended']) o(code)
      left join (
        -- As recipient_became, of all together.
        select recipient_outcome(c.purpose, x, r.state, demand_stand(b, request_day()), i.opened_at, l.recent_at) as code, count(*) as n
        from campaign_recipient x join relationship r on r.org_id = x.org_id and r.relationship_id = x.relationship_id
          left join board b on c.purpose = 'demand_reminder' and b.org_id = x.org_id and b.relationship_id = x.relationship_id and b.side = 'buyer'
          left join invitation i on i.org_id = x.org_id and i.invitation_id = x.invitation_id
          left join (
            select y.relationship_id, max(y.recent_at) as recent_at from letters_recent(c.purpose, c.org_id, request_day()) y
            where exists (select from campaign_recipient z where z.org_id = c.org_id and z.campaign_id = c.campaign_id and z.settled_at is null)
            group by 1) l
            on x.settled_at is null and l.relationship_id = x.relationship_id
        where x.org_id = c.org_id and x.campaign_id = c.campaign_id group by 1) n on n.code = o.code))
$$;

-- A campaign of the asking organisation.
create or replace function campaign_find(p_campaign uuid) returns campaign
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  c campaign;
begin
  select * into c from campaign x where x.org_id = current_org() and x.campaign_id = p_campaign;
  if not found then
    perform refuse('not_found');
  end if;
  return c;
end $$;

-- One with its counts.
create or replace function campaign_read(p_campaign uuid) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$ select campaign_counted(campaign_find(p_campaign)) $$;

-- Makes a campaign and chooses its recipients: by the filters of the list of suppliers and by name, of those of another campaign that were
-- written to where it reminds (for the same purpose, unless another is named), and only whom its letters are for.
-- Called by the server.
create or replace function campaign_add(p_campaign uuid, p_name text, p_purpose text, p_reminds uuid, p_statuses smallint[], p_waiting_on smallint[],
  p_required_stars smallint[], p_held_stars smallint[], p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date,
  p_unchecked_since date, p_marks text[], p_owner text, p_named jsonb, p_except jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  most constant int := 50000;
  reminded campaign := case when p_reminds is not null then campaign_find(p_reminds) end;
  for_demand boolean := coalesce(p_purpose, reminded.purpose) is not distinct from 'demand_reminder';
  c campaign;
  chosen uuid[];
begin
  -- What is looked at below, of whom no list knows, leaves some out: then all are needed.
  chosen := suppliers_chosen(p_statuses, p_waiting_on, p_required_stars, p_held_stars, array[case when for_demand then 'active' else 'invited' end],
    p_category, p_tag, p_text, p_due_by, p_expiring_by, p_unchecked_since, p_marks, p_owner, p_named, p_except,
    case when p_reminds is null and not for_demand then most else 2147483647 end);
  if p_reminds is not null then
    chosen := array(select x.relationship_id from campaign_recipient x join unnest(chosen) i on i = x.relationship_id
      where x.org_id = reminded.org_id and x.campaign_id = reminded.campaign_id and recipient_written(x));
  end if;
  if for_demand then
    chosen := array(select b.relationship_id from board b join unnest(chosen) i on i = b.relationship_id
      where b.org_id = current_org() and b.side = 'buyer' and demand_stand(b, request_day()) = 'awaited');
  end if;
  if chosen = '{}' then
    perform refuse('no_recipients');
  elsif cardinality(chosen) > most then
    perform refuse('too_many_recipients', null, jsonb_build_object('most', most));
  end if;
  insert into campaign (org_id, campaign_id, name, purpose, reminds, total, key_id, recorded_at)
  values (current_org(), p_campaign, p_name, case when for_demand then 'demand_reminder' else 'invitation' end, p_reminds,
    cardinality(chosen), request_key(), request_now()) returning * into c;
  insert into campaign_recipient (org_id, campaign_id, relationship_id, place)
  select c.org_id, c.campaign_id, i, row_number() over (order by b.sort_key collate "C", i)
  from unnest(chosen) i left join board b on b.org_id = c.org_id and b.relationship_id = i and b.side = 'buyer';
  return query select jsonb_build_object('outcome', 'created', 'object', 'campaigns/' || c.campaign_id, 'body', campaign_counted(c)), null::json,
    jsonb_build_object('object', 'campaigns/' || c.campaign_id, 'detail', jsonb_build_object('name', p_name, 'purpose', c.purpose,
      'reminds', p_reminds, 'total', c.total));
end $$;

-- Those of them, in their order, to whom no other letter went lately, unless p_include_recent. They are locked first, so that of two
-- who write at the same time the second one sees the first one's letters.
create or replace function letters_due(p_purpose text, p_org uuid, p_looked uuid[], p_include_recent boolean) returns uuid[]
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if p_include_recent then
    return p_looked;
  end if;
  perform import_lock(p_looked);
  return array(select t.id from unnest(p_looked) with ordinality t(id, k) where not exists (
    select from letters_recent(p_purpose, p_org, request_day()) l where l.relationship_id = t.id) order by t.k);
end $$;

-- The next letters of a campaign, each with a new link; whose answer came meanwhile gets none, nor who was written to lately, unless
-- p_include_recent.
-- Called by the server.
create or replace function campaign_letters(p_campaign uuid, p_include_recent boolean, p_made jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  c campaign := campaign_find(p_campaign);
  most int := jsonb_array_length(p_made);
  ids uuid[];
  next_after uuid;
  given record;
begin
  if c.purpose <> 'invitation' then
    perform refuse('campaign_by_mail_only');
  end if;
  -- Two at a time would give two letters to one.
  perform from campaign x where x.org_id = c.org_id and x.campaign_id = c.campaign_id for no key update;
  ids := array(select x.relationship_id from campaign_recipient x
    where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.settled_at is null
      and (p_include_recent or not exists (
        select from letters_recent(c.purpose, c.org_id, request_day()) l where l.relationship_id = x.relationship_id))
    order by x.place limit most + 1);
  next_after := case when cardinality(ids) > most then ids[most] end;
  ids := letters_due(c.purpose, c.org_id, ids[1:most], p_include_recent);
  select * into given from letters_give(ids, p_made, 'printed');
  update campaign_recipient x set settled_at = request_now(), invitation_id = (
    select i.invitation_id from invitation i where i.org_id = x.org_id and i.relationship_id = x.relationship_id
      and i.superseded_at is null and i.used_at is null and i.recorded_at = request_now() order by i.invitation_id limit 1)
  where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.relationship_id = any(ids);
  return query select jsonb_set(given.result, '{body,next_after}', coalesce(to_jsonb(next_after), 'null'))
      || case when ids <> '{}' then '{"outcome": "changed"}'::jsonb else '{}' end, given.facts,
    case when ids <> '{}' then jsonb_build_object('object', 'campaigns/' || c.campaign_id, 'detail',
      coalesce(given.audit -> 'detail', '{"suppliers": []}')) end;
end $$;

-- Whether a letter for this purpose can go to it by mail.
create or replace function letter_mailable(r relationship, p_purpose text) returns boolean
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select letter_wanted(p_purpose, r, request_day()) and r.contacts -> 0 ->> 'email' is not null
    and letter_refused(r.org_id, r.relationship_id, r.contacts -> 0 ->> 'email') is null
$$;

-- Queues the job that sends by mail what is left of a campaign's letters, where one can go; one that goes on already is the same, but
-- refused where it leaves others out. Who was written to lately is left out, unless p_include_recent, and not counted.
-- Called by the server.
create or replace function campaign_send(p_campaign uuid, p_include_recent boolean, p_job uuid, p_language text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  c campaign := campaign_find(p_campaign);
  going job;
  ids uuid[];
  n int := 0;
begin
  select * into strict c from campaign x where x.org_id = c.org_id and x.campaign_id = c.campaign_id for no key update;
  select * into going from job j where j.org_id = c.org_id and j.job_id = c.job_id and j.state in ('queued', 'running');
  if going.job_id is not null and coalesce((going.detail -> 'include_recent')::boolean, false) <> p_include_recent then
    perform refuse('sent_otherwise');
  end if;
  ids := array(select x.relationship_id from campaign_recipient x
    where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.settled_at is null
      and (p_include_recent or not exists (
        select from letters_recent(c.purpose, c.org_id, request_day()) l where l.relationship_id = x.relationship_id)));
  if going.job_id is not null or exists (
    select from relationship r where r.org_id = c.org_id and r.relationship_id = any(ids) and letter_mailable(r, c.purpose)) then
    n := cardinality(ids);
  end if;
  if n > 0 and going.job_id is null then
    perform job_add(p_job, 'letters', n, jsonb_build_object('campaign', c.campaign_id, 'language', p_language,
      'include_recent', p_include_recent));
    update campaign x set job_id = p_job where x.org_id = c.org_id and x.campaign_id = c.campaign_id returning * into c;
  end if;
  return query select jsonb_build_object('outcome', case when n > 0 then 'queued' else 'same' end,
      'object', case when n > 0 then 'jobs/' || c.job_id end,
      'body', jsonb_build_object('letters', n, 'job', case when n > 0 then c.job_id end)), null::json,
    case when n > 0 and going.job_id is null then
      jsonb_build_object('object', 'campaigns/' || c.campaign_id, 'detail', jsonb_build_object('job', c.job_id, 'letters', n)) end;
end $$;

-- The mails of letters that were given with these links.
create or replace function letters_mails(p_made jsonb, p_language text) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('mail', m ->> 'mail', 'kind', 'invitation', 'relationship', r.relationship_id,
    'to', r.contacts -> 0 ->> 'email', 'language', p_language, 'sealed', m ->> 'sealed',
    'data', letter_data(r, i.invitation_id, i.expires_on))), '[]')
  from jsonb_array_elements(p_made) m
    join invitation i on i.org_id = current_org() and i.invitation_id = (m ->> 'id')::bigint
    join relationship r on r.org_id = i.org_id and r.relationship_id = i.relationship_id
$$;

-- The mails that remind these suppliers of their demands; p_made: their ids, as of letters_chunk.
create or replace function demand_reminders(p_chosen uuid[], p_made jsonb, p_language text) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('mail', p_made -> (n::int - 1) ->> 'mail', 'kind', 'demand_reminder', 'relationship', r.relationship_id,
    'to', r.contacts -> 0 ->> 'email', 'language', p_language, 'data', letter_data(r, null, null)
      || jsonb_build_object('relationship', r.relationship_id, 'side', 'supplier', 'status', status_name(s.status)))), '[]')
  from unnest(p_chosen) with ordinality t(id, n)
    join relationship r on r.org_id = current_org() and r.relationship_id = t.id
    join board_on(r.org_id, 'buyer', request_day()) s on s.relationship_id = r.relationship_id
$$;

-- Gives new links to these, as far as they can be reached; returns the facts of who got one, and the mails.
create or replace function invitations_give(c campaign, p_looked uuid[], p_made jsonb, p_language text)
returns table (facts json, mails jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  given record;
begin
  select * into given from letters_give(p_looked, p_made, 'mail');
  update campaign_recipient x set settled_at = request_now(), invitation_id = g.invitation_id, mail_id = g.mail_id
  from relationship r left join (
    select i.relationship_id, i.invitation_id, (m ->> 'mail')::uuid as mail_id from jsonb_array_elements(p_made) m
      join invitation i on i.org_id = c.org_id and i.invitation_id = (m ->> 'id')::bigint) g on g.relationship_id = r.relationship_id
  where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.relationship_id = any(p_looked)
    and r.org_id = c.org_id and r.relationship_id = x.relationship_id and (g.invitation_id is not null or r.state <> 'invited');
  if given.audit is not null then
    perform audit_append('campaign_letters', 'campaigns/' || c.campaign_id, given.audit -> 'detail');
  end if;
  return query select given.facts, letters_mails(p_made, p_language);
end $$;

-- Reminds these of their demands, as far as it is to be; returns the mails.
create or replace function demand_reminders_give(c campaign, p_looked uuid[], p_made jsonb, p_language text) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
  mails jsonb;
begin
  perform import_lock(p_looked);
  -- Now that they are locked, contacts and demands stay as they are.
  ids := array(select r.relationship_id from relationship r
    where r.org_id = c.org_id and r.relationship_id = any(p_looked) and letter_mailable(r, c.purpose) order by 1);
  mails := demand_reminders(ids, p_made, p_language);
  perform quota_spend(c.org_id, 'invitations', cardinality(ids));
  update campaign_recipient x set settled_at = request_now(), mail_id = g.mail_id
  from relationship r left join (
    select (m ->> 'relationship')::uuid as relationship_id, (m ->> 'mail')::uuid as mail_id from jsonb_array_elements(mails) m) g
    on g.relationship_id = r.relationship_id
  where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.relationship_id = any(p_looked)
    and r.org_id = c.org_id and r.relationship_id = x.relationship_id
    and (g.mail_id is not null or not letter_wanted(c.purpose, r, request_day()));
  if ids <> '{}' then
    perform audit_append('campaign_letters', 'campaigns/' || c.campaign_id, jsonb_build_object('suppliers', to_jsonb(ids)));
  end if;
  return mails;
end $$;

-- The next letters of a campaign, by mail: at most one for each link that was made (p_made: [{"id", "hash", "mail", "sealed"}]). Who
-- cannot be written to by mail, or was lately, stays to be written to otherwise; whose answer came meanwhile gets none.
create or replace function letters_chunk(j job, p_made jsonb) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  c campaign;
  looked uuid[];
  mails jsonb;
  decided json := '[]';
  n int;
  last int;
begin
  select * into strict c from campaign x where x.org_id = j.org_id and x.campaign_id = (j.detail ->> 'campaign')::uuid for no key update;
  looked := array(select x.relationship_id from campaign_recipient x
    where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.settled_at is null
      and x.place > coalesce(j.place::int, 0)
    order by x.place limit jsonb_array_length(p_made));
  if looked = '{}' then
    return null;
  end if;
  n := cardinality(looked);
  last := (select x.place from campaign_recipient x
    where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.relationship_id = looked[n]);
  looked := letters_due(c.purpose, c.org_id, looked, coalesce((j.detail -> 'include_recent')::boolean, false));
  if c.purpose = 'demand_reminder' then
    mails := demand_reminders_give(c, looked, p_made, j.detail ->> 'language');
  else
    select * into decided, mails from invitations_give(c, looked, p_made, j.detail ->> 'language');
  end if;
  perform mail_add(mails);
  perform job_advance(j.job_id, n, jsonb_array_length(mails), last::text);
  return decided;
end $$;

-- What became of each, in the order of their places; of who was not written to, why no mail can go there. Where the text is in few
-- names those are looked up; else the campaign is walked through.
create or replace function campaign_recipient_page(p_campaign uuid, p_outcomes text[], p_mails text[], p_text text, p_after int, p_rows int)
returns table (item jsonb, place int, relationship_id uuid)
language plpgsql stable security definer rows 50 set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  few constant int := 500;
  c campaign := campaign_find(p_campaign);
  needle text := nullif(fold(p_text), '');
  named uuid[];
  places int[];
  unsettled boolean := case when p_outcomes <@ array['waiting', 'recently_written'] then true
    when p_outcomes <@ array['written', 'opened'] then false end;
begin
  if needle is not null then
    named := board_texts(c.org_id, 'buyer', needle, null, few, null, null);
  end if;
  if named is not null then
    places := array(select x.place from campaign_recipient x
      where x.org_id = c.org_id and x.campaign_id = c.campaign_id and x.relationship_id = any(named));
  end if;
  return query
    select jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code, 'outcome', o.outcome,
        'written_at', case when recipient_written(t.x) then instant_text((t.x).settled_at) end,
        'opened_at', instant_text(o.opened_at),
        'answered_on', case when r.state <> case c.purpose when 'invitation' then 'invited' else 'active' end then relationship_state_on(r) end,
        'mail', coalesce(m.state, (t.x).mail_state),
        'recently_written_at', case when o.outcome = 'recently_written' then instant_text(o.recent_at) end,
        'not_by_mail', case when o.outcome in ('waiting', 'recently_written') then case when r.contacts -> 0 ->> 'email' is null then 'no_address'
          else letter_refused(r.org_id, r.relationship_id, r.contacts -> 0 ->> 'email') end end), (t.x).place, r.relationship_id
    from (
      -- What no filter asks for is not looked up.
      select y from campaign_recipient y
        left join board b on needle is not null and b.org_id = c.org_id and b.relationship_id = y.relationship_id and b.side = 'buyer'
        left join mail m on p_mails is not null and m.org_id = c.org_id and m.mail_id = y.mail_id
        left join lateral recipient_became(c, y) o on p_outcomes is not null
      where y.org_id = c.org_id and y.campaign_id = c.campaign_id and y.place > coalesce(p_after, 0)
        and (places is null or y.place = any(places)) and (unsettled is null or (y.settled_at is null) = unsettled) and (needle is null or position(needle in b.search) > 0)
        and (p_mails is null or coalesce(m.state, y.mail_state) = any(p_mails)) and (p_outcomes is null or o.outcome = any(p_outcomes))
      order by y.place limit p_rows) t(x)
      cross join lateral recipient_became(c, t.x) o
      join relationship r on r.org_id = c.org_id and r.relationship_id = (t.x).relationship_id
      left join mail m on m.org_id = c.org_id and m.mail_id = (t.x).mail_id
    order by (t.x).place;
end $$;

grant execute on function campaign_shape(campaign), campaign_read(uuid), campaign_recipient_page(uuid, text[], text[], text, int, int) to hoshitori_app;
