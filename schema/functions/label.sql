-- Categories and tags that a buyer uses, by what they look like: two spellings that people take for one word are told before
-- a third is made.

-- What differs from it only by marks, blanks, kana or old forms of characters looks like it (CAD-1, CAD1, Cad 1).
create or replace function label_look(p_text text) returns text
language sql immutable parallel safe
as $$ select coalesce(nullif(hoshitori.fold(p_text), ''), hoshitori.fold_label(p_text)) $$;

-- Those that look like p_near, most used first: the contract's LabelList. One that only a rule has is used by none.
-- Called by the server.
create or replace function label_list(p_selector text, p_near text) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
begin
  return (
    with used as materialized (
      select u.selector, u.name, sum(u.suppliers)::int as suppliers, bool_or(u.rule) as rule
      from (
        select 'category' as selector, r.category as name, count(*) as suppliers, false as rule
        from relationship r where r.org_id = current_org() and r.state <> 'ended' and r.category is not null group by r.category
        union all
        select 'tag', t.name, count(*), false
        from relationship r cross join lateral unnest(r.tags) t(name) where r.org_id = current_org() and r.state <> 'ended' group by t.name
        union all
        select s.selector, s.name, 0, true from rules_standing() s) u
      group by u.selector, u.name
    ), near as (
      select u.* from used u
      where (p_selector is null or u.selector = p_selector) and label_look(u.name) = label_look(p_near)
      order by u.suppliers desc, u.selector, u.name limit 20)
    select jsonb_build_object('items', coalesce(jsonb_agg(jsonb_build_object('selector', n.selector, 'name', n.name,
        'suppliers', n.suppliers, 'rule', n.rule, 'same', fold_label(n.name) = fold_label(p_near))
      order by n.suppliers desc, n.selector, n.name), '[]'))
    from near n);
end $$;
