-- What lists are found by, so that a page of a hundred thousand suppliers costs what a page of a hundred does.
set local role hoshitori_owner;

-- All that lists filter by and that has few values, in one number: rows of the same are a group, and each order
-- of the lists runs through each group.
alter table board add column cell int not null generated always as (
  ((((status::int * 8 + waiting_on) * 8 + required_star) * 8 + held_star) * 8 + gap) * 8
  + case state when 'invited' then 0 when 'active' then 1 when 'declined' then 2 else 3 end) stored;
create index board_cell_name on board (org_id, side, cell, sort_key, relationship_id);
create index board_cell_due on board (org_id, side, cell, due_on, relationship_id);
create index board_cell_gap on board (org_id, side, cell, relationship_id);
create index board_cell_change on board (org_id, cell, changed_at, relationship_id) where side = 'buyer';
create index board_valid on board (org_id, side, valid_until) where status in (1, 2);
create index board_checked on board (org_id, side, checked_on) where held_star > 0;
-- Read by nothing since the summary is the tally's.
drop index board_count;
-- Last, as at the beginning: before the first ANALYZE the newest index is taken for a look-up by key.
alter table board drop constraint board_pkey;
alter table board add primary key (org_id, relationship_id);

-- What a buyer searches by, apart from the board: a status that changes leaves it alone. A supplier has few buyers.
create table board_text (
  org_id uuid not null,
  relationship_id uuid not null,
  search text collate "C" not null,
  sort_key text collate "C" not null, -- the board's
  terms bigint[] not null, -- as board_terms makes them
  primary key (org_id, relationship_id)
);
alter table board_text enable row level security;
alter table board_text force row level security;
create policy tenant on board_text for select to hoshitori_app
  using (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
create policy engine on board_text to hoshitori_engine using (true) with check (true);
create policy backup on board_text for select to hoshitori_backup using (true);
grant all on board_text to hoshitori_engine;
grant select on board_text to hoshitori_app, hoshitori_backup;

set local role hoshitori_engine;
insert into board_text (org_id, relationship_id, search, sort_key, terms)
select b.org_id, b.relationship_id, b.search, b.sort_key, array_remove(
  array(select hashtextextended(x, seed) from unnest(string_to_array(b.search, null), string_to_array(substr(b.search, 2), null)) u(a, b),
    unnest(array[u.a, u.a || u.b]) x)
  || array(select hashtextextended(left(r[1], n), seed) from regexp_matches(b.search, '(0{3,})', 'g') r, generate_series(3, length(r[1])) n)
  || array(select hashtextextended(t, seed # 2) from unnest(b.tags) t) || hashtextextended(b.category, seed # 1), null)
from board b cross join lateral hashtextextended(b.org_id::text, 0) seed
where b.side = 'buyer';
do $$
begin
  if (select count(*) from board_text) <> (select count(*) from board where side = 'buyer') then
    raise exception 'board_text is not complete';
  end if;
end $$;

set local role hoshitori_owner;
-- New rows wait in a list that each search reads through, so it is kept short.
create index board_text_terms on board_text using gin (terms) with (gin_pending_list_limit = 512);
