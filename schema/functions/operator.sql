-- What the operator's commands do. They run as hoshitori_migrate and act as an organisation
-- (enter_as): its own, or the operator's.

-- Makes an organisation, for the operator.
-- Called by the operator.
create or replace function organisation_add(p_org uuid, p_name text, p_reading text, p_number text, p_proven boolean)
returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into organisation (org_id, name, reading, corporate_number, number_proven_at, recorded_at)
  values (p_org, p_name, p_reading, p_number, case when p_proven then request_now() end, request_now());
end $$;

-- The operator has seen proof of the number. Answers the facts of the relationships whose counterparty this is; none where
-- they are so many that they wait for a job of the organisation, p_job. Null when there is no such organisation.
-- Called by the operator.
create or replace function organisation_vouch(p_org uuid, p_number text, p_job uuid) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  o organisation := organisation_lock(p_org);
  facts json;
begin
  if o.org_id is null then
    return null;
  end if;
  if o.corporate_number is distinct from p_number then
    perform organisation_change_add(o, 'corrected', request_day());
  end if;
  update organisation set corporate_number = p_number, number_proven_at = request_now() where org_id = p_org;
  facts := (select facts_or_later(t.buyers, t.relationships) from organisation_touched(p_org) t);
  if json_typeof(facts) = 'object' then
    perform status_job_queue(p_org, p_job, (facts ->> 'later')::int, 'organisation');
    return '[]';
  end if;
  return facts;
end $$;

-- All organisations, for the operator.
-- Called by the operator.
create or replace function organisation_list()
returns table (org_id uuid, name text, corporate_number text, proven boolean, closed_on date, erase_on date)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select o.org_id, o.name, o.corporate_number, o.number_proven_at is not null, o.closed_on, o.erase_on
    from organisation o order by o.org_id;
end $$;

-- Nobody is let in to one that closed.
create or replace function organisation_require_open() returns void
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  o organisation;
begin
  select * into o from organisation x where x.org_id = current_org();
  if not found then
    perform refuse('not_found');
  elsif o.closed_on is not null then
    perform refuse('organisation_closed');
  end if;
end $$;

-- A first key for an organisation: nobody is there yet who could grant it.
-- Called by the operator.
create or replace function operator_key_add(p_key bigint, p_hash bytea, p_name text, p_rights int, p_last_day date, p_last4 text)
returns date
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform organisation_require_open();
  insert into api_key (org_id, key_id, name, hash, rights, last4, expires_at, recorded_at)
  values (current_org(), p_key, p_name, p_hash, p_rights, p_last4, key_expiry(p_last_day), request_now());
  return p_last_day;
end $$;

-- A first user likewise; answers until when the link works.
-- Called by the operator.
create or replace function operator_user_add(p_user uuid, p_email text, p_name text, p_rights int, p_link bigint, p_hash bytea)
returns text
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform organisation_require_open();
  insert into user_account (org_id, user_id, email, name, rights, recorded_at)
  values (current_org(), p_user, p_email, p_name, p_rights, request_now())
  on conflict (org_id, lower(email)) where removed_at is null do nothing;
  if not found then
    perform refuse('user_exists');
  end if;
  return instant_text(user_link_add(p_user, p_link, p_hash));
end $$;

-- Somebody who is locked out, the only administrator perhaps, gets in again by a new link. With p_factor the
-- second factor goes, and what is open ends. Answers the user.
-- Called by the operator.
create or replace function operator_user_recover(p_email text, p_link bigint, p_hash bytea, p_factor boolean) returns uuid
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  u user_account;
begin
  perform organisation_require_open();
  select * into u from user_account x where x.org_id = current_org() and lower(x.email) = lower(p_email) and x.removed_at is null
  for no key update;
  if not found then
    perform refuse('not_found');
  end if;
  perform user_link_add(u.user_id, p_link, p_hash), throttle_clear(account_subject(u.email));
  if p_factor then
    perform factor_remove(u);
  end if;
  return u.user_id;
end $$;

-- The newest transcription of an edition, locked against other loads and against new drafts until it is committed; known:
-- whether the transcription of this number is there, the 'same' or an 'other' one. No row: the edition is new.
-- Called by the operator.
create or replace function edition_find(p_edition text, p_number int, p_sha256 bytea)
returns table (transcription int, body json, known text)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select e.transcription, edition_body(e.edition_id, e.transcription), (
      select case when t.sha256 = p_sha256 then 'same' else 'other' end from edition_transcription t
      where t.edition_id = e.edition_id and t.number = p_number)
    from edition e where e.edition_id = p_edition for update of e;
end $$;

-- Stores a transcription, the first of a new edition or the next of a known one. What answers and lines take from it is
-- left to whoever settles the edition. p_changes, p_totals: domain/edition.h.
-- Called by the operator.
create or replace function edition_import(p_edition text, p_scheme text, p_number int, p_sha256 bytea, p_body json,
  p_changes jsonb, p_totals jsonb) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  published date := (p_body ->> 'published_on')::date;
  titled jsonb := p_body -> 'title';
  shown jsonb := jsonb_path_query_array((p_body -> 'stars')::jsonb, '$[*].star');
begin
  if p_number = 1 then
    insert into edition (edition_id, scheme, published_on, title, stars, totals, unsettled, recorded_at)
    values (p_edition, p_scheme, published, titled, shown, p_totals, 'all', request_now());
  else
    update edition e set published_on = published, title = titled, stars = shown, totals = p_totals, transcription = p_number,
      unsettled = case when e.unsettled = 'all' or (e.published_on, e.title, e.stars) is distinct from (published, titled, shown)
        then 'all' else 'own' end
    where e.edition_id = p_edition and e.transcription = p_number - 1;
    if not found then
      perform refuse('edition_fixed');
    end if;
  end if;
  insert into edition_transcription (edition_id, number, sha256, body, changes, totals, criteria, loaded_at)
  select p_edition, p_number, p_sha256, p_body, p_changes, p_totals, coalesce(jsonb_object_agg(s.star, s.ids), '{}'), request_now()
  from (
    select x.star, jsonb_agg(c ->> 'id' order by n) as ids
    from json_array_elements(p_body -> 'criteria') with ordinality as y(c, n), json_array_elements_text(c -> 'stars') x(star)
    group by x.star) s;
  insert into scheme_date (scheme, star, revision, obtainable_from, validity_months, assessment_max_age_months, recorded_at)
  select p_scheme, s.star, 1,
    -- SECURITY ACTION has been open since 2017; what is not obtainable yet gets its day later.
    case when s.obtainable then date '2017-01-01' end, s.validity_months, case when s.star in (3, 4) then 12 end, request_now()
  from json_to_recordset(p_body -> 'stars') s(star smallint, obtainable boolean, validity_months int)
  where not exists (select from scheme_date d where d.scheme = p_scheme and d.star = s.star);
  perform scheme_steps_put();
  perform undecided_all(case e.unsettled when 'own' then p_edition end) from edition e where e.edition_id = p_edition;
  perform everybody_event_add(case when p_number = 1 then 'edition.added' else 'edition.transcribed' end,
    jsonb_build_object('edition', p_edition, 'transcription', p_number));
end $$;

-- Editions of which something has yet to follow from their newest transcription.
-- Called by the operator.
create or replace function edition_unsettled() returns table (edition text, transcription int, body json, unsettled text)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select e.edition_id, e.transcription, edition_body(e.edition_id, e.transcription), e.unsettled
  from edition e where e.unsettled is not null order by e.edition_id
$$;

-- All has followed from this transcription.
-- Called by the operator.
create or replace function edition_settled(p_edition text, p_transcription int) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ update edition set unsettled = null where edition_id = p_edition and transcription = p_transcription $$;

-- All revisions of the scheme's dates.
-- Called by the operator; may be null: validity_months, assessment_max_age_months.
create or replace function scheme_date_list()
returns table (scheme text, star smallint, revision int, obtainable_from date, validity_months int,
  assessment_max_age_months int, note text, recorded_at timestamptz)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select d.scheme, d.star, d.revision, d.obtainable_from, d.validity_months, d.assessment_max_age_months,
    d.note, d.recorded_at from scheme_date d order by d.scheme, d.star, d.revision;
end $$;

-- A new revision; what is null stays as it was, p_close takes the day away.
-- Called by the operator; may be null: validity_months, max_age_months.
create or replace function scheme_date_set(p_scheme text, p_star smallint, p_obtainable_from date, p_close boolean,
  p_validity_months int, p_max_age_months int, p_note text) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  old scheme_date;
begin
  select * into old from scheme_date where scheme = p_scheme and star = p_star order by revision desc limit 1;
  if not found then
    perform refuse('not_found');
  end if;
  insert into scheme_date (scheme, star, revision, obtainable_from, validity_months, assessment_max_age_months, note, recorded_at)
  values (p_scheme, p_star, old.revision + 1,
    case when p_close then null else coalesce(p_obtainable_from, old.obtainable_from) end,
    coalesce(p_validity_months, old.validity_months), coalesce(p_max_age_months, old.assessment_max_age_months),
    p_note, request_now());
  perform scheme_steps_put();
  perform undecided_all();
  perform everybody_event_add('scheme_dates.changed', jsonb_build_object('scheme', p_scheme, 'star', p_star, 'revision', old.revision + 1,
    'obtainable_from', (scheme_date_of(p_star)).obtainable_from));
  return old.revision + 1;
end $$;

-- The next relationships in the order of ids, each side's locks taken in the order of every writer; with an edition those
-- whose readiness is told by it. Null when none is left.
-- Called by the operator.
create or replace function operator_chunk(p_after uuid, p_limit int, p_edition text) returns json
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  buyers uuid[];
  relationships uuid[];
begin
  select array_agg(x.org_id order by x.relationship_id), array_agg(x.relationship_id order by x.relationship_id)
  into buyers, relationships
  from (
    select r.org_id, r.relationship_id from relationship r
    where (p_after is null or r.relationship_id > p_after) and (p_edition is null or edition_tells(r.supplier_id, p_edition))
    order by r.relationship_id limit p_limit
  ) x;
  if relationships is null then
    return null;
  end if;
  return facts_locked(buyers, relationships);
end $$;

-- Which of these computed lines differ from what is stored, on either side.
-- Called by the operator.
create or replace function operator_compare(p_lines json) returns table (org_id uuid, relationship_id uuid, side text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select s.org, r.relationship_id, s.side
    from lines_read(p_lines) l
      join relationship r on r.org_id = l.buyer and r.relationship_id = l.relationship
      cross join lateral (values (r.org_id, 'buyer'), (r.supplier_id, 'supplier')) s(org, side)
      left join board b on b.org_id = s.org and b.relationship_id = r.relationship_id and b.side = s.side
    where s.org is not null and b.decided_at is null
      and ((b.line_from, b.line_status, b.line_waiting_on, b.line_next) is distinct from (l.line_from, l.line_status, l.line_waiting_on, l.line_next)
        or not steps_same(b.line_step, l.line_step));
end $$;

-- Entries of one chain in its order, for exports.
-- Called by the operator.
create or replace function audit_chain(p_org uuid, p_after bigint, p_limit int)
returns table (seq bigint, entry text, hash text, recorded_at text, personal text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select a.seq, a.text, encode(a.hash, 'hex'), instant_text(a.recorded_at), audit_values(a)::text
    from audit_event a
    where a.org_id = p_org and a.seq > p_after order by a.seq limit p_limit;
end $$;

-- Of whoever has a head or anything that ought to have one.
-- Called by the operator.
create or replace function audit_heads() returns table (org_id uuid, seq bigint, hash text, checkpoint text)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query
    with recursive writer(id) as (
      (select e.org_id from audit_event e order by e.org_id limit 1)
      union all
      select (select e.org_id from audit_event e where e.org_id > w.id order by e.org_id limit 1)
      from writer w where w.id is not null
    ), owner(id) as (
      select w.id from writer w where w.id is not null
      union select h.org_id from audit_head h
      union select c.org_id from checkpoint_head c
    )
    select o.id, coalesce(h.seq, 0), coalesce(encode(h.hash, 'hex'), ''),
      -- Only when it says of the newest checkpoint what that says itself.
      case when c.seq = 0 and c.signed_at = '-infinity' or c.hash <> decode(repeat('00', 32), 'hex') and exists (
          select from checkpoint k where k.org_id = c.org_id and k.seq = c.seq and k.signed_at = c.signed_at)
        then encode(c.hash, 'hex')
        -- Entries that the release before wrote while this one was coming.
        when c.org_id is null and not exists (select from checkpoint k where k.org_id = o.id) then repeat('00', 32) end
    from owner o left join audit_head h on h.org_id = o.id left join checkpoint_head c on c.org_id = o.id
    order by o.id;
end $$;

-- One head, with the number of the last entry that is there, as they stand together.
-- Called by the operator.
create or replace function audit_head_of(p_org uuid) returns table (seq bigint, hash text, newest bigint)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select coalesce(h.seq, 0), coalesce(encode(h.hash, 'hex'), ''),
      coalesce((select max(e.seq) from audit_event e where e.org_id = p_org), 0)
    from (select p_org as id) o left join audit_head h on h.org_id = o.id;
end $$;
