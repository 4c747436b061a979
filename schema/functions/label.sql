-- Categories and tags that a buyer uses, by what they look like: two spellings that people take for one word are told before
-- a third is made.

-- What differs from it only by marks, blanks, kana or old forms of characters looks like it (CAD-1, CAD1, Cad 1).
create or replace function label_look(p_text text) returns text
language sql immutable parallel safe
as $$ select coalesce(nullif(hoshitori.fold(p_text), ''), hoshitori.fold_label(p_text)) $$;

-- All of them, and for how many suppliers. One that only a rule has is used by none.
create or replace function labels_used() returns table (selector text, name text, suppliers int, rule boolean)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  select u.selector, u.name, sum(u.suppliers)::int, bool_or(u.rule)
  from (
    select 'category' as selector, r.category as name, count(*) as suppliers, false as rule
    from relationship r where r.org_id = current_org() and r.state <> 'ended' and r.category is not null group by r.category
    union all
    select 'tag', t.name, count(*), false
    from relationship r cross join lateral unnest(r.tags) t(name) where r.org_id = current_org() and r.state <> 'ended' group by t.name
    union all
    select s.selector, s.name, 0, true from rules_standing() s) u
  group by u.selector, u.name
$$;

-- Those that look like p_near, most used first: the contract's LabelList. What a text looks like costs 45 µs, and a buyer may
-- have millions of tags, each on one supplier: of more than 10,000 the most used are looked at, of rules all.
-- Called by the server.
create or replace function label_list(p_selector text, p_near text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  look text := label_look(p_near); -- once, not for each label
begin
  return (
    with used as materialized (
      select * from labels_used() u where p_selector is null or u.selector = p_selector
      order by u.rule desc, u.suppliers desc, u.selector, u.name limit 10000
    ), near as (
      select u.* from used u
      where label_look(u.name) = look
      order by u.suppliers desc, u.selector, u.name limit 20)
    select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('selector', n.selector, 'name', n.name,
        'suppliers', n.suppliers, 'rule', n.rule, 'same', fold_label(n.name) = fold_label(p_near))
      order by n.suppliers desc, n.selector, n.name), '[]'))
    from near n);
end $$;

-- Notes on rows of a sheet whose category or tag is a new spelling that looks like one in use, or like one in a row before.
-- So that no sheet can take longer than a statement may, only its first 1,000 new labels are compared, with the 10,000
-- that most suppliers have.
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
  ), used as materialized (
    select * from labels_used()
  ), fresh as materialized (
    select f.*, label_look(f.name) as look from (
      select g.selector, g.name, min(g.place) as place, min(g.line) as line from given g
      where not exists (select from used u where u.selector = g.selector and u.name = g.name)
      group by g.selector, g.name order by min(g.place) limit 1000) f
  ), known as materialized (
    select u.selector, u.name, u.suppliers, null::int as place, null::int as line, label_look(u.name) as look
    from (select * from used x where exists (select from fresh) order by x.suppliers desc, x.name limit 10000) u
    union all
    select f.selector, f.name, 0, f.place, f.line, f.look from fresh f
  ), alike as (
    select distinct on (f.selector, f.name) f.selector, f.name, jsonb_build_object('label', f.name, 'known', k.name,
      'suppliers', nullif(k.suppliers, 0), 'line', k.line) as params
    from fresh f join known k on k.selector = f.selector and k.look = f.look and (k.place is null or k.place < f.place)
    order by f.selector, f.name, k.suppliers desc, k.place nulls first, k.name
  )
  select array_agg(n.place), array_agg(n.notes) into places, told from (
    select g.place, jsonb_agg(jsonb_build_object('column', case g.selector when 'tag' then 'tags' else g.selector end,
      'code', 'label_alike', 'params', a.params) order by g.selector, g.name) as notes
    from given g join alike a on a.selector = g.selector and a.name = g.name group by g.place) n;
  update import_row x set notes = x.notes || n.note from unnest(places, told) n(place, note)
  where x.org_id = current_org() and x.job_id = p_job and x.place = n.place;
end $$;
