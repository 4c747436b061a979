-- Records of one buyer that are alike, and of which the buyer said that they are not the same supplier.

-- A code as people mistake it for another: neither width nor case nor zeros before a number, nor those of a fraction (12.0).
create or replace function likeness_code(p_code text) returns text
language sql immutable parallel safe
as $$
  select regexp_replace(regexp_replace(hoshitori.fold_label(p_code), '^([0-9]+)\.0+$', '\1'), '(^|[^0-9])0+(?=[0-9])', '\1', 'g')
$$;

-- By what a record is found to be like another one. p_folded: its name, folded.
create or replace function likeness_keys(p_folded text, p_code text, p_number text) returns text[]
language sql immutable parallel safe
as $$
  select array_remove(array['number:' || p_number, 'name:' || nullif(left(p_folded, 200), ''), 'code:' || hoshitori.likeness_code(p_code)], null)
$$;

-- What these records are found by to be alike, anew.
create or replace function likeness_put(p_orgs uuid[], p_relationships uuid[]) returns void
language sql volatile security definer set search_path = hoshitori, pg_temp
as $$
  delete from likeness l using unnest(p_orgs, p_relationships) t(org_id, relationship_id)
  where l.org_id = t.org_id and l.relationship_id = t.relationship_id;
  insert into likeness (org_id, key, relationship_id)
  select b.org_id, k.key, b.relationship_id
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board b using (org_id, relationship_id)
    cross join lateral unnest(likeness_keys(split_part(b.search, ' ', 1), b.code, b.counterparty_number)) k(key)
  where b.side = 'buyer' and b.state <> 'ended';
$$;

-- That the buyer said of two records that they are two suppliers. Expanded into its statement: it is asked for each pair.
create or replace function likeness_dismissed(p_org uuid, p_one uuid, p_two uuid) returns setof likeness_dismissal
language sql stable
as $$
  select d.* from hoshitori.likeness_dismissal d
  where d.org_id = p_org and d.one = least(p_one, p_two) and d.two = greatest(p_one, p_two) and d.ended_at is null
$$;

-- The buyer's other records that are probably the same supplier, and by what: ten of the first fifty of each likeness, for a
-- thousand may have one name.
create or replace function supplier_alike(p_relationship uuid) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select coalesce(jsonb_agg(to_jsonb(a) order by a.name, a.relationship), '[]') from (
    select o.relationship_id as relationship, o.name, o.code, o.corporate_number, o.state,
      array_agg(split_part(l.key, ':', 1) order by l.key) as alike
    from relationship r cross join lateral unnest(likeness_keys(fold(r.name), r.code, r.corporate_number)) k(key)
      cross join lateral (
        select x.* from likeness x
        where x.org_id = r.org_id and x.key = k.key and x.relationship_id <> r.relationship_id
          and not exists (select from likeness_dismissed(r.org_id, r.relationship_id, x.relationship_id))
        order by x.relationship_id limit 50) l
      join relationship o on o.org_id = l.org_id and o.relationship_id = l.relationship_id
    where r.org_id = current_org() and r.relationship_id = p_relationship and o.state <> 'ended'
    group by 1, 2, 3, 4, 5 order by o.name, o.relationship_id limit 10) a
$$;

-- The records of the asking buyer that are alike, in groups: by what, and who; without those of which the buyer said that they
-- are others. In the order of their keys.
create or replace function likeness_page(p_after text, p_rows int) returns table (item jsonb, key text)
language plpgsql stable security definer rows 50 set search_path = hoshitori, pg_temp
as $$
begin
  return query
    select jsonb_build_object('alike', split_part(g.key, ':', 1), 'suppliers', (
        select jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code,
          'corporate_number', r.corporate_number, 'state', r.state) order by r.code, r.relationship_id)
        from (select l.* from likeness l
          where l.org_id = current_org() and l.key = g.key and exists (
            select from likeness o where o.org_id = l.org_id and o.key = l.key and o.relationship_id <> l.relationship_id
              and not exists (select from likeness_dismissed(l.org_id, l.relationship_id, o.relationship_id)))
          order by l.relationship_id limit 50) l
          join relationship r on r.org_id = l.org_id and r.relationship_id = l.relationship_id)), g.key
    from (select l.key from likeness l where l.org_id = current_org() and l.key > coalesce(p_after, '')
      group by l.key having count(*) > 1 and exists (
        select from likeness a join likeness b on b.org_id = a.org_id and b.key = a.key and b.relationship_id > a.relationship_id
        where a.org_id = current_org() and a.key = l.key
          and not exists (select from likeness_dismissed(a.org_id, a.relationship_id, b.relationship_id)))
      order by l.key limit p_rows) g;
end $$;

-- Notes on rows of a sheet that would be new: suppliers on file, or rows before them, that are probably the same.
create or replace function import_note_alike(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  places int[];
  told jsonb[];
begin
  with given as materialized (
    select x.place, x.line, k.key
    from import_row x cross join lateral jsonb_array_elements_text(x.content -> 'likeness') k(key)
    where x.org_id = current_org() and x.job_id = p_job and x.outcome = 'added'
  ), known as (
    select distinct on (g.place) g.place, f.params, split_part(g.key, ':', 1) as alike
    from given g join (
      select k.key, r.params from (select distinct x.key from given x) k cross join lateral (
        select jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code) as params
        from likeness l join relationship r on r.org_id = l.org_id and r.relationship_id = l.relationship_id and r.state <> 'ended'
        where l.org_id = current_org() and l.key = k.key order by l.relationship_id limit 1) r) f on f.key = g.key
    order by g.place, g.key
  ), within as (
    select distinct on (w.place) w.place, jsonb_build_object('line', w.first) as params, split_part(w.key, ':', 1) as alike
    from (select g.place, g.key, g.line, first_value(g.line) over (partition by g.key order by g.place) as first from given g) w
    where w.first <> w.line order by w.place, w.key
  )
  select array_agg(n.place), array_agg(jsonb_build_array(jsonb_build_object(
    'column', case n.alike when 'number' then 'corporate_number' else n.alike end, 'code', n.code, 'params', n.params)))
  into places, told
  from (select k.place, k.params, k.alike, 'likely_duplicate' as code from known k
    union all select w.place, w.params, w.alike, 'likely_duplicate_row' from within w
      where not exists (select from known k where k.place = w.place)) n;
  update import_row x set notes = n.note from unnest(places, told) n(place, note)
  where x.org_id = current_org() and x.job_id = p_job and x.place = n.place;
end $$;

-- Both records of a pair, the smaller id first; refuses what is none.
create or replace function likeness_pair(p_suppliers jsonb) returns uuid[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[] := array(select r.relationship_id from relationship r where r.org_id = current_org()
    and r.relationship_id in (select x::uuid from jsonb_array_elements_text(p_suppliers) x) order by 1);
begin
  if cardinality(ids) <> 2 then
    perform refuse('not_found');
  end if;
  return ids;
end $$;

-- They are two suppliers, whatever looks alike.
-- Called by the server.
create or replace function likely_duplicate_dismiss(p_suppliers jsonb, p_reason text)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[] := likeness_pair(p_suppliers);
begin
  insert into likeness_dismissal (org_id, one, two, reason, key_id, recorded_at)
  values (current_org(), ids[1], ids[2], p_reason, request_key(), request_now())
  on conflict (org_id, one, two) where ended_at is null do nothing;
  return query select jsonb_build_object('outcome', case when found then 'changed' else 'same' end, 'body', (
      select dismissal_shape(d) from likeness_dismissal d
      where d.org_id = current_org() and d.one = ids[1] and d.two = ids[2] and d.ended_at is null)), null::json,
    case when found then jsonb_build_object('object', 'suppliers/' || ids[1], 'detail',
      jsonb_build_object('other', ids[2], 'reason', p_reason)) end;
end $$;

-- What was said is taken back: they may be one.
-- Called by the server.
create or replace function likely_duplicate_restore(p_suppliers jsonb)
returns table (result jsonb, facts json, audit jsonb)
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[] := likeness_pair(p_suppliers);
  d likeness_dismissal;
begin
  update likeness_dismissal x set ended_at = request_now(), ended_by = request_key()
  where x.org_id = current_org() and x.one = ids[1] and x.two = ids[2] and x.ended_at is null returning * into d;
  if not found then
    perform refuse('not_found');
  end if;
  return query select jsonb_build_object('outcome', 'changed', 'body', dismissal_shape(d)), null::json,
    jsonb_build_object('object', 'suppliers/' || ids[1], 'detail', jsonb_build_object('other', ids[2]));
end $$;

-- The contract's Dismissal: who said it, and when.
create or replace function dismissal_shape(d likeness_dismissal) returns jsonb
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select jsonb_build_object('suppliers', (
      select jsonb_agg(jsonb_build_object('relationship', r.relationship_id, 'name', r.name, 'code', r.code,
        'corporate_number', r.corporate_number, 'state', r.state) order by r.relationship_id)
      from relationship r where r.org_id = d.org_id and r.relationship_id in (d.one, d.two)),
    'reason', d.reason, 'key', d.key_id::text, 'by', (
      select u.name from api_key k join user_account u on u.org_id = k.org_id and u.user_id = coalesce(k.user_id, k.responsible)
      where k.org_id = d.org_id and k.key_id = d.key_id),
    'recorded_at', instant_text(d.recorded_at))
$$;

-- Newest first, after the one of the page before.
create or replace function dismissal_page(p_at timestamptz, p_pair uuid[], p_rows int)
returns table (item jsonb, recorded_at timestamptz, pair uuid[])
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select dismissal_shape(d), d.recorded_at, array[d.one, d.two] from likeness_dismissal d
  where d.org_id = current_org() and d.ended_at is null
    and (d.recorded_at, d.one, d.two) < (coalesce(p_at, 'infinity'),
      coalesce(p_pair[1], 'ffffffff-ffff-ffff-ffff-ffffffffffff'), coalesce(p_pair[2], 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  order by d.recorded_at desc, d.one desc, d.two desc limit p_rows
$$;

grant execute on function likeness_page(text, int), dismissal_page(timestamptz, uuid[], int) to hoshitori_app;
