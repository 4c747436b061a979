-- The bytes of evidence files, in sealed pieces.

-- Bytes on their way in

-- MiB that the organisation's files take, and those on their way.
create or replace function evidence_room_used() returns bigint
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (select ceil(coalesce(sum(c.size), 0) / 1048576) from evidence_content c where c.org_id = current_org());
end $$;

-- Begins to take a file's bytes in, and says whether there is anything to take: false where just these are stored. Their room
-- is taken until they are stored or dropped.
-- Called by the server.
create or replace function evidence_begin(p_evidence uuid, p_content uuid, p_size bigint, p_digest bytea, p_sealed_key bytea)
returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence := evidence_find(p_evidence, true);
begin
  if evidence_state(e) = 'stored' and e.digest = p_digest then
    return false;
  elsif evidence_state(e) <> 'awaiting_content' then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  end if;
  perform quota_lock('evidence_mib');
  insert into evidence_content (org_id, content_id, evidence_id, size, digest, sealed_key, begun_at)
  values (e.org_id, p_content, e.evidence_id, p_size, p_digest, p_sealed_key, request_now());
  if evidence_room_used() > quota_most('evidence_mib') then
    perform refuse('evidence_room', null, jsonb_build_object('most', quota_most('evidence_mib')));
  end if;
  return true;
end $$;

-- Puts one piece by; the same again stays as it is.
-- Called by the server.
create or replace function evidence_piece_add(p_content uuid, p_place int, p_sealed bytea) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  perform from evidence_content c where c.org_id = current_org() and c.content_id = p_content and c.stored_at is null for key share;
  if not found then
    perform refuse('not_found');
  end if;
  insert into evidence_piece (org_id, content_id, place, sealed) values (current_org(), p_content, p_place, p_sealed)
  on conflict (org_id, content_id, place) do nothing;
end $$;

-- Takes away what was not stored. Nobody has to be let in for it: whose key ended meanwhile leaves nothing either. Who names all
-- three is who began it: ids of contents are told to nobody.
-- Called by the server.
create or replace function evidence_drop(p_org uuid, p_evidence uuid, p_content uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  delete from evidence_content c where c.org_id = p_org and c.evidence_id = p_evidence and c.content_id = p_content
    and c.stored_at is null;
  if found then
    delete from evidence_piece p where p.org_id = p_org and p.content_id = p_content;
  end if;
end $$;

-- Takes away what the virus scanner did not let through; the log keeps under which signature.
-- Called by the server.
create or replace function evidence_refuse(p_evidence uuid, p_content uuid, p_signature text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence := evidence_find(p_evidence, true);
begin
  perform evidence_drop(e.org_id, e.evidence_id, p_content);
  return query select jsonb_build_object('outcome', 'removed'), null::json,
    jsonb_build_object('action', 'evidence refused', 'object', 'evidence/' || e.evidence_id, 'detail',
      jsonb_build_object('signature', p_signature));
end $$;

-- All bytes are there and are what was announced: from now on it is the file. Whoever else put the same at the same time is
-- told so, and its bytes go. p_content null: they were there before.
-- Called by the server.
create or replace function evidence_store(p_evidence uuid, p_content uuid, p_media_type text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence := evidence_find(p_evidence, true);
  c evidence_content;
begin
  select * into c from evidence_content x where x.org_id = current_org() and x.content_id = p_content and x.evidence_id = e.evidence_id
    for update;
  if p_content is not null and c.content_id is null then
    perform refuse('not_found');
  elsif evidence_state(e) = 'stored' and (p_content is null or e.digest = c.digest) then
    perform evidence_drop(e.org_id, e.evidence_id, p_content);
    return query select jsonb_build_object('outcome', 'same', 'body', evidence_shape(e)), null::json, null::jsonb;
    return;
  elsif evidence_state(e) <> 'awaiting_content' or p_content is null then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  -- Sealed, a piece is 40 bytes longer.
  elsif (select sum(octet_length(p.sealed) - 40) from evidence_piece p where p.org_id = c.org_id and p.content_id = c.content_id)
    is distinct from c.size then
    raise exception 'pieces of % are missing', c.content_id;
  end if;
  update evidence_content x set stored_at = request_now() where x.org_id = c.org_id and x.content_id = c.content_id;
  update evidence x set content_id = c.content_id, media_type = p_media_type, size = c.size, digest = c.digest, stored_at = request_now()
  where x.org_id = e.org_id and x.evidence_id = e.evidence_id
  returning * into e;
  perform evidence_event_add(e, 'evidence.added');
  return query select jsonb_build_object('outcome', 'changed', 'body', evidence_shape(e)), null::json,
    jsonb_build_object('object', 'evidence/' || e.evidence_id, 'detail',
      jsonb_build_object('media_type', e.media_type, 'size', e.size, 'digest', encode(e.digest, 'hex')));
end $$;

-- What was cut off: attempts that nobody can be at any more. How many went.
create or replace function evidence_purge(p_now timestamptz, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  orgs uuid[];
  ids uuid[];
begin
  select array_agg(c.org_id), array_agg(c.content_id) into orgs, ids from (
    select x.org_id, x.content_id from evidence_content x
    where x.stored_at is null and x.begun_at < p_now - interval '30 minutes'
    order by x.begun_at limit least(p_limit, 8) for update skip locked) c;
  delete from evidence_piece p using unnest(orgs, ids) c(org, id) where p.org_id = c.org and p.content_id = c.id;
  delete from evidence_content x using unnest(orgs, ids) c(org, id) where x.org_id = c.org and x.content_id = c.id;
  return coalesce(cardinality(ids), 0);
end $$;

-- Bytes on their way out

-- What is told of a stored file, and the key of its pieces.
create or replace function evidence_opened(e evidence)
returns table (evidence uuid, content uuid, sealed_key bytea, size bigint, media_type text, name text, digest bytea)
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  if e.content_id is null then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  end if;
  return query select e.evidence_id, c.content_id, c.sealed_key, e.size, e.media_type, evidence_file_name(e), e.digest
    from evidence_content c where c.org_id = e.org_id and c.content_id = e.content_id;
end $$;

-- One of its pieces; null where it is missing. Stable, as all that reads pieces: what is erased meanwhile is there as a
-- whole or is erased, and never seems damaged.
create or replace function evidence_piece_at(e evidence, p_place int) returns bytea
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  if e.content_id is null then
    perform refuse('evidence_state', null, jsonb_build_object('state', evidence_state(e)));
  end if;
  return (select p.sealed from evidence_piece p where p.org_id = e.org_id and p.content_id = e.content_id and p.place = p_place);
end $$;

-- The stored file, for whoever may read it.
create or replace function evidence_open(p_evidence uuid)
returns table (evidence uuid, content uuid, sealed_key bytea, size bigint, media_type text, name text, digest bytea)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select * from evidence_opened(evidence_find(p_evidence, false));
end $$;

-- One of its pieces, for whoever may read it.
create or replace function evidence_piece_of(p_evidence uuid, p_place int) returns bytea
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return evidence_piece_at(evidence_find(p_evidence, false), p_place);
end $$;

-- The first stored file behind one (null: of all), whatever the side: for the archive of all that there is.
create or replace function archive_evidence_after(p_evidence uuid)
returns table (evidence uuid, content uuid, sealed_key bytea, size bigint, media_type text, name text, digest bytea)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return query select o.* from (
    select e from evidence e where e.org_id = current_org() and e.content_id is not null and (p_evidence is null or e.evidence_id > p_evidence)
    order by e.evidence_id limit 1) x, evidence_opened(x.e) o;
end $$;

-- One of its pieces. What was erased since it was found ends the archive.
create or replace function archive_evidence_piece_of(p_evidence uuid, p_place int) returns bytea
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence;
begin
  select * into e from evidence x where x.org_id = current_org() and x.evidence_id = p_evidence;
  return evidence_piece_at(e, p_place);
end $$;

grant execute on function evidence_open(uuid), evidence_piece_of(uuid, int), archive_evidence_after(uuid),
  archive_evidence_piece_of(uuid, int) to hoshitori_app;
