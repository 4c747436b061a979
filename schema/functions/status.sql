-- Reading the board on a day, as the caller (row-level security applies). The first functions are
-- expanded into the statement that calls them: no SET, no SECURITY DEFINER, every name qualified.
set local role hoshitori_engine;

-- Rows whose stored step holds on the day, as they are. `+ 0` keeps the planner from the indexes on
-- these days: nearly all rows are fresh, and the list's own order is the index to take.
create or replace function board_fresh(p_org uuid, p_side text, p_day date)
returns table (relationship_id uuid, counterparty_id uuid, counterparty_name text, counterparty_reading text,
  counterparty_number text, registered_name text, number_proven boolean, state text, code text, category text,
  tags text[], memo text, sort_key text, search text, version bigint, step int, status smallint, waiting_on smallint,
  required_star smallint, held_star smallint, gap smallint, due_on date, valid_until date, checked_on date,
  line_from date[], line_status smallint[], line_waiting_on smallint[], line_next smallint[], line_step json[])
language sql stable
as $$
  select b.relationship_id, b.counterparty_id, b.counterparty_name, b.counterparty_reading, b.counterparty_number,
    b.registered_name, b.number_proven, b.state, b.code, b.category, b.tags, b.memo, b.sort_key, b.search, b.version, width_bucket(p_day, b.line_from),
    b.status, b.waiting_on, b.required_star, b.held_star, b.gap, b.due_on, b.valid_until, b.checked_on,
    b.line_from, b.line_status, b.line_waiting_on, b.line_next, b.line_step
  from hoshitori.board b
  where b.org_id = p_org and b.side = p_side and b.step_from + 0 <= p_day and b.step_until + 0 > p_day
$$;

-- The others, their step found in the line: days past or to come, and rows that the worker has not
-- reached yet. Mostly there are none, which the first condition sees at one look. OFFSET 0 has them
-- collected by what makes them stale, not along the list's order.
create or replace function board_stale(p_org uuid, p_side text, p_day date)
returns table (relationship_id uuid, counterparty_id uuid, counterparty_name text, counterparty_reading text,
  counterparty_number text, registered_name text, number_proven boolean, state text, code text, category text,
  tags text[], memo text, sort_key text, search text, version bigint, step int, status smallint, waiting_on smallint,
  required_star smallint, held_star smallint, gap smallint, due_on date, valid_until date, checked_on date,
  line_from date[], line_status smallint[], line_waiting_on smallint[], line_next smallint[], line_step json[])
language sql stable
as $$
  select b.relationship_id, b.counterparty_id, b.counterparty_name, b.counterparty_reading, b.counterparty_number,
    b.registered_name, b.number_proven, b.state, b.code, b.category, b.tags, b.memo, b.sort_key, b.search, b.version, s.i,
    b.line_status[s.i], b.line_waiting_on[s.i], b.line_required_star[s.i], b.line_held_star[s.i], b.line_gap[s.i],
    b.line_due_on[s.i], b.line_valid_until[s.i], b.line_checked_on[s.i],
    b.line_from, b.line_status, b.line_waiting_on, b.line_next, b.line_step
  from (
    select x.* from hoshitori.board x
    where (p_day < nullif(current_setting('app.day', true), '')::date
        or (select y.step_until from hoshitori.board y where y.org_id = p_org and y.side = p_side
          order by y.step_until limit 1) <= p_day)
      and x.org_id = p_org and x.side = p_side and (x.step_until <= p_day or x.step_from > p_day)
    offset 0
  ) b cross join lateral (select width_bucket(p_day, b.line_from)) s(i)
$$;

-- All rows as they were known at an instant. What has not changed since then still stands on the board;
-- for the others the version of that time is looked up.
create or replace function board_known(p_org uuid, p_side text, p_day date, p_known_at timestamptz)
returns table (relationship_id uuid, counterparty_id uuid, counterparty_name text, counterparty_reading text,
  counterparty_number text, registered_name text, number_proven boolean, state text, code text, category text,
  tags text[], memo text, sort_key text, search text, version bigint, step int, status smallint, waiting_on smallint,
  required_star smallint, held_star smallint, gap smallint, due_on date, valid_until date, checked_on date,
  line_from date[], line_status smallint[], line_waiting_on smallint[], line_next smallint[], line_step json[])
language sql stable
as $$
  select b.relationship_id, b.counterparty_id, b.counterparty_name, b.counterparty_reading, b.counterparty_number,
    b.registered_name, b.number_proven, b.state, b.code, b.category, b.tags, b.memo, b.sort_key, b.search, b.version, s.i,
    b.line_status[s.i], b.line_waiting_on[s.i], b.line_required_star[s.i], b.line_held_star[s.i], b.line_gap[s.i],
    b.line_due_on[s.i], b.line_valid_until[s.i], b.line_checked_on[s.i],
    b.line_from, b.line_status, b.line_waiting_on, b.line_next, b.line_step
  from hoshitori.board x cross join lateral (
    select x.relationship_id, x.counterparty_id, x.counterparty_name, x.counterparty_reading, x.counterparty_number,
      x.registered_name, x.number_proven, x.state, x.code, x.category, x.tags, x.memo, x.sort_key, x.search,
      x.version, x.line_from, x.line_status, x.line_waiting_on, x.line_required_star, x.line_held_star, x.line_gap,
      x.line_due_on, x.line_valid_until, x.line_checked_on, x.line_next, x.line_step
    where x.recorded_at <= p_known_at
    union all
    (select y.relationship_id, y.counterparty_id, y.counterparty_name, y.counterparty_reading, y.counterparty_number,
      y.registered_name, y.number_proven, y.state, y.code, y.category, y.tags, y.memo, y.sort_key, y.search,
      y.version, y.line_from, y.line_status, y.line_waiting_on, y.line_required_star, y.line_held_star, y.line_gap,
      y.line_due_on, y.line_valid_until, y.line_checked_on, y.line_next, y.line_step
    from hoshitori.board_version y
    where x.recorded_at > p_known_at and y.org_id = p_org and y.relationship_id = x.relationship_id and y.side = p_side
      and y.recorded_at <= p_known_at
    order by y.recorded_at desc limit 1)
  ) b cross join lateral (select width_bucket(p_day, b.line_from)) s(i)
  where x.org_id = p_org and x.side = p_side
$$;

-- Whether a row passes the filters of a list; a null filter lets everything through. p_expiring_by:
-- met on the day, and validity ends on p_expiring_by or before. p_unchecked_since: not checked on that
-- day or later. Each filter is named once, else the function is not expanded. p_all, true when there
-- is no filter, tells the planner not to take the eleven for as many narrow ones.
create or replace function board_fits(p_all boolean, status smallint, waiting_on smallint, required_star smallint, held_star smallint,
  state text, category text, tags text[], search text, due_on date, valid_until date, checked_on date,
  p_status smallint[], p_waiting_on smallint[], p_required_star smallint[], p_held_star smallint[], p_state text[],
  p_category text, p_tag text, p_text text, p_due_by date, p_expiring_by date, p_unchecked_since date) returns boolean
language sql immutable
as $$
  select p_all or (status = any(coalesce(p_status, array[status]))
    and waiting_on = any(coalesce(p_waiting_on, array[waiting_on]))
    and required_star = any(coalesce(p_required_star, array[required_star]))
    and held_star = any(coalesce(p_held_star, array[held_star]))
    and state = any(coalesce(p_state, array[state]))
    and coalesce(category, '') = coalesce(p_category, category, '')
    and coalesce(tags, '{}') @> array_remove(array[p_tag], null)
    and position(coalesce(p_text, '') in search) > 0
    and due_on <= coalesce(p_due_by, 'infinity')
    and case when status in (1, 2) then valid_until else '9999-12-31'::date end <= coalesce(p_expiring_by, 'infinity')
    and case when held_star > 0 then checked_on else '9999-12-31'::date end < coalesce(p_unchecked_since, 'infinity'))
$$;

-- {supplier} of a URL: a relationship's id, code:XYZ, or the 13 digits of a 法人番号 that fits one.
create or replace function supplier_of(p_org uuid, p_supplier text) returns uuid
language plpgsql stable set search_path = hoshitori, pg_temp
as $$
declare
  found_ids uuid[];
  codes text[];
begin
  if p_supplier like 'code:%' then
    select array_agg(r.relationship_id) into found_ids from hoshitori.relationship r
    where r.org_id = p_org and r.code = substr(p_supplier, 6) and r.state <> 'ended';
    if found_ids is null then
      select array_agg(r.relationship_id order by r.ended_on desc, r.relationship_id desc) into found_ids
      from hoshitori.relationship r where r.org_id = p_org and r.code = substr(p_supplier, 6);
    end if;
    return found_ids[1];
  elsif p_supplier ~ '^[0-9]{13}$' then
    select array_agg(r.relationship_id order by r.code, r.relationship_id),
      array_agg(coalesce(r.code, r.relationship_id::text) order by r.code, r.relationship_id)
    into found_ids, codes from hoshitori.relationship r
    where r.org_id = p_org and r.corporate_number = p_supplier and r.state <> 'ended';
    if cardinality(found_ids) > 1 then
      perform hoshitori.refuse('HT409', 'ambiguous_supplier', '', jsonb_build_object('codes', codes));
    end if;
    if found_ids is null then
      select array_agg(r.relationship_id order by r.ended_on desc, r.relationship_id desc) into found_ids
      from hoshitori.relationship r where r.org_id = p_org and r.corporate_number = p_supplier;
    end if;
    return found_ids[1];
  elsif p_supplier ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then
    return p_supplier::uuid;
  end if;
  return null;
end $$;

grant execute on function board_fresh(uuid, text, date), board_stale(uuid, text, date),
  board_known(uuid, text, date, timestamptz), board_fits(boolean, smallint, smallint,
  smallint, smallint, text, text, text[], text, date, date, date, smallint[], smallint[], smallint[], smallint[], text[],
  text, text, text, date, date, date), supplier_of(uuid, text), refuse(text, text, text, jsonb)
  to hoshitori_app;
