-- What the 国税庁 publishes of a 法人番号, beside what somebody entered: the name that goes with it, whether the company was
-- closed, and who succeeded it. It is told to whoever entered it and changes no status.

-- What is to be known of a number and the name beside it: the contract's NumberRemarks. Without a file that was loaded, nothing.
-- A published name that lost characters in its conversion is no other name.
create or replace function number_remarks(p_number text, p_name text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  p published_number;
  codes text[];
begin
  if p_number is null then
    return '[]';
  end if;
  select * into p from published_number x where x.number = p_number;
  codes := case
    when p.name is null then case when p.number is not null or exists (select from published_number) then array['number_not_published'] end
    else array_remove(array[
      case when p.name <> p_name and fold(p.name) <> fold(p_name) and not text_lost(p_name, p.name) then 'name_not_as_published' end,
      case when p.closed_on is not null then case when p.successor is null then 'company_closed' else 'company_succeeded' end end], null) end;
  if coalesce(codes, '{}') = '{}' then
    return '[]';
  end if;
  return (
    select jsonb_agg(jsonb_build_object('code', c.code, 'published_name', p.name, 'closed_on', p.closed_on,
      'successor_number', case when c.code = 'company_succeeded' then p.successor end,
      'successor_name', case when c.code = 'company_succeeded' then (select x.name from published_number x where x.number = p.successor) end)
      order by c.place)
    from unnest(codes) with ordinality c(code, place));
end $$;

-- What is dismissed with a remark: it, and what the record says.
create or replace function remark_digest(r relationship, p_remark jsonb) returns text
language sql immutable
as $$
  select encode(sha256(convert_to(jsonb_build_array(r.corporate_number, r.name, p_remark)::text, 'UTF8')), 'hex')
$$;

-- The remarks on a record, without those that its buyer dismissed; one that ended has none.
create or replace function supplier_remarks(r relationship) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  remarks jsonb := case when r.state = 'ended' then '[]' else number_remarks(r.corporate_number, r.name) end;
begin
  return case when remarks = '[]' then remarks else (
    select coalesce(jsonb_agg(x order by n), '[]') from jsonb_array_elements(remarks) with ordinality t(x, n)
    where not exists (select from remark_dismissal d
      where d.org_id = r.org_id and d.relationship_id = r.relationship_id and d.digest = remark_digest(r, x))) end;
end $$;

-- The buyer knows of what is published, and that nothing is to be done: until something else is published or entered.
-- Called by the server.
create or replace function supplier_remark_dismiss(p_supplier text, p_code text, p_reason text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  r relationship := relationship_lock(supplier_of(current_org(), p_supplier));
  remark jsonb := (select x from jsonb_array_elements(supplier_remarks(r)) x where x ->> 'code' = p_code);
begin
  if remark is null then
    perform refuse('number_remark_gone', 'code');
  end if;
  insert into remark_dismissal (org_id, relationship_id, digest, code, reason, key_id, recorded_at)
  values (r.org_id, r.relationship_id, remark_digest(r, remark), p_code, p_reason, request_key(), request_now());
  return query select supplier_result(r.relationship_id, 'changed'), relationship_touched(r.relationship_id),
    jsonb_build_object('object', 'suppliers/' || r.relationship_id, 'detail', remark || jsonb_build_object('name', r.name,
      'corporate_number', r.corporate_number, 'reason', p_reason));
end $$;

-- By what lists find a record with remarks: remark:any and remark:… for each. The last one differs whenever they do, so that
-- what was read of the record is read anew.
create or replace function remark_marks(r relationship) returns text[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  remarks jsonb := supplier_remarks(r);
begin
  return case when remarks = '[]' then '{}' else array['remark:any']
    || array(select 'remark:' || (x ->> 'code') from jsonb_array_elements(remarks) x) || ('remark#' || md5(remarks::text)) end;
end $$;

-- A file begins; what another one left when it ended early goes.
-- Called by the operator.
create or replace function published_begin() returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$ truncate published_row $$;

-- Rows of it, as domain/published.h reads them.
-- Called by the operator.
create or replace function published_add(p_load uuid, p_rows jsonb) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  insert into published_row (load_id, place, number, name, updated_on, closed_on, successor)
  select p_load, x.place, x.number, x.name, x.updated_on, x.closed_on, x.successor
  from jsonb_to_recordset(p_rows) x(place bigint, number text, name text, updated_on date, closed_on date, successor text)
$$;

-- All rows of it were added: they are what is published, but for those that tell of an earlier day than what is known. p_full: what
-- is not among them is published no more. No row when rows are missing since another file began.
-- Called by the operator.
create or replace function published_load(p_load uuid, p_rows bigint, p_full boolean)
returns table (added bigint, changed bigint, removed bigint)
language plpgsql volatile security definer rows 1 set search_path = hoshitori, pg_temp
as $$
begin
  lock table published_number in share row exclusive mode;
  if (select count(*) from published_row x where x.load_id = p_load) <> p_rows then
    return;
  end if;
  return query
    with fresh as materialized (
      select distinct on (x.number) x.* from published_row x where x.load_id = p_load
      order by x.number, x.updated_on desc, x.place desc
    ), new as (
      insert into published_number (number, name, updated_on, closed_on, successor)
      select f.number, f.name, f.updated_on, f.closed_on, f.successor from fresh f
      where not exists (select from published_number p where p.number = f.number) returning number
    ), other as (
      update published_number p set (name, updated_on, closed_on, successor) = (f.name, f.updated_on, f.closed_on, f.successor)
      from fresh f where p.number = f.number and p.updated_on <= f.updated_on
        and (p.name, p.updated_on, p.closed_on, p.successor) is distinct from (f.name, f.updated_on, f.closed_on, f.successor)
      returning p.number
    ), gone as (
      delete from published_number p where p_full and p.updated_on <= (select max(f.updated_on) from fresh f)
        and not exists (select from fresh f where f.number = p.number) returning p.number
    )
    select (select count(*) from new), (select count(*) from other), (select count(*) from gone);
  truncate published_row;
end $$;

-- The next relationships in the order of buyers and ids, and facts of those on whose board the remarks are not what they are now.
-- No row when none is left.
-- Called by the operator.
create or replace function published_chunk(p_org uuid, p_after uuid, p_limit int)
returns table (facts json, org uuid, after uuid)
language plpgsql volatile security definer rows 1 set search_path = hoshitori, pg_temp
as $$
declare
  buyers uuid[];
  relationships uuid[];
begin
  with next as materialized (
    select r.org_id, r.relationship_id, array(select m from unnest(b.marks) with ordinality w(m, i) where m ^@ 'remark' order by i)
      is distinct from remark_marks(r) as stale
    from relationship r left join board b on b.org_id = r.org_id and b.relationship_id = r.relationship_id
    where p_org is null or (r.org_id, r.relationship_id) > (p_org, p_after)
    order by r.org_id, r.relationship_id limit p_limit
  )
  select array_agg(n.org_id order by n.relationship_id) filter (where n.stale),
    array_agg(n.relationship_id order by n.relationship_id) filter (where n.stale), l.org_id, l.relationship_id
  into buyers, relationships, org, after
  from next n, (select x.org_id, x.relationship_id from next x order by x.org_id desc, x.relationship_id desc limit 1) l
  group by l.org_id, l.relationship_id;
  if found then
    facts := facts_locked(coalesce(buyers, '{}'), coalesce(relationships, '{}'));
    return next;
  end if;
end $$;
