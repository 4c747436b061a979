-- Evidence files that a supplier shows its buyers.

-- A file as a buyer sees it: without the supplier's own note.
create or replace function disclosed_evidence_shape(e evidence) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('evidence', e.evidence_id, 'name', e.name, 'file_name', evidence_file_name(e), 'links', e.links, 'media_type', e.media_type, 'size', e.size,
    'digest', encode(e.digest, 'hex'), 'stored_at', instant_text(e.stored_at))
$$;

-- Files that stood on a day as known at an instant and were not withdrawn since, newest first; see disclosed_page.
create or replace function disclosed_evidence_page(p_selector text, p_as_of date, p_known_at timestamptz, p_before timestamptz,
  p_before_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := disclosed_from(p_selector);
  day date := coalesce(p_as_of, request_day());
  known_at timestamptz := coalesce(p_known_at, 'infinity');
  found uuid[];
begin
  if disclosure_reaches(r, 'evidence', day, known_at) then
    found := array(
      select e.evidence_id from evidence e
      where e.org_id = r.supplier_id and e.side = 'supplier' and e.content_id is not null and e.withdrawn_at is null
        and e.stored_at <= known_at and tokyo_day(e.stored_at) <= day
        and (e.recorded_at, e.evidence_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by e.recorded_at desc, e.evidence_id desc limit p_rows);
  end if;
  perform disclosed_page_read(r, 'evidence', found, p_before is null, p_rows);
  return query select disclosed_evidence_shape(e), instant_text(e.recorded_at), e.evidence_id
    from unnest(found) f join evidence e on e.org_id = r.supplier_id and e.evidence_id = f
    order by e.recorded_at desc, e.evidence_id desc;
end $$;

-- The file, if it is shown to the buyer today. Refuses whatever else alike.
create or replace function disclosed_evidence_find(r relationship, p_evidence uuid) returns evidence
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  e evidence;
begin
  if disclosure_reaches(r, 'evidence', request_day(), 'infinity') then
    select * into e from evidence x
    where x.org_id = r.supplier_id and x.evidence_id = p_evidence and x.side = 'supplier' and x.content_id is not null
      and x.withdrawn_at is null;
  end if;
  if e.evidence_id is null then
    perform refuse('nothing_shown');
  end if;
  return e;
end $$;

-- As evidence_open, for the buyer; written down.
create or replace function disclosed_evidence_open(p_selector text, p_evidence uuid)
returns table (evidence uuid, content uuid, sealed_key bytea, size bigint, media_type text, name text, digest bytea)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := disclosed_from(p_selector);
  e evidence;
begin
  e := disclosed_evidence_find(r, p_evidence);
  perform disclosure_read_add(r, 'evidence', array[e.evidence_id], true);
  return query select * from evidence_opened(e);
end $$;

-- As evidence_piece_of: who withdraws in between ends the reading.
create or replace function disclosed_evidence_piece_of(p_selector text, p_evidence uuid, p_place int) returns bytea
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return evidence_piece_at(disclosed_evidence_find(side_relationship('buyer', p_selector), p_evidence), p_place);
end $$;

grant execute on function disclosed_evidence_page(text, date, timestamptz, timestamptz, uuid, int),
  disclosed_evidence_open(text, uuid), disclosed_evidence_piece_of(text, uuid, int) to hoshitori_app;
