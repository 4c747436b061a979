-- The only writer of board, board_text, board_version and status events.
set local role hoshitori_engine;
set local check_function_bodies = off;

-- One event for each step of the stored line that was reached since the last one told, with its day.
create or replace function board_catch_up(b board, p_day date) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  for i in 2 .. cardinality(b.line_from) loop
    if b.line_from[i] > b.emitted_through and b.line_from[i] <= p_day
      and (b.line_status[i], b.line_waiting_on[i]) is distinct from (b.line_status[i - 1], b.line_waiting_on[i - 1])
    then
      perform status_event(b, b.version, b.line_from[i], b.line_status[i - 1], b.line_waiting_on[i - 1],
        b.line_status[i], b.line_waiting_on[i]);
    end if;
  end loop;
end $$;

-- Tells one side that its status changed; twice is once.
create or replace function status_event(b board, p_version bigint, p_on date, p_from smallint, p_from_waiting smallint,
  p_to smallint, p_to_waiting smallint) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
  values (b.org_id, b.relationship_id, p_version, p_on, 'status.changed', b.side,
    jsonb_build_object(
      'from', jsonb_build_object('status', status_name(p_from), 'waiting_on', waiting_name(p_from_waiting)),
      'to', jsonb_build_object('status', status_name(p_to), 'waiting_on', waiting_name(p_to_waiting))), request_now())
  on conflict do nothing;
end $$;

-- The word for a status in events; NULL for none.
create or replace function status_name(p smallint) returns text
language sql immutable
as $$ select (array['no_requirement', 'met', 'expiring', 'pending', 'overdue', 'lapsed'])[p + 1] $$;

-- The word for who is waited for in events.
create or replace function waiting_name(p smallint) returns text
language sql immutable
as $$ select (array['supplier', 'buyer', 'scheme'])[p] $$;

-- Nine of them for each line, so they are one cast and plain enough to be expanded where they stand.
create or replace function json_dates(p jsonb) returns date[]
language sql stable
as $$ select translate(p::text, '[]"', '{}')::date[] $$;

-- A JSON array of numbers as an array.
create or replace function json_smallints(p jsonb) returns smallint[]
language sql stable
as $$ select translate(p::text, '[]', '{}')::smallint[] $$;

-- One side of one relationship. p_line is the line as the server computed it. Returns whether what it is searched
-- by changed.
create or replace function board_put_side(r relationship, p_org uuid, p_side text, p_line board, p_cause text,
  p_visible_only boolean) returns boolean
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  old board;
  b board;
  day date := request_day();
  folded text[];
  i int := width_bucket(day, p_line.line_from);
  before int;
begin
  select * into old from board where org_id = p_org and relationship_id = r.relationship_id for no key update;
  if found then
    perform board_catch_up(old, day);
  end if;
  b := p_line;
  b.org_id := p_org;
  b.relationship_id := r.relationship_id;
  b.side := p_side;
  b.state := r.state;
  b.record_version := r.record_version;
  b.version := coalesce(old.version, 0) + 1;
  b.recorded_at := greatest(request_now(), old.recorded_at + interval '1 microsecond');
  b.changed_at := b.recorded_at;
  select o.name, o.reading, o.corporate_number, o.number_proven_at is not null
  into b.registered_name, b.counterparty_reading, b.counterparty_number, b.number_proven
  from organisation o where o.org_id = case p_side when 'buyer' then r.supplier_id else r.org_id end;
  if p_side = 'buyer' then
    b.counterparty_id := r.supplier_id;
    b.counterparty_name := r.name;
    b.counterparty_reading := r.reading;
    b.counterparty_number := r.corporate_number;
    b.code := r.code;
    b.category := r.category;
    b.tags := r.tags;
    b.memo := r.memo;
  else
    b.counterparty_id := r.org_id;
    b.counterparty_name := b.registered_name;
  end if;
  if (old.counterparty_name, old.counterparty_reading, old.counterparty_number, old.code)
    is distinct from (b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.code)
  then
    -- Once for all of them: folding is the dearest of it, and touches no separator. It may lengthen
    -- (㌖ is six characters), and cursors and indexes carry so much only.
    folded := string_to_array(fold(concat(b.counterparty_name, e'\x1f', b.counterparty_reading, e'\x1f', b.code)), e'\x1f');
    b.sort_key := left(folded[case when b.counterparty_reading is null then 1 else 2 end], 200);
    b.search := concat_ws(' ', folded[1], case when b.counterparty_reading is not null then folded[2] end,
      case when b.code is not null then folded[3] end, b.counterparty_number);
  else
    b.sort_key := old.sort_key;
    b.search := old.search;
  end if;
  b.labels := case when (old.category, old.tags) is not distinct from (b.category, b.tags) then old.labels end;
  b.labels := coalesce(b.labels, fold_labels(b.category, b.tags));
  b.step_from := b.line_from[i];
  b.step_until := coalesce(b.line_from[i + 1], 'infinity');
  b.status := b.line_status[i];
  b.waiting_on := b.line_waiting_on[i];
  b.required_star := b.line_required_star[i];
  b.held_star := b.line_held_star[i];
  b.gap := b.line_gap[i];
  b.due_on := b.line_due_on[i];
  b.valid_until := b.line_valid_until[i];
  b.checked_on := b.line_checked_on[i];
  b.emitted_through := greatest(day, old.emitted_through);
  if old.org_id is null then
    insert into board (org_id, relationship_id, side, counterparty_id, counterparty_name, counterparty_reading,
      counterparty_number, registered_name, number_proven, state, code, category, tags, labels, memo, sort_key, search, version,
      record_version, recorded_at, line_from, line_status, line_waiting_on, line_required_star, line_held_star, line_gap,
      line_due_on, line_valid_until, line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on,
      required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through, changed_at)
    values (b.org_id, b.relationship_id, b.side, b.counterparty_id, b.counterparty_name, b.counterparty_reading,
      b.counterparty_number, b.registered_name, b.number_proven, b.state, b.code, b.category, b.tags, b.labels, b.memo, b.sort_key,
      b.search, b.version, b.record_version, b.recorded_at, b.line_from, b.line_status, b.line_waiting_on,
      b.line_required_star, b.line_held_star, b.line_gap, b.line_due_on, b.line_valid_until, b.line_checked_on, b.line_next,
      b.line_step, b.step_from, b.step_until, b.status, b.waiting_on, b.required_star, b.held_star, b.gap, b.due_on,
      b.valid_until, b.checked_on, b.emitted_through, b.changed_at);
  else
    -- Re-deciding everybody makes no new version where nothing is seen to change; the days that
    -- passed are told all the same.
    if p_visible_only and (old.record_version, old.state, old.counterparty_id, old.registered_name, old.number_proven, old.line_from,
      old.line_step::text)
      is not distinct from (b.record_version, b.state, b.counterparty_id, b.registered_name, b.number_proven, b.line_from,
        b.line_step::text)
    then
      if old.emitted_through < day then
        update board set (step_from, step_until, status, waiting_on, required_star, held_star, gap, due_on, valid_until,
            checked_on, emitted_through, changed_at)
          = (b.step_from, b.step_until, b.status, b.waiting_on, b.required_star, b.held_star, b.gap, b.due_on,
            b.valid_until, b.checked_on, b.emitted_through, b.changed_at)
        where org_id = p_org and relationship_id = r.relationship_id;
      end if;
      return false;
    end if;
    update board set (record_version, counterparty_id, counterparty_name, counterparty_reading, counterparty_number, registered_name,
        number_proven, state, code, category, tags, labels, memo, sort_key, search, version, recorded_at, line_from,
        line_status, line_waiting_on, line_required_star, line_held_star, line_gap, line_due_on,
        line_valid_until, line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on,
        required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through, changed_at)
      = (b.record_version, b.counterparty_id, b.counterparty_name, b.counterparty_reading, b.counterparty_number,
        b.registered_name, b.number_proven, b.state, b.code, b.category, b.tags, b.labels, b.memo, b.sort_key, b.search,
        b.version, b.recorded_at, b.line_from, b.line_status, b.line_waiting_on, b.line_required_star,
        b.line_held_star, b.line_gap, b.line_due_on, b.line_valid_until, b.line_checked_on, b.line_next,
        b.line_step, b.step_from, b.step_until, b.status, b.waiting_on, b.required_star, b.held_star, b.gap,
        b.due_on, b.valid_until, b.checked_on, b.emitted_through, b.changed_at)
    where org_id = p_org and relationship_id = r.relationship_id;
    before := width_bucket(day, old.line_from);
    if (old.line_status[before], old.line_waiting_on[before]) is distinct from (b.status, b.waiting_on) then
      perform status_event(b, b.version, day, old.line_status[before], old.line_waiting_on[before], b.status, b.waiting_on);
    end if;
  end if;
  insert into board_version (org_id, relationship_id, version, side, cause, recorded_at, state, counterparty_id,
    counterparty_name, counterparty_reading, counterparty_number, registered_name, number_proven, code, category, tags, memo,
    sort_key, search, line_from, line_status, line_waiting_on, line_required_star, line_held_star, line_gap, line_due_on,
    line_valid_until, line_checked_on, line_next, line_step)
  values (b.org_id, b.relationship_id, b.version, b.side, p_cause, b.recorded_at, b.state, b.counterparty_id,
    b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.number_proven, b.code,
    b.category, b.tags, b.memo, b.sort_key, b.search, b.line_from, b.line_status, b.line_waiting_on, b.line_required_star,
    b.line_held_star, b.line_gap, b.line_due_on, b.line_valid_until, b.line_checked_on, b.line_next, b.line_step);
  perform tally_note(old, b);
  return (old.search, old.category, old.tags) is distinct from (b.search, b.category, b.tags);
end $$;

-- The line as C sends it, unpacked. line_next: for each step the index of the first later step whose
-- status or waiting_on differs, 0 when none.
create or replace function line_unpack(p jsonb) returns board
language plpgsql stable security definer set search_path = hoshitori, pg_temp
as $$
declare
  b board;
  n int;
begin
  b.line_from := json_dates(p -> 'from');
  b.line_status := json_smallints(p -> 'status');
  b.line_waiting_on := json_smallints(p -> 'waiting_on');
  b.line_required_star := json_smallints(p -> 'required_star');
  b.line_held_star := json_smallints(p -> 'held_star');
  b.line_gap := json_smallints(p -> 'gap');
  b.line_due_on := json_dates(p -> 'due_on');
  b.line_valid_until := json_dates(p -> 'valid_until');
  b.line_checked_on := json_dates(p -> 'checked_on');
  b.line_step := (select array_agg(v::json order by i) from jsonb_array_elements(p -> 'step') with ordinality t(v, i));
  n := cardinality(b.line_from);
  b.line_next := array_fill(0::smallint, array[n]);
  for i in reverse n - 1 .. 1 loop
    b.line_next[i] := case
      when (b.line_status[i], b.line_waiting_on[i]) is distinct from (b.line_status[i + 1], b.line_waiting_on[i + 1]) then i + 1
      else b.line_next[i + 1] end;
  end loop;
  return b;
end $$;

-- p_lines: [{"buyer", "relationship", "line": {...}}, …]. Both sides of each, in the order of ids;
-- a relationship without a supplier has the buyer's side only.
-- Called by the server and the operator.
create or replace function board_put(p_lines jsonb, p_cause text, p_visible_only boolean default false) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
declare
  entry jsonb;
  r relationship;
  line board;
  retold_by uuid[] := '{}';
  retold_ids uuid[] := '{}';
  n int := 0;
begin
  for entry in select e from jsonb_array_elements(p_lines) e order by (e ->> 'relationship')::uuid loop
    select * into strict r from relationship
    where org_id = (entry ->> 'buyer')::uuid and relationship_id = (entry ->> 'relationship')::uuid;
    -- Only a party of the pair, or the operator, writes its line.
    if current_org() is distinct from r.org_id and current_org() is distinct from r.supplier_id
      and current_org() is distinct from '00000000-0000-7000-8000-000000000000' then
      perform refuse('not_found');
    end if;
    line := line_unpack(entry -> 'line');
    if board_put_side(r, r.org_id, 'buyer', line, p_cause, p_visible_only) then
      retold_ids := retold_ids || r.relationship_id;
      retold_by := retold_by || r.org_id;
    end if;
    if r.supplier_id is not null then
      if board_put_side(r, r.supplier_id, 'supplier', line, p_cause, p_visible_only) then
        retold_ids := retold_ids || r.relationship_id;
        retold_by := retold_by || r.supplier_id;
      end if;
    end if;
    n := n + 1;
  end loop;
  -- All at once: a sheet brings hundreds.
  insert into board_text (org_id, relationship_id, search, terms)
  select b.org_id, b.relationship_id, b.search, board_terms(b.org_id, b.side, b.search, b.labels)
  from unnest(retold_by, retold_ids) t(org_id, relationship_id) join board b using (org_id, relationship_id)
  on conflict on constraint board_text_pkey do update set (search, terms) = (excluded.search, excluded.terms);
  return n;
end $$;

grant execute on function board_put(jsonb, text, boolean), status_name(smallint), waiting_name(smallint) to hoshitori_app, hoshitori_migrate;
