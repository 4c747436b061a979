-- Files that prove something. Whose they are files, links and withdraws them, on the side on which it acts; what it filed as a
-- supplier is shown to buyers by disclosure, what it filed as a buyer to nobody.

-- Whether the asking key may read, or change, files of a side; the operator and the worker may.
create or replace function evidence_may(p_side text, p_write boolean) returns boolean
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return request_key() is null
    or request_rights() & (case p_side when 'buyer' then 1 else 4 end << p_write::int) <> 0;
end $$;

-- Whose are files of a side that the asking key may not touch, it is told so only when it files one.
create or replace function evidence_find(p_evidence uuid, p_write boolean) returns evidence
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence;
begin
  if p_write then
    select * into e from evidence x where x.org_id = current_org() and x.evidence_id = p_evidence for no key update;
  else
    select * into e from evidence x where x.org_id = current_org() and x.evidence_id = p_evidence;
  end if;
  if e.evidence_id is null or not evidence_may(e.side, p_write) then
    perform refuse('not_found');
  end if;
  return e;
end $$;

-- How far it has come: the contract's state.
create or replace function evidence_state(e evidence) returns text
language sql immutable
as $$
  select case when e.erased_at is not null then 'erased' when e.withdrawn_at is not null then 'withdrawn'
    when e.content_id is null then 'awaiting_content' else 'stored' end
$$;

-- What a file is called where it is saved: its bytes say what it is, so a name that ends as if it were something else, such as a program,
-- gets the ending of what it is. Null once the name was erased.
create or replace function evidence_file_name(e evidence) returns text
language sql immutable
as $$
  select case when e.media_type is null or lower(e.name) ~ ('\.(' || t.endings || ')$') then e.name else e.name || '.' || t.ending end
  from (select case e.media_type
      when 'application/pdf' then 'pdf'
      when 'application/vnd.openxmlformats-officedocument.presentationml.presentation' then 'pptx'
      when 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' then 'xlsx'
      when 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' then 'docx'
      when 'image/heic' then 'heic|heif'
      when 'image/jpeg' then 'jpg|jpeg|jpe|jfif'
      when 'image/png' then 'png'
      when 'image/webp' then 'webp'
      else 'txt|csv|tsv|md|log' end) x(endings)
    cross join lateral (select x.endings, split_part(x.endings, '|', 1)) t(endings, ending)
$$;

-- The contract's Evidence.
create or replace function evidence_shape(e evidence) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('evidence', e.evidence_id, 'side', e.side, 'state', evidence_state(e), 'name', e.name, 'file_name', evidence_file_name(e), 'note', e.note,
    'links', e.links, 'media_type', e.media_type, 'size', e.size, 'digest', encode(e.digest, 'hex'),
    'stored_at', instant_text(e.stored_at), 'withdrawn_on', e.withdrawn_on, 'erase_on', e.erase_on,
    'recorded_at', instant_text(e.recorded_at));
end $$;

-- Whether a link names something of the asking organisation, on that side.
create or replace function evidence_link_known(p_side text, p_link jsonb) returns boolean
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  kind text := p_link ->> 'kind';
  of_id text := p_link ->> 'id';
  criterion text := p_link ->> 'criterion';
  a assessment;
begin
  if (p_side = 'buyer') <> (kind in ('check', 'partner_check')) then
    return false;
  elsif kind = 'criterion' then
    return exists (select from edition e cross join json_array_elements(edition_body(e.edition_id, e.transcription) -> 'criteria') c
      where e.edition_id = of_id and c ->> 'id' = criterion);
  elsif of_id !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    return false;
  elsif kind = 'assessment' then
    select * into a from assessment x where x.org_id = current_org() and x.assessment_id = of_id::uuid;
    return a.assessment_id is not null and (criterion is null
      or exists (select from json_array_elements(edition_body(a.edition_id, a.transcription) -> 'criteria') c where c ->> 'id' = criterion));
  elsif criterion is not null then
    return false;
  elsif kind = 'declaration' then
    return exists (select from declaration d where d.org_id = current_org() and d.declaration_id = of_id::uuid and d.relationship_id is null);
  elsif kind = 'paper' then
    return exists (select from paper p where p.org_id = current_org() and p.paper_id = of_id::uuid);
  elsif kind = 'partner_check' then
    return exists (select from partner_check c where c.org_id = current_org() and c.partner_check_id = of_id::uuid);
  end if;
  return exists (select from declaration_check c where c.org_id = current_org() and c.check_id = of_id::uuid);
end $$;

-- The links of a body, each once and in one form; refuses one that names nothing.
create or replace function evidence_links(p_side text, p_links jsonb) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  l record;
  links jsonb := '[]';
  link jsonb;
begin
  for l in select x.link, x.n - 1 as place from jsonb_array_elements(coalesce(p_links, '[]')) with ordinality x(link, n) loop
    if not evidence_link_known(p_side, l.link) then
      perform refuse('unknown_link', 'links.' || l.place || '.id');
    end if;
    link := jsonb_build_object('kind', l.link -> 'kind', 'id', l.link -> 'id', 'criterion', l.link -> 'criterion');
    if not links @> jsonb_build_array(link) then
      links := links || link;
    end if;
  end loop;
  return links;
end $$;

-- p_body: the contract's EvidenceInput.
-- Called by the server.
create or replace function evidence_add(p_evidence uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  side text := coalesce(p_body ->> 'side', 'supplier');
  e evidence;
begin
  if not evidence_may(side, true) then
    perform refuse('right_missing');
  end if;
  perform quota_require('evidence');
  insert into evidence (org_id, evidence_id, side, name, note, links, key_id, recorded_at)
  values (current_org(), p_evidence, side, p_body ->> 'name', p_body ->> 'note', evidence_links(side, p_body -> 'links'),
    request_key(), request_now())
  returning * into e;
  return query select jsonb_build_object('outcome', 'created', 'object', 'evidence/' || e.evidence_id, 'body', evidence_shape(e)), null::json,
    jsonb_build_object('object', 'evidence/' || e.evidence_id, 'detail', jsonb_strip_nulls(
      jsonb_build_object('side', e.side, 'name', e.name, 'note', e.note, 'links', nullif(e.links, '[]'))));
end $$;

-- Replaces what is told of a file: p_body is the contract's EvidenceRecord.
-- Called by the server.
create or replace function evidence_put(p_evidence uuid, p_body jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  before evidence := evidence_find(p_evidence, true);
  e evidence;
  changes jsonb;
begin
  if evidence_state(before) in ('withdrawn', 'erased') then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(before)));
  end if;
  update evidence x set name = p_body ->> 'name', note = p_body ->> 'note', links = evidence_links(x.side, p_body -> 'links')
  where x.org_id = before.org_id and x.evidence_id = before.evidence_id
  returning * into e;
  changes := (select coalesce(jsonb_object_agg(c.member, jsonb_build_object('from', c.old, 'to', c.new)), '{}')
    from (values ('name', to_jsonb(before.name), to_jsonb(e.name)), ('note', to_jsonb(before.note), to_jsonb(e.note)),
      ('links', before.links, e.links)) c(member, old, new)
    where c.old is distinct from c.new);
  return query select jsonb_build_object('outcome', case changes when '{}' then 'same' else 'changed' end, 'body', evidence_shape(e),
    'before', evidence_shape(before)), null::json, case when changes <> '{}' then jsonb_build_object('object', 'evidence/' || e.evidence_id, 'detail', changes) end;
end $$;

-- From now on it proves nothing, and no buyer reads it; it is kept until it is erased, by age where that is set.
-- Called by the server.
create or replace function evidence_withdraw(p_evidence uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence;
begin
  perform buyer_head_share(); -- who changes the period comes before or behind, never between
  e := evidence_find(p_evidence, true);
  if e.withdrawn_at is not null or e.erased_at is not null then
    perform refuse('already_withdrawn');
  end if;
  update evidence x set withdrawn_on = request_day(), withdrawn_at = request_now(),
    erase_on = (request_day() + make_interval(months => retention_of(x.org_id)))::date
  where x.org_id = e.org_id and x.evidence_id = e.evidence_id
  returning * into e;
  if e.content_id is not null then
    perform evidence_event_add(e, 'evidence.withdrawn');
  end if;
  return query select jsonb_build_object('outcome', 'ended', 'body', evidence_shape(e)), null::json,
    jsonb_build_object('object', 'evidence/' || e.evidence_id, 'detail', jsonb_build_object('withdrawn_on', e.withdrawn_on));
end $$;

-- Files of the sides that the key may read, newest first; p_linked_to: of which a link names this id.
create or replace function evidence_list_page(p_side text, p_linked_to text, p_before timestamptz, p_before_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  sides text[] := array(select s from unnest(array['supplier', 'buyer']) s where evidence_may(s, false) and s = coalesce(p_side, s));
begin
  if sides = '{}' then
    perform refuse('right_missing');
  end if;
  return query
    select evidence_shape(e), instant_text(e.recorded_at), e.evidence_id from evidence e
    where e.org_id = current_org() and e.side = any(sides)
      and (p_linked_to is null or e.links @> jsonb_build_array(jsonb_build_object('id', p_linked_to)))
      and (e.recorded_at, e.evidence_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by e.recorded_at desc, e.evidence_id desc limit p_rows;
end $$;

-- Called by the server.
create or replace function evidence_get(p_evidence uuid) returns jsonb
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  return evidence_shape(evidence_find(p_evidence, false));
end $$;

-- Erased

-- The bytes of these files, their names and notes; which of them had not been erased.
create or replace function evidence_erase(p_ids uuid[]) returns uuid[]
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
begin
  ids := array(select e.evidence_id from evidence e
    where e.org_id = current_org() and e.evidence_id = any(p_ids) and e.erased_at is null order by e.evidence_id for no key update);
  -- First who is still sending: what it puts by meanwhile is seen by the next statement.
  perform from evidence_content c where c.org_id = current_org() and c.evidence_id = any(ids) for update;
  delete from evidence_piece p using evidence_content c
  where c.org_id = current_org() and c.evidence_id = any(ids) and p.org_id = c.org_id and p.content_id = c.content_id;
  delete from evidence_content c where c.org_id = current_org() and c.evidence_id = any(ids);
  update evidence e set content_id = null, name = null, note = null, erase_on = null, erased_at = request_now(),
    withdrawn_on = coalesce(e.withdrawn_on, request_day()), withdrawn_at = coalesce(e.withdrawn_at, request_now())
  where e.org_id = current_org() and e.evidence_id = any(ids);
  return ids;
end $$;

-- Which files go with what is erased: one, those on checks of and looks at a relationship alone, or all.
create or replace function evidence_of(p_what jsonb) returns uuid[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return array(
    select e.evidence_id from evidence e
    where e.org_id = current_org() and e.erased_at is null
      and (p_what ? 'organisation' or e.evidence_id = (p_what ->> 'evidence')::uuid
        or p_what ? 'relationship' and e.side = 'buyer' and e.links <> '[]' and not exists (
          select from jsonb_array_elements(e.links) l
          where (p_what ->> 'relationship')::uuid is distinct from case l ->> 'kind'
            when 'check' then (select c.relationship_id from declaration_check c where c.org_id = e.org_id and c.check_id = (l ->> 'id')::uuid)
            else (select c.relationship_id from partner_check c where c.org_id = e.org_id and c.partner_check_id = (l ->> 'id')::uuid) end)));
end $$;

-- Erases one file at once: its bytes, and what the record and the log tell of it in words. p_erasure: as of erasure_add.
-- Called by the server.
create or replace function evidence_delete(p_evidence uuid, p_erasure uuid)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence := evidence_find(p_evidence, true);
  what jsonb := jsonb_build_object('evidence', p_evidence);
  done record;
begin
  if e.erased_at is null then
    if evidence_state(e) = 'stored' then
      perform evidence_event_add(e, 'evidence.withdrawn');
    end if;
    select x.counts, x.erased into done from erase(what) x;
    perform erasure_record('asked', p_erasure, what, done.counts, done.erased);
  end if;
  return query select jsonb_build_object('outcome', case when e.erased_at is null then 'removed' else 'same' end, 'body',
    evidence_shape(evidence_find(p_evidence, true))), null::json, null::jsonb;
end $$;

-- Erases one withdrawn file whose time is over; whether there was one.
create or replace function evidence_erase_due(p_erasure uuid, p_now timestamptz, p_day date) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence;
begin
  select * into e from evidence x where x.erase_on <= p_day and not is_put_off('erasure', x.org_id, x.evidence_id::text, p_now)
  order by x.erase_on limit 1 for no key update skip locked;
  if not found then
    return false;
  end if;
  perform erase_aged(p_erasure, e.org_id, e.evidence_id, jsonb_build_object('evidence', e.evidence_id), p_now, p_day);
  return true;
end $$;

grant execute on function evidence_list_page(text, text, timestamptz, uuid, int) to hoshitori_app;
