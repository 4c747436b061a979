-- Categories and tags that a buyer uses, by what they look like: two spellings that people take for one word are told before
-- a third is made.

-- A category's and tags' looks, beside their spellings. What differs only by marks, blanks, kana or old forms of characters looks
-- alike (CAD-1, CAD1, Cad 1). Folding is dear, so it is done once for all of them.
create or replace function labels_looked(p_category text, p_tags text[]) returns table (look text, name text)
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
declare
  labels text[] := fold_labels(p_category, p_tags);
begin
  return query
    select case when l.look in ('category:', 'tag:') then l.label else l.look end, l.name
    from unnest(labels, string_to_array(fold(array_to_string(labels, E'\x1f')), E'\x1f'),
      array_remove(array[p_category], null) || p_tags) l(label, look, name);
end $$;

-- What a label of that selector looks like.
create or replace function label_look(p_selector text, p_name text) returns text
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select l.look from labels_looked(case p_selector when 'category' then p_name end,
    case p_selector when 'tag' then array[p_name] else '{}' end) l
$$;

-- The labels in use of these relationships made anew from their lines.
create or replace function label_use_put(p_orgs uuid[], p_relationships uuid[]) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  delete from label_use u using unnest(p_orgs, p_relationships) t(org_id, relationship_id)
  where u.org_id = t.org_id and u.relationship_id = t.relationship_id;
  insert into label_use (org_id, relationship_id, look, name)
  select b.org_id, b.relationship_id, l.look, l.name
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board b using (org_id, relationship_id)
    cross join lateral labels_looked(b.category, b.tags) l
  where b.side = 'buyer' and b.state <> 'ended' and (b.category is not null or b.tags <> '{}')
  on conflict do nothing;
end $$;

-- Those in use that have one of these looks: for how many suppliers each is. One that only a rule has is used by none.
create or replace function labels_used(p_looks text[]) returns table (look text, name text, suppliers int, rule boolean)
language plpgsql stable security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off
as $$
begin
  return query
    select x.look, x.name, sum(x.suppliers)::int, bool_or(x.rule)
    from (
      select u.look, u.name, count(*) as suppliers, false as rule
      from label_use u where u.org_id = current_org() and u.look = any(p_looks) group by u.look, u.name
      union all
      select l.look, s.name, 0, true
      from rules_standing() s cross join lateral label_look(s.selector, s.name) l(look) where l.look = any(p_looks)) x
    group by x.look, x.name;
end $$;

-- Those that look like p_near, most used first: the contract's LabelList.
-- Called by the server.
create or replace function label_list(p_selector text, p_near text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  looks text[] := array(select label_look(s, p_near) from unnest(array['category', 'tag']) s where p_selector is null or s = p_selector);
begin
  return (
    select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('selector', split_part(n.look, ':', 1), 'name', n.name,
        'suppliers', n.suppliers, 'rule', n.rule, 'same', fold_label(n.name) = fold_label(p_near))
      order by n.suppliers desc, n.look, n.name), '[]'))
    from (select * from labels_used(looks) u order by u.suppliers desc, u.look, u.name limit 20) n);
end $$;

-- Notes on rows of a sheet whose category or tag is a new spelling that looks like one in use, or like one in a row before.
-- So that no sheet can take longer than a statement may, of the labels that their suppliers do not have yet the first 5,000
-- are looked at, and the first 1,000 of those that nobody has.
create or replace function import_note_labels(p_job uuid) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  places int[];
  told jsonb[];
begin
  with given as materialized (
    select x.place, x.line, l.selector, l.name
    from import_row x cross join lateral (
      select 'category', x.content -> 'record' ->> 'category'
      union all
      select 'tag', t from jsonb_array_elements_text(x.content -> 'record' -> 'tags') t) l(selector, name)
    where x.org_id = current_org() and x.job_id = p_job and x.outcome in ('added', 'changed') and l.name is not null
      and not exists (select from label_use u where u.org_id = x.org_id and u.relationship_id = x.relationship_id and u.name = l.name
        and starts_with(u.look, l.selector || ':'))
  ), looked as materialized (
    select f.*, label_look(f.selector, f.name) as look from (
      select g.selector, g.name, min(g.place) as place, min(g.line) as line from given g
      group by g.selector, g.name order by min(g.place) limit 5000) f
  ), fresh as materialized (
    select f.* from looked f
    where not exists (select from label_use u where u.org_id = current_org() and u.look = f.look and u.name = f.name)
      and not exists (select from rules_standing() s where s.selector = f.selector and s.name = f.name)
    order by f.place limit 1000
  ), known as materialized (
    select u.look, u.name, u.suppliers, null::int as place, null::int as line
    from labels_used(array(select distinct look from fresh)) u
    union all
    select f.look, f.name, 0, f.place, f.line from fresh f
  ), alike as (
    select distinct on (f.selector, f.name) f.selector, f.name, jsonb_build_object('label', f.name, 'known', k.name,
      'suppliers', nullif(k.suppliers, 0), 'line', k.line) as params
    from fresh f join known k on k.look = f.look and (k.place is null or k.place < f.place)
    order by f.selector, f.name, k.suppliers desc, k.place nulls first, k.name
  )
  select array_agg(n.place), array_agg(n.notes) into places, told from (
    select g.place, jsonb_agg(jsonb_build_object('column', case g.selector when 'tag' then 'tags' else g.selector end,
      'code', 'label_alike', 'params', a.params) order by g.selector, g.name) as notes
    from given g join alike a on a.selector = g.selector and a.name = g.name group by g.place) n;
  update import_row x set notes = x.notes || n.note from unnest(places, told) n(place, note)
  where x.org_id = current_org() and x.job_id = p_job and x.place = n.place;
end $$;
