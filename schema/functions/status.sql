-- Reading the board on a day, as the caller (row-level security applies). They are expanded into the
-- statement that calls them: no SET, no SECURITY DEFINER, every name qualified.

-- Rows whose stored step holds on the day, as they are. `+ 0` keeps the planner from the indexes on
-- these days: nearly all rows are fresh, and the list's own order is the index to take. `version` is of the line
-- and the record together, for an erasure changes the record alone; below 0 while it waits to be decided anew.
create or replace function board_fresh(p_org uuid, p_side text, p_day date)
returns table (relationship_id uuid, state text, labels text[], sort_key text, search text, version bigint,
  recorded_at timestamptz, changed_at timestamptz, cell int, status smallint, waiting_on smallint, required_star smallint,
  held_star smallint, gap smallint, due_on date, valid_until date, checked_on date)
language sql stable
as $$
  select b.relationship_id, b.state, b.labels, b.sort_key, b.search, (b.version + b.record_version) * case when b.decided_at is null then 1 else -1 end, b.recorded_at, b.changed_at, b.cell,
    b.status, b.waiting_on, b.required_star, b.held_star, b.gap, b.due_on, b.valid_until, b.checked_on
  from hoshitori.board b
  where b.org_id = p_org and b.side = p_side and b.step_from + 0 <= p_day and b.step_until + 0 > p_day
$$;

-- All rows, their step of the day found in the line.
create or replace function board_on(p_org uuid, p_side text, p_day date)
returns table (relationship_id uuid, state text, labels text[], sort_key text, search text, version bigint,
  recorded_at timestamptz, changed_at timestamptz, step_from date, step_until date, status smallint, waiting_on smallint,
  required_star smallint, held_star smallint, gap smallint, due_on date, valid_until date, checked_on date)
language sql stable
as $$
  select b.relationship_id, b.state, b.labels, b.sort_key, b.search, (b.version + b.record_version) * case when b.decided_at is null then 1 else -1 end, b.recorded_at, b.changed_at,
    b.step_from, b.step_until, b.line_status[s.i], b.line_waiting_on[s.i], b.line_required_star[s.i], b.line_held_star[s.i],
    b.line_gap[s.i], b.line_due_on[s.i], b.line_valid_until[s.i], b.line_checked_on[s.i]
  from hoshitori.board b cross join lateral (select width_bucket(p_day, b.line_from) offset 0) s(i)
  where b.org_id = p_org and b.side = p_side
$$;

-- All rows that were changed after an instant, as they were known at it; a buyer's are found by changed_at, which is not before
-- recorded_at. What a version does not say of names is what
-- the row says, if it has said so since then; else what the newest version before says that names any.
create or replace function board_known(p_org uuid, p_side text, p_day date, p_known_at timestamptz)
returns table (relationship_id uuid, state text, labels text[], sort_key text, search text, version bigint,
  status smallint, waiting_on smallint, required_star smallint, held_star smallint, gap smallint, due_on date,
  valid_until date, checked_on date)
language sql stable
as $$
  select b.relationship_id, b.state, n.labels, n.sort_key, n.search, b.version,
    coalesce(b.line_status[s.i], b.line_cell[s.i] >> 12)::smallint, coalesce(b.line_waiting_on[s.i], b.line_cell[s.i] >> 9 & 7)::smallint,
    coalesce(b.line_required_star[s.i], b.line_cell[s.i] >> 6 & 7)::smallint,
    coalesce(b.line_held_star[s.i], b.line_cell[s.i] >> 3 & 7)::smallint, coalesce(b.line_gap[s.i], b.line_cell[s.i] & 7)::smallint,
    coalesce(b.line_due_on[s.i], 'infinity'), coalesce(b.line_valid_until[s.i], 'infinity'), coalesce(b.line_checked_on[s.i], '-infinity')
  from hoshitori.board x cross join lateral (
    select y.* from hoshitori.board_version y
    where y.org_id = p_org and y.relationship_id = x.relationship_id and y.recorded_at <= p_known_at
    order by y.recorded_at desc limit 1
  ) b cross join lateral (
    select x.labels, x.sort_key, x.search where x.named_at <= b.recorded_at
    union all
    (select hoshitori.fold_labels(y.category, y.tags)
      || case when y.side = 'buyer' and y.marks[1] like 'owner:%' is not true then hoshitori.owner_mark(null) end || y.marks, y.sort_key, y.search from hoshitori.board_version y
    where y.org_id = p_org and y.relationship_id = x.relationship_id and y.recorded_at <= b.recorded_at
      and y.counterparty_name is not null
    order by y.recorded_at desc limit 1)
    limit 1
  ) n cross join lateral (select width_bucket(p_day, b.line_from) offset 0) s(i)
  where x.org_id = p_org and x.side = p_side and x.changed_at > p_known_at and x.recorded_at > p_known_at
$$;

-- One relationship on a day as it was known at an instant, with what is shown of it; `step` as domain/kept.h reads it.
create or replace function board_version_on(p_org uuid, p_relationship uuid, p_side text, p_day date, p_known_at timestamptz)
returns table (relationship_id uuid, version bigint, step text, changes_on date, next_status smallint, next_waiting_on smallint,
  counterparty_name text, counterparty_reading text, counterparty_number text, registered_name text, number_proven boolean,
  code text, category text, tags text[], memo text)
language sql stable
as $$
  select b.relationship_id, b.version, coalesce(b.line_step[s.i]::text, b.line_kept::text || '#' || s.i), b.line_from[x.i],
    (x.cell >> 3)::smallint, (x.cell & 7)::smallint, n.counterparty_name, n.counterparty_reading, n.counterparty_number,
    n.registered_name, n.number_proven, n.code, n.category, n.tags, n.memo
  from (
    select y.* from hoshitori.board_version y
    where y.org_id = p_org and y.relationship_id = p_relationship and y.side = p_side and y.recorded_at <= p_known_at
    order by y.recorded_at desc limit 1
  ) b cross join lateral (
    select y.* from hoshitori.board_version y
    where y.org_id = p_org and y.relationship_id = p_relationship and y.recorded_at <= b.recorded_at
      and y.counterparty_name is not null
    order by y.recorded_at desc limit 1
  ) n cross join lateral (select width_bucket(p_day, b.line_from)) s(i)
  left join lateral (
    select i, c.cell from generate_series(s.i + 1, cardinality(b.line_from)) i,
      lateral (select coalesce(b.line_status[i] * 8 + b.line_waiting_on[i], b.line_cell[i] >> 9)) c(cell)
    where c.cell <> coalesce(b.line_status[s.i] * 8 + b.line_waiting_on[s.i], b.line_cell[s.i] >> 9)
    order by i limit 1
  ) x on true
$$;

-- {supplier} of a URL: a relationship's id, code:XYZ, or the 13 digits of a 法人番号 that fits one. What a record that was
-- joined into another was called by means the other, as far as that was known at p_known_at.
create or replace function supplier_of(p_org uuid, p_supplier text, p_known_at timestamptz default null) returns uuid
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  found_id uuid;
  codes text[];
begin
  if p_supplier like 'code:%' then
    select r.relationship_id into found_id from hoshitori.relationship r
    where r.org_id = p_org and r.code = substr(p_supplier, 6) and r.state <> 'ended';
    found_id := coalesce(found_id, hoshitori.alias_of(p_org, p_supplier, p_known_at));
    if found_id is null then
      select r.relationship_id into found_id from hoshitori.relationship r
      where r.org_id = p_org and r.code = substr(p_supplier, 6) order by r.ended_on desc, r.relationship_id desc limit 1;
    end if;
    return found_id;
  elsif p_supplier ~ '^[0-9]{13}$' then
    select array_agg(coalesce(r.code, r.relationship_id::text) order by r.code, r.relationship_id),
      min(r.relationship_id::text)::uuid
    into codes, found_id from hoshitori.relationship r
    where r.org_id = p_org and r.corporate_number = p_supplier and r.state <> 'ended';
    if cardinality(codes) > 1 then
      perform hoshitori.refuse('ambiguous_supplier', null, jsonb_build_object('codes', codes));
    end if;
    found_id := coalesce(found_id, hoshitori.alias_of(p_org, p_supplier, p_known_at));
    if found_id is null then
      select r.relationship_id into found_id from hoshitori.relationship r
      where r.org_id = p_org and r.corporate_number = p_supplier order by r.ended_on desc, r.relationship_id desc limit 1;
    end if;
    return found_id;
  elsif p_supplier ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
    return p_supplier::uuid;
  end if;
  return null;
end $$;

grant execute on function board_fresh(uuid, text, date), board_on(uuid, text, date), board_known(uuid, text, date, timestamptz),
  board_version_on(uuid, uuid, text, date, timestamptz),
  supplier_of(uuid, text, timestamptz), refuse(text, text, jsonb) to hoshitori_app;
