-- Reading the board on a day, as the caller (row-level security applies). The first two functions are
-- expanded into the statement that calls them: no SET, no SECURITY DEFINER, every name qualified.
set local role hoshitori_engine;

-- Rows whose stored step holds on the day are read as they are, by index; for the others the step is
-- found in the line.
create or replace function board_on(p_org uuid, p_side text, p_day date)
returns table (relationship_id uuid, counterparty_id uuid, counterparty_name text, counterparty_reading text,
  counterparty_number text, registered_name text, number_proven boolean, state text, code text, category text, tags text[], sort_key text, search text, version bigint, step int,
  status smallint, waiting_on smallint, required_star smallint, held_star smallint, gap smallint, due_on date,
  valid_until date, checked_on date, line_from date[], line_status smallint[], line_waiting_on smallint[],
  line_next smallint[], line_step json[])
language sql stable
as $$
  select b.relationship_id, b.counterparty_id, b.counterparty_name, b.counterparty_reading, b.counterparty_number,
    b.registered_name, b.number_proven, b.state, b.code, b.category, b.tags, b.sort_key, b.search, b.version, width_bucket(p_day, b.line_from), b.status, b.waiting_on,
    b.required_star, b.held_star, b.gap, b.due_on, b.valid_until, b.checked_on, b.line_from, b.line_status,
    b.line_waiting_on, b.line_next, b.line_step
  from hoshitori.board b
  where b.org_id = p_org and b.side = p_side and b.step_from <= p_day and b.step_until > p_day
  union all
  select b.relationship_id, b.counterparty_id, b.counterparty_name, b.counterparty_reading, b.counterparty_number,
    b.registered_name, b.number_proven, b.state, b.code, b.category, b.tags, b.sort_key, b.search, b.version, s.i, b.line_status[s.i], b.line_waiting_on[s.i],
    b.line_required_star[s.i], b.line_held_star[s.i], b.line_gap[s.i], b.line_due_on[s.i], b.line_valid_until[s.i],
    b.line_checked_on[s.i], b.line_from, b.line_status, b.line_waiting_on, b.line_next, b.line_step
  from hoshitori.board b cross join lateral (select width_bucket(p_day, b.line_from)) s(i)
  where b.org_id = p_org and b.side = p_side and (b.step_until <= p_day or b.step_from > p_day)
$$;

-- The same, filtered; a null filter lets everything through. p_expiring_by: met now, and validity
-- ends on that day or before. p_unchecked_since: not checked on that day or later.
create or replace function board_matching(p_org uuid, p_side text, p_day date, p_status smallint[], p_waiting_on smallint[],
  p_required_star smallint[], p_held_star smallint[], p_state text[], p_category text, p_tag text, p_text text,
  p_due_by date, p_expiring_by date, p_unchecked_since date)
returns table (relationship_id uuid, counterparty_id uuid, counterparty_name text, counterparty_reading text,
  counterparty_number text, registered_name text, number_proven boolean, state text, code text, category text, tags text[], sort_key text, search text, version bigint, step int,
  status smallint, waiting_on smallint, required_star smallint, held_star smallint, gap smallint, due_on date,
  valid_until date, checked_on date, line_from date[], line_status smallint[], line_waiting_on smallint[],
  line_next smallint[], line_step json[])
language sql stable
as $$
  select b.*
  from hoshitori.board_on(p_org, p_side, p_day) b
  where (p_status is null or b.status = any(p_status))
    and (p_waiting_on is null or b.waiting_on = any(p_waiting_on))
    and (p_required_star is null or b.required_star = any(p_required_star))
    and (p_held_star is null or b.held_star = any(p_held_star))
    and (p_state is null or b.state = any(p_state))
    and (p_category is null or b.category = p_category)
    and (p_tag is null or b.tags @> array[p_tag])
    and (p_text is null or position(p_text in b.search) > 0)
    and (p_due_by is null or b.due_on <= p_due_by)
    and (p_expiring_by is null or (b.status in (1, 2) and b.valid_until <= p_expiring_by))
    and (p_unchecked_since is null or (b.held_star > 0 and b.checked_on < p_unchecked_since))
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

grant execute on function board_on(uuid, text, date), board_matching(uuid, text, date, smallint[], smallint[], smallint[],
  smallint[], text[], text, text, text, date, date, date), supplier_of(uuid, text), refuse(text, text, text, jsonb)
  to hoshitori_app;
