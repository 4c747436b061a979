-- A page of a list of the board: any filters, any order, of any number of rows. board_page has definer's
-- rights, for under row-level security no index is asked for a text, and so checks the organisation itself;
-- the others are called by it alone.

-- What a row `b` must fulfil besides its place, as SQL; null filters are left out. p_needle is folded.
-- p_expiring_by: met on the day, and validity ends on p_expiring_by or before. p_unchecked_since: not checked
-- on that day or later.
create or replace function board_fits(p_status smallint[], p_waiting_on smallint[], p_required_star smallint[],
  p_held_star smallint[], p_state text[], p_labels text[], p_needle text, p_due_by date, p_expiring_by date,
  p_unchecked_since date) returns text
language sql immutable set search_path = hoshitori, pg_temp
as $$
  select concat(' and b.status = any(' || quote_literal(p_status) || ')',
    ' and b.waiting_on = any(' || quote_literal(p_waiting_on) || ')',
    ' and b.required_star = any(' || quote_literal(p_required_star) || ')',
    ' and b.held_star = any(' || quote_literal(p_held_star) || ')',
    ' and b.state = any(' || quote_literal(p_state) || ')',
    ' and b.labels @> ' || quote_literal(nullif(p_labels, '{}')) || '::text[]',
    ' and position(' || quote_literal(p_needle) || ' in b.search) > 0',
    ' and b.due_on <= ' || quote_literal(p_due_by),
    ' and b.status in (1, 2) and b.valid_until <= ' || quote_literal(p_expiring_by),
    ' and b.held_star > 0 and b.checked_on < ' || quote_literal(p_unchecked_since))
$$;

-- The groups of rows (board.cell) that these filters let through. From group to group along the index, for
-- there are few. p_met: of those that an expiry can matter to; p_held: a check.
create or replace function board_cells(p_org uuid, p_side text, p_status smallint[], p_waiting_on smallint[],
  p_required_star smallint[], p_held_star smallint[], p_state text[], p_met boolean, p_held boolean) returns int[]
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  return (
  with recursive c(cell) as (
    (select cell from board where org_id = p_org and side = p_side order by cell limit 1)
    union all
    select (select b.cell from board b where b.org_id = p_org and b.side = p_side and b.cell > c.cell order by b.cell limit 1)
    from c where c.cell is not null
  )
  select array(select cell from c
    where cell is not null and (p_status is null or cell >> 15 = any(p_status))
      and (p_waiting_on is null or cell >> 12 & 7 = any(p_waiting_on))
      and (p_required_star is null or cell >> 9 & 7 = any(p_required_star))
      and (p_held_star is null or cell >> 6 & 7 = any(p_held_star))
      and (p_state is null or (array['invited', 'active', 'declined', 'ended'])[1 + (cell & 7)] = any(p_state))
      and (not p_met or cell >> 15 in (1, 2)) and (not p_held or cell >> 6 & 7 > 0)));
end $$;

-- What an organisation's terms on this side begin with, so that they are its own.
create or replace function board_seed(p_org uuid, p_side text) returns bigint
language sql immutable
as $$ select hashtextextended(p_org::text, case p_side when 'buyer' then 0 else 1 end) $$;

-- What a row of board_text is found by: the characters of its folded text, pairs of them, and runs of zeros (codes
-- are filled up with them, and all pairs of 0000 are the same), and labels. Each is a number that is this
-- organisation's own on this side: one index serves all, and none reads through another's. Whoever changes this fills the column anew.
-- A row, so that it is expanded into its statement: called for each row it took twice as long.
create or replace function board_terms(p_org uuid, p_side text, p_search text, p_labels text[]) returns table (terms bigint[])
language sql immutable
as $$
  select array_remove(array(
      select hashtextextended(t, seed) from unnest(string_to_array(p_search, null), string_to_array(substr(p_search, 2), null)) u(a, b),
        unnest(array[a, a || b]) t)
    || case when position('000' in p_search) > 0 then array(
      select hashtextextended(left(r[1], n), seed)
      from regexp_matches(p_search, '(0{3,})', 'g') r, generate_series(3, length(r[1])) n) end
    || array(select hashtextextended(l, seed) from unnest(p_labels) l), null)
  from hoshitori.board_seed(p_org, p_side) seed
$$;

-- Rows of one side that may hold the folded needle and the labels; null: none of them is given, or
-- more than p_limit do. Of a long needle the first pairs are enough. With p_after those behind it, in the order of names.
create or replace function board_texts(p_org uuid, p_side text, p_needle text, p_labels text[], p_limit int, p_after text,
  p_after_id uuid) returns uuid[]
language plpgsql stable set search_path = hoshitori, pg_temp
  set enable_bitmapscan = on set enable_indexscan = off
as $$
declare
  seed bigint := board_seed(p_org, p_side);
  needed bigint[] := array(select hashtextextended(l, seed) from unnest(p_labels) l)
    || case when p_needle is null then '{}' when length(p_needle) = 1 then array[hashtextextended(p_needle, seed)]
      else array(select hashtextextended(substr(p_needle, i, 2), seed) from generate_series(1, least(length(p_needle) - 1, 16)) i
        union all
        select hashtextextended(r[1], seed) from regexp_matches(p_needle, '(0{3,})', 'g') r) end;
  ids uuid[];
  hits int;
begin
  if needed = '{}' then
    return null;
  end if;
  select array_agg(t.relationship_id order by case when p_after is not null then t.sort_key end, t.relationship_id)
      filter (where p_after is null or (t.sort_key, t.relationship_id) > (p_after, p_after_id)), count(*)
    into ids, hits
  from (select t.relationship_id, t.sort_key from board_text t
    where t.terms @> needed and position(coalesce(p_needle, '') in t.search) > 0
      and t.org_id is not distinct from p_org
    limit p_limit + 1) t;
  return case when hits <= p_limit then coalesce(ids, '{}') end;
end $$;

-- Rows that have the label of a category, as board_texts; only a buyer's have any.
create or replace function board_category(p_org uuid, p_category text, p_limit int, p_after text, p_after_id uuid)
returns uuid[]
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  ids uuid[];
  hits int;
begin
  select array_agg(t.relationship_id order by t.sort_key, t.relationship_id)
      filter (where p_after is null or (t.sort_key, t.relationship_id) > (p_after, p_after_id)), count(*)
    into ids, hits
  from (select t.relationship_id, t.sort_key from board_text t
    where t.org_id = p_org and t.category = p_category order by t.sort_key, t.relationship_id limit p_limit + 1) t;
  return case when hits <= p_limit then coalesce(ids, '{}') end;
end $$;

-- The first rows of a page by one of the days that have an index, out of p_ids unless null; null: none of them is given, or
-- more than p_limit rows have such a day. p_fits, p_beyond and p_place are SQL, as in board_page.
create or replace function board_days(p_org uuid, p_side text, p_day date, p_fits text, p_beyond text, p_place text, p_rows int,
  p_due_by date, p_expiring_by date, p_unchecked_since date, p_limit int, p_ids uuid[] default null) returns uuid[]
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  day text;
  many boolean;
  ids uuid[];
begin
  foreach day in array array['b.due_on <= ' || quote_literal(p_due_by),
    'b.status in (1, 2) and b.valid_until <= ' || quote_literal(p_expiring_by),
    'b.held_star > 0 and b.checked_on < ' || quote_literal(p_unchecked_since)]
  loop
    continue when day is null or ids is not null;
    -- Counted in the index alone.
    execute format('select count(*) > %s from (select from board b where b.org_id = %L and b.side = %L and %s limit %s) b',
      p_limit, p_org, p_side, day, p_limit + 1) into many;
    continue when many;
    if p_ids is null then
      execute format('select array(select b.relationship_id from (select * from board_fresh(%L, %L, %L) b where %s offset 0) b'
        ' where %s%s %s%s)', p_org, p_side, p_day, day, p_beyond, p_fits, p_place, p_rows) into ids;
    else
      execute format('select array(select b.relationship_id from (select b.relationship_id from board b where b.org_id = %L'
        ' and b.side = %L and %s and (b.relationship_id in (select unnest($1))) is true offset 0) i cross join lateral'
        ' (select * from board_fresh(%1$L, %2$L, %4$L) b where b.relationship_id = i.relationship_id offset 0) b where %s%s %s%s)',
        p_org, p_side, day, p_day, p_beyond, p_fits, p_place, p_rows) into ids using p_ids;
    end if;
  end loop;
  return ids;
end $$;

-- The first rows of a page out of the groups p_cells; by gap, those of the largest first. Of many groups each gives a row
-- or two; those that may hold more before the page's end are asked again, up to there. p_fits is SQL, as in board_page.
-- Unless p_ids is null no other rows are looked at: those of them that a group holds are found in its index.
create or replace function board_firsts(p_org uuid, p_side text, p_day date, p_cells int[], p_fits text, p_order text, p_after text,
  p_after_id uuid, p_rows int, p_ids uuid[]) returns uuid[]
language plpgsql stable set search_path = hoshitori, pg_temp
  set enable_bitmapscan = off set enable_seqscan = off set enable_sort = off set enable_incremental_sort = off
as $$
declare
  by_gap boolean := p_order = 'gap';
  key text := case p_order when 'name' then 'b.sort_key collate "C"' else 'b.' || quote_ident(p_order) end;
  direction text := case when by_gap then 'desc' else 'asc' end;
  -- A group has one gap, which the index of its rows by their ids need not hold.
  place text := case when by_gap then 'b.relationship_id' else format('(%s, b.relationship_id)', key) end;
  sorted text := format('order by %s b.relationship_id %s', case when by_gap then '' else key || ',' end, direction);
  -- Of each group the first that fit from a start on, of which there are so many.
  of_each text := format('select c.cell, b.id, b.key from unnest(%%1$L::int[]) c(cell) cross join lateral (%s) b',
    case when p_ids is null
      then format('select b.relationship_id as id, %s as key from board_fresh(%L, %L, %L) b where b.cell = c.cell%s and %s %s %%2$s %s'
        ' limit %%3$s', key, p_org, p_side, p_day, replace(p_fits, '%', '%%'), place, case when by_gap then '<' else '>' end, sorted)
      else format('select i.id, b.key from (select b.relationship_id as id from board b where b.org_id = %L and b.side = %L'
        ' and b.cell = c.cell and (b.relationship_id in (select unnest($1))) is true and %s %s %%2$s %s) i cross join lateral'
        ' (select %6$s as key from board_fresh(%1$L, %2$L, %7$L) b where b.relationship_id = i.id%8$s offset 0) b limit %%3$s',
        p_org, p_side, place, case when by_gap then '<' else '>' end, sorted, key, p_day, replace(p_fits, '%', '%%')) end);
  page text := format('order by w.key %s, w.id %1$s', direction);
  cells int[];
  gap int;
  start text;
  each int;
  got uuid[];
  ids uuid[] := '{}';
  more int[];
  last_key text;
  last_id uuid;
begin
  for cells, gap in select array_agg(c), max(c >> 3 & 7) from unnest(p_cells) c
    where not by_gap or c >> 3 & 7 <= p_after::int group by case when by_gap then c >> 3 & 7 end order by 2 desc
  loop
    each := least(1 + 2 * p_rows / cardinality(cells), p_rows);
    start := case when not by_gap then format('(%L, %L)', p_after, p_after_id) else
      quote_literal(case when gap = p_after::int then p_after_id else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end) end;
    execute format('with w as materialized (%s) select array(select w.id from w %s limit %s),'
      ' array(select w.cell from w group by w.cell having count(*) = %s and %4$s < %3$s),'
      ' (select w.key::text from w %2$s offset %5$s limit 1), (select w.id from w %2$s offset %5$s limit 1)',
      format(of_each, cells, start, each), page, p_rows, each, p_rows - 1) into got, more, last_key, last_id using p_ids;
    if more <> '{}' then
      start := start || case when last_id is null then '' when by_gap then format(' and %s >= %L', place, last_id)
        else format(' and %s <= (%L, %L)', place, last_key, last_id) end;
      execute format('select array(select unnest(%L::uuid[]) union (select w.id from (%s) w %s limit %s))', got,
        format(of_each, more, start, p_rows), page, p_rows) into got using p_ids;
    end if;
    ids := ids || got;
    exit when cardinality(ids) >= p_rows;
  end loop;
  return ids;
end $$;

-- A page without filters, of rows whose stored step holds.
create or replace function board_plain(p_org uuid, p_side text, p_day date, p_order text, p_after text, p_after_id uuid,
  p_rows int)
returns table (relationship_id uuid, version bigint, sort text)
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
begin
  case p_order
  when 'name' then
    return query select b.relationship_id, b.version, b.sort_key from board_fresh(p_org, p_side, p_day) b
    where (b.sort_key collate "C", b.relationship_id) > (p_after, p_after_id)
    order by b.sort_key collate "C", b.relationship_id limit p_rows;
  when 'due_on' then
    return query select b.relationship_id, b.version, b.due_on::text from board_fresh(p_org, p_side, p_day) b
    where (b.due_on, b.relationship_id) > (p_after::date, p_after_id) order by b.due_on, b.relationship_id limit p_rows;
  when 'gap' then
    return query select b.relationship_id, b.version, b.gap::text from board_fresh(p_org, p_side, p_day) b
    where (b.gap, b.relationship_id) < (p_after::smallint, p_after_id) order by b.gap desc, b.relationship_id desc limit p_rows;
  when 'changed_at' then
    return query select b.relationship_id, b.version, b.changed_at::text from board_fresh(p_org, 'buyer', p_day) b
    where p_side = 'buyer' and (b.changed_at, b.relationship_id) > (p_after::timestamptz, p_after_id)
    order by b.changed_at, b.relationship_id limit p_rows;
  end case;
end $$;

-- The rows of a page that is not plain, as in board_page.
--
-- Where many rows fit, the first of the order hold a page: some hundreds are looked at, and more when those tell that a
-- few thousand will do. Else those that fit are few and some index finds them, or two indexes together, whose entries are
-- ten times as quick to read as rows. Or they are many and lie behind, as the met do in the order of the largest gap: then
-- each group of rows that the filters name gives its first. What is left is walked through.
create or replace function board_filtered(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows int, p_order text,
  p_status smallint[], p_waiting_on smallint[], p_required_star smallint[],
  p_held_star smallint[], p_state text[], p_category text, p_tag text,
  p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date,
  p_known_at timestamptz, p_marks text[])
returns table (relationship_id uuid, version bigint, sort text)
language plpgsql stable rows 50 set search_path = hoshitori, pg_temp
as $$
declare
  several constant int := 500;
  few constant int := 3500;
  looks constant int[] := array[300, 3500];
  key text := case p_order when 'name' then 'b.sort_key collate "C"' else 'b.' || quote_ident(p_order) end;
  direction text := case p_order when 'gap' then 'desc' else 'asc' end;
  sorted text := format('order by %s %s, b.relationship_id %2$s', key, direction);
  place text := sorted || ' limit ';
  needle text := nullif(fold(p_text), '');
  labels text[] := fold_labels(p_category, array_remove(array[p_tag], null)) || coalesce(p_marks, '{}');
  wanted text := board_fits(p_status, p_waiting_on, p_required_star, p_held_star, p_state, labels, needle, p_due_by,
    p_expiring_by, p_unchecked_since);
  -- What has changed since is told by its versions.
  fits text := wanted || case when p_known_at is null then '' else format(' and b.recorded_at <= %L', p_known_at) end;
  beyond text := format('(%s, b.relationship_id) %s (%L, %L)', key, case p_order when 'gap' then '<' else '>' end,
    p_after, p_after_id);
  side text := format('(%L, %L, %L', p_org, p_side, p_day);
  -- Apart, or the order's index would be walked for them wherever a page begins late.
  picked constant text := '(select * from %s where b.relationship_id = any(%L) offset 0) b where %s%s';
  part text;
  walk text;
  stale uuid[];
  texts uuid[]; -- rows that hold the needle and the labels
  ids uuid[];
  many boolean; -- of the rows the stored step does not hold on the day
  by_line boolean; -- all rows are looked at by their lines
  complete boolean;
  hits int := 0; -- rows that were looked at and fit
  worded boolean; -- too many of them hold the needle and the labels
  grouped boolean; -- the filters name groups
  cells int[]; -- and these they are
  named boolean := p_order = 'name'; -- a name is the same on each day
begin
  if p_side = 'supplier' and labels <> '{}' then
    return;
  end if;
  -- Rows whose stored step does not hold on the day: few, unless it lies far from today or the worker has not come yet.
  stale := array(select b.relationship_id from board b where b.org_id = p_org and b.side = p_side and b.step_until <= p_day
    union all select b.relationship_id from board b where b.org_id = p_org and b.side = p_side and b.step_from > p_day
    limit few + 1);
  many := cardinality(stale) > few;
  by_line := many and p_order in ('name', 'changed_at');
  part := case when by_line then 'board_on' else 'board_fresh' end || side || ') b';
  walk := format('%s where %s', part, beyond);

  if fits <> '' and (by_line or not many) then
    for i in 1 .. cardinality(looks) loop
      execute format('with w as materialized (select b.relationship_id as id, (true%s) as fits, (true%s) as worded from %s %s%s)'
        ' select f.ids, cardinality(f.ids) = %6$s or g.seen < %5$s, g.worded > g.seen / 25'
        ' from (select array(select id from w where fits limit %6$s) offset 0) f(ids)'
        ' left join lateral (select count(*) as seen, count(*) filter (where worded) as worded from w) g on cardinality(f.ids) < %6$s',
        fits, board_fits(null, null, null, null, null, labels, needle, null, null, null), walk, place, looks[i], p_rows)
      into ids, complete, worded;
      hits := cardinality(ids);
      exit when complete or 2 * hits * looks[i + 1] < 3 * p_rows * looks[i];
    end loop;
    ids := case when complete then ids end;
    if by_line and ids is null then
      by_line := false;
      part := 'board_fresh' || side || ') b';
      walk := format('%s where %s', part, beyond);
    end if;
  end if;
  grouped := num_nonnulls(p_status, p_waiting_on, p_required_star, p_held_star, p_state, p_expiring_by, p_unchecked_since) > 0;
  -- Nothing fitted: perhaps no row at all is of such a group.
  if ids is null and grouped and hits = 0 then
    cells := board_cells(p_org, p_side, p_status, p_waiting_on, p_required_star, p_held_star, p_state,
      p_expiring_by is not null, p_unchecked_since is not null);
    ids := case when cells = '{}' then '{}' end;
  end if;
  -- A day that hardly any row has is the best of all.
  if ids is null then
    ids := board_days(p_org, p_side, p_day, fits, beyond, place, p_rows, p_due_by, p_expiring_by, p_unchecked_since, several);
  end if;
  if ids is null then
    texts := case when p_category is not null and needle is null and cardinality(labels) = 1
        then board_category(p_org, labels[1], 2 * few, case when named then p_after end, p_after_id)
      when worded is not true then board_texts(p_org, p_side, needle, labels, few, case when named then p_after end, p_after_id) end;
    if cardinality(texts) <= several then
      ids := texts;
    else
      ids := board_days(p_org, p_side, p_day, fits, beyond, place, p_rows, p_due_by, p_expiring_by, p_unchecked_since, few, texts);
    end if;
    -- Each of them would be looked up in the table. By name they come in their order; else in the order's index the
    -- first of them are met soon, unless none was met yet and the groups tell where they lie.
    if ids is null and (hits > 0 or not grouped) and texts is not null then
      execute format('select array(select i.id from (%s) i cross join lateral'
        ' (select from %s where b.relationship_id = i.id%s offset 0) b limit %s)',
        case when named then 'select id from unnest($1) with ordinality w(id, place) order by place'
          else format('select b.relationship_id as id from board b where b.org_id = %L and b.side = %L and %s'
            ' and (b.relationship_id in (select unnest($1))) is true %s', p_org, p_side, beyond, sorted) end,
        part, fits, p_rows) into ids using texts;
    end if;
  end if;
  if ids is null and grouped then
    ids := board_firsts(p_org, p_side, p_day, coalesce(cells, board_cells(p_org, p_side, p_status, p_waiting_on, p_required_star,
      p_held_star, p_state, p_expiring_by is not null, p_unchecked_since is not null)), fits, p_order, p_after, p_after_id, p_rows, texts);
  end if;

  return query execute (
    select format('select b.relationship_id, b.version, b.key::text from (%s) b %s%s',
      string_agg(format('(select b.relationship_id, b.version, %s as key from %s %s%s)', key, source, place, p_rows),
        ' union all '), replace(place, key, 'b.key'), p_rows)
    from unnest(array[
      case when ids is null then walk else format(picked, part, ids, beyond, '') end || fits,
      case when by_line or stale = '{}' then null
        when not many then format(picked, format('board_on%s) b', side), stale, beyond, '')
        when texts is not null then format(picked, format('board_on%s) b', side), texts, beyond,
          format(' and (b.step_until <= %1$L or b.step_from > %1$L)', p_day))
        else format('(select * from board_on%1$s) b where b.step_until <= %2$L union all'
          ' select * from board_on%1$s) b where b.step_from > %2$L offset 0) b where %3$s', side, p_day, beyond) end || fits,
      case when p_known_at is not null then format('board_known%s, %L) b where %s', side, p_known_at, beyond) end || wanted]) source
    where source is not null);
end $$;

-- The rows of a page in their order. p_order name, due_on, gap (largest first) or changed_at (buyer's side, now);
-- p_after and p_after_id the last row of the page before, or what comes before the first. Most pages are
-- plain; the SQL that others need is not even written for them.
create or replace function board_page(p_org uuid, p_side text, p_day date, p_after text, p_after_id uuid, p_rows int, p_order text,
  p_status smallint[] default null, p_waiting_on smallint[] default null, p_required_star smallint[] default null,
  p_held_star smallint[] default null, p_state text[] default null, p_category text default null, p_tag text default null,
  p_text text default null, p_due_by date default null, p_expiring_by date default null, p_unchecked_since date default null,
  p_known_at timestamptz default null, p_marks text[] default null)
returns table (relationship_id uuid, version bigint, sort text)
language plpgsql stable security definer rows 50 set search_path = hoshitori, pg_temp
  set enable_bitmapscan = off set enable_seqscan = off
as $$
begin
  if p_org is distinct from current_org() then
    perform refuse('not_found');
  end if;
  if num_nonnulls(p_status, p_waiting_on, p_required_star, p_held_star, p_state, p_category, p_tag, p_text, p_due_by,
      p_expiring_by, p_unchecked_since, p_known_at, p_marks) = 0
    and not exists (select from board b where b.org_id = p_org and b.side = p_side and b.step_until <= p_day)
    and not exists (select from board b where b.org_id = p_org and b.side = p_side and b.step_from > p_day)
  then
    return query select * from board_plain(p_org, p_side, p_day, p_order, p_after, p_after_id, p_rows);
  else
    return query select * from board_filtered(p_org, p_side, p_day, p_after, p_after_id, p_rows, p_order, p_status,
      p_waiting_on, p_required_star, p_held_star, p_state, p_category, p_tag, p_text, p_due_by, p_expiring_by,
      p_unchecked_since, p_known_at, p_marks);
  end if;
end $$;

-- All rows that fit, and of more than p_most one more, in the order of names: read together and sorted, for there are many. Walked
-- through in their order, a page at a time, 50,000 took twenty times as long. Filters as in board_page.
create or replace function board_all(p_org uuid, p_side text, p_day date, p_most bigint, p_status smallint[], p_waiting_on smallint[],
  p_required_star smallint[], p_held_star smallint[], p_state text[], p_category text, p_tag text, p_text text, p_due_by date,
  p_expiring_by date, p_unchecked_since date, p_marks text[]) returns uuid[]
language plpgsql stable security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off
as $$
declare
  fits text := board_fits(p_status, p_waiting_on, p_required_star, p_held_star, p_state,
    fold_labels(p_category, array_remove(array[p_tag], null)) || coalesce(p_marks, '{}'), nullif(fold(p_text), ''), p_due_by,
    p_expiring_by, p_unchecked_since);
  ids uuid[];
begin
  execute format('select array(select b.relationship_id from ('
    'select b.relationship_id, b.sort_key from board_fresh(%1$L, %2$L, %3$L) b where true%4$s'
    ' union all select b.relationship_id, b.sort_key from board_on(%1$L, %2$L, %3$L) b'
    ' where (b.step_until <= %3$L or b.step_from > %3$L)%4$s) b order by b.sort_key collate "C", b.relationship_id limit %5$s)',
    p_org, p_side, p_day, fits, p_most + 1) into ids;
  return ids;
end $$;

grant execute on function board_page(uuid, text, date, text, uuid, int, text, smallint[], smallint[], smallint[], smallint[],
  text[], text, text, text, date, date, date, timestamptz, text[]) to hoshitori_app;
