-- What a buyer reads of what is shown to it (disclosure.sql), and the record of it. Files: evidence_disclosed.sql.

-- Of one assessment what a kind shows, readiness by the criteria that were known at an instant. An answer's note is the supplier's
-- own and never shown.
create or replace function disclosed_shape(a assessment, p_kind text, p_language text, p_known_at timestamptz) returns jsonb
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return jsonb_build_object('assessment', a.assessment_id, 'edition', a.edition_id, 'star', a.star, 'scope', a.scope,
      'scope_text', a.scope_text, 'assessed_on', a.assessed_on) || case p_kind
    when 'readiness' then (
      select assessment_counted(a, a.star, t) || jsonb_build_object('included', assessment_included(a, t))
      from edition_transcription_known(a.edition_id, p_known_at) t)
    when 'gaps' then jsonb_build_object('gaps', assessment_gaps(a, p_language))
    else jsonb_build_object('answers', (
      select coalesce(jsonb_agg(g - 'note' order by n), '[]') from jsonb_array_elements(assessment_answers(a)) with ordinality x(g, n)
      where g ->> 'answer' is not null))
    end;
end $$;

-- Writes down what a buyer reads, each item once an hour, in the transaction in which it reads: a self-assessment, a file's bytes
-- (p_content), or a list of files, which is one item: of its names those that this hour has not told yet. The id of a row is made of
-- what is read and when: random values come from the program, once a request.
create or replace function disclosure_read_add(r relationship, p_kind text, p_ids uuid[], p_content boolean) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  this_hour timestamptz := date_trunc('hour', request_now());
  names boolean := p_kind = 'evidence' and not p_content;
  new_ids uuid[] := p_ids;
begin
  if names then
    new_ids := array(
      select f from unnest(p_ids) with ordinality x(f, n)
      where not exists (select from disclosure_read d where d.org_id = r.supplier_id and d.relationship_id = r.relationship_id
        and d.recorded_at >= this_hour and d.hour = this_hour and f = any(d.files)) order by n);
  end if;
  insert into disclosure_read (org_id, read_id, relationship_id, kind, assessment_id, evidence_id, files, content, hour, recorded_at)
  select r.supplier_id, encode(substring(sha256(convert_to(concat_ws(' ', r.relationship_id, p_kind, i.one, i.several,
      case when p_content then 'content' end, this_hour), 'UTF8')) for 16), 'hex')::uuid,
    r.relationship_id, p_kind, case when p_kind <> 'evidence' then i.one end, case when p_kind = 'evidence' then i.one end, i.several,
    p_content, this_hour, request_now()
  from (
    select null::uuid as one, new_ids as several where names and new_ids <> '{}'
    union all
    select f, null from unnest(new_ids) f where not names) i
  on conflict do nothing;
end $$;

-- The buyer's own relationship, locked, so that who withdraws at the same time either comes first or waits for the answer.
create or replace function disclosed_from(p_selector text) returns relationship
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship('buyer', p_selector);
begin
  select x.* into r from relationship x where x.org_id = r.org_id and x.relationship_id = r.relationship_id for share;
  return r;
end $$;

-- Writes down, once an hour, what a page of p_rows - 1 items shows: the row more that only tells whether a page follows is not
-- shown, so it is not read. Nothing to show on the first page is answered like what is not shown.
create or replace function disclosed_page_read(r relationship, p_kind text, p_found uuid[], p_first boolean, p_rows int) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  if p_first and coalesce(cardinality(p_found), 0) = 0 then
    perform refuse('nothing_shown');
  end if;
  perform disclosure_read_add(r, p_kind, p_found[:p_rows - 1], false);
end $$;

-- What stood on a day as known at an instant: of each star and scope the newest submission, newest first. What is returned is
-- written down in the same transaction.
create or replace function disclosed_page(p_kind text, p_selector text, p_as_of date, p_known_at timestamptz, p_language text,
  p_before timestamptz, p_before_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := disclosed_from(p_selector);
  day date := coalesce(p_as_of, request_day());
  known_at timestamptz := coalesce(p_known_at, 'infinity');
  found uuid[];
begin
  if disclosure_reaches(r, p_kind, day, known_at) then
    found := array(
      select a.assessment_id from (
        select distinct on (x.star, x.scope, x.scope_text) x.* from assessment x
        where x.org_id = r.supplier_id and x.submitted_at <= known_at and x.assessed_on <= day
          and (p_kind <> 'readiness' or x.star >= 3)
        order by x.star, x.scope, x.scope_text, x.submission desc) a
      where (a.withdrawn_at is null or a.withdrawn_at > known_at or a.withdrawn_on > day)
        and (a.submitted_at, a.assessment_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      order by a.submitted_at desc, a.assessment_id desc limit p_rows);
  end if;
  perform disclosed_page_read(r, p_kind, found, p_before is null, p_rows);
  return query select disclosed_shape(a, p_kind, p_language, known_at), instant_text(a.submitted_at), a.assessment_id
    from unnest(found) f join assessment a on a.org_id = r.supplier_id and a.assessment_id = f
    order by a.submitted_at desc, a.assessment_id desc;
end $$;

-- The contract's DisclosureRead.
create or replace function disclosure_read_shape(d disclosure_read) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select jsonb_build_object('kind', d.kind, 'assessment', d.assessment_id, 'edition', a.edition_id, 'star', a.star,
      'assessed_on', a.assessed_on, 'evidence', d.evidence_id, 'name', e.name, 'files', (
        select coalesce(jsonb_agg(jsonb_build_object('evidence', f, 'name', x.name) order by n), '[]')
        from unnest(d.files) with ordinality l(f, n) join evidence x on x.org_id = d.org_id and x.evidence_id = f),
      'content', d.content, 'read_at', instant_text(d.recorded_at), 'audit_event', d.audit_seq)
    from (select) one
      left join assessment a on a.org_id = d.org_id and a.assessment_id = d.assessment_id
      left join evidence e on e.org_id = d.org_id and e.evidence_id = d.evidence_id);
end $$;

-- What a buyer read, newest first.
create or replace function disclosure_read_page(p_relationship text, p_before timestamptz, p_before_id uuid, p_rows int)
returns table (item jsonb, first text, second uuid)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := side_relationship('supplier', p_relationship);
begin
  return query
    select disclosure_read_shape(d), instant_text(d.recorded_at), d.read_id
    from disclosure_read d
    where d.org_id = r.supplier_id and d.relationship_id = r.relationship_id
      and (d.recorded_at, d.read_id) < (coalesce(p_before, 'infinity'), coalesce(p_before_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    order by d.recorded_at desc, d.read_id desc limit p_rows;
end $$;

-- What it read on one day, as far as that was on file at an instant: the newest 1,000.
create or replace function disclosure_reads_on(r relationship, p_day date, p_known_at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    select coalesce(jsonb_agg(disclosure_read_shape(d) order by d.recorded_at desc, d.read_id desc), '[]')
    from (
      select x.* from disclosure_read x
      where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id and x.recorded_at >= tokyo_start(p_day)
        and x.recorded_at < tokyo_start(p_day + 1) and x.recorded_at <= p_known_at
      order by x.recorded_at desc, x.read_id desc limit 1000) d);
end $$;

-- What the log and the feed tell of it.
create or replace function disclosure_read_told(d disclosure_read) returns jsonb
language sql stable set search_path = hoshitori, pg_temp
as $$
  select jsonb_strip_nulls(jsonb_build_object('kind', d.kind, 'assessment', d.assessment_id, 'evidence', d.evidence_id,
    'files', to_jsonb(d.files), 'content', case when d.kind = 'evidence' then d.content end, 'read_at', instant_text(d.recorded_at)))
$$;

-- Puts what was read into the logs of the suppliers, one of them at a time: a transaction appends to one chain. Returns how many
-- entries.
-- Called by the server.
create or replace function worker_log_reads(p_now timestamptz, p_day date, p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  supplier uuid;
  ids uuid[];
  d disclosure_read;
begin
  select x.org_id into supplier from disclosure_read x
  where x.audit_seq is null and not is_put_off('reads', x.org_id, x.read_id::text, p_now)
  order by x.org_id, x.recorded_at limit 1 for no key update skip locked;
  if not found then
    return 0;
  end if;
  ids := array(select x.read_id from disclosure_read x
    where x.org_id = supplier and x.audit_seq is null and not is_put_off('reads', x.org_id, x.read_id::text, p_now)
    order by x.recorded_at limit p_limit for no key update skip locked);
  perform request_set(supplier, null, p_now, p_day, 'worker');
  for d in select * from disclosure_read x where x.org_id = supplier and x.read_id = any(ids) order by x.recorded_at, x.read_id loop
    begin
      perform event_put(supplier, d.relationship_id, 'supplier', 'disclosure.read', disclosure_read_told(d));
      update disclosure_read x set audit_seq = audit_append('disclosure read', 'buyers/' || d.relationship_id, disclosure_read_told(d))
      where x.org_id = d.org_id and x.read_id = d.read_id;
      perform put_off_done('reads', d.org_id, d.read_id::text);
    exception when query_canceled or others then
      if not put_off_add('reads', d.org_id, d.read_id::text, p_now, p_limit = 1, sqlstate, sqlerrm) then
        raise;
      end if;
    end;
  end loop;
  return cardinality(ids);
end $$;

grant execute on function disclosed_page(text, text, date, timestamptz, text, timestamptz, uuid, int),
  disclosure_read_page(text, timestamptz, uuid, int) to hoshitori_app;
