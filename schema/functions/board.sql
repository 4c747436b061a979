-- The only writer of board, board_text, label_use, board_version and status events; what waits (task.sql) is written with them.

-- The word for a status in events; NULL for none.
create or replace function status_name(p smallint) returns text
language sql immutable
as $$ select (array['no_requirement', 'met', 'expiring', 'pending', 'overdue', 'lapsed'])[p + 1] $$;

-- The word for who is waited for in events.
create or replace function waiting_name(p smallint) returns text
language sql immutable
as $$ select (array['supplier', 'buyer', 'scheme'])[p] $$;

-- What an event says of a change of status.
create or replace function status_change(p_was smallint, p_was_waiting_on smallint, p_status smallint, p_waiting_on smallint)
returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'from', jsonb_build_object('status', hoshitori.status_name(p_was), 'waiting_on', hoshitori.waiting_name(p_was_waiting_on)),
    'to', jsonb_build_object('status', hoshitori.status_name(p_status), 'waiting_on', hoshitori.waiting_name(p_waiting_on)))
$$;

-- Locked rows of the board, moved on to a day: one event for each step of the stored line that was reached since the
-- last one told, with its day, and the step of the day.
create or replace function board_catch_up(p_orgs uuid[], p_relationships uuid[], p_day date, p_at timestamptz) returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
  select b.org_id, b.relationship_id, b.version, b.line_from[i], 'status.changed', b.side,
    status_change(b.line_status[i - 1], b.line_waiting_on[i - 1], b.line_status[i], b.line_waiting_on[i]), p_at
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board b using (org_id, relationship_id)
    cross join lateral generate_series(2, cardinality(b.line_from)) i
  where b.line_from[i] > b.emitted_through and b.line_from[i] <= p_day
    and (b.line_status[i], b.line_waiting_on[i]) is distinct from (b.line_status[i - 1], b.line_waiting_on[i - 1])
  on conflict do nothing;
  update board b set (step_from, step_until, status, waiting_on, required_star, held_star, gap, due_on, valid_until, checked_on,
      emitted_through, changed_at)
    = (o.line_from[i], coalesce(o.line_from[i + 1], 'infinity'), o.line_status[i], o.line_waiting_on[i], o.line_required_star[i],
      o.line_held_star[i], o.line_gap[i], o.line_due_on[i], o.line_valid_until[i], o.line_checked_on[i],
      greatest(p_day, o.emitted_through), greatest(p_at, o.changed_at))
  from unnest(p_orgs, p_relationships) t(org_id, relationship_id) join board o using (org_id, relationship_id)
    cross join lateral (select width_bucket(p_day, o.line_from)) s(i)
  where b.org_id = o.org_id and b.relationship_id = o.relationship_id;
end $$;

-- What a row of the board is ordered by, what it is searched by (p_others: other names of the counterparty, and those of
-- before), and its labels. Folding is the dearest of writing
-- a row, so it is done once for all of them, and touches no separator. It may lengthen (㌖ is six characters), and
-- cursors and indexes carry so much only.
create or replace function board_folded(p_name text, p_reading text, p_number text, p_code text, p_category text, p_tags text[],
  p_others text[]) returns text[]
language plpgsql immutable set search_path = hoshitori, pg_temp
as $$
declare
  folded text[] := string_to_array(fold(concat(p_name, e'\x1f', p_reading, e'\x1f', p_code, e'\x1f',
    array_to_string(p_others, e'\x1f'))), e'\x1f');
begin
  return array[left(folded[case when p_reading is null then 1 else 2 end], 200),
      concat_ws(' ', folded[1], case when p_reading is not null then folded[2] end, case when p_code is not null then folded[3] end,
        p_number, nullif(array_to_string(folded[4:], ' '), ''))]
    || fold_labels(p_category, p_tags);
end $$;

-- Lines as C sends them (domain/line.h). line_next: for each step the index of the first later step whose status
-- or waiting_on differs, 0 when none. One record each, of json, which is read as it stands: made jsonb before, with the line
-- within, it took two and a half times as long.
create or replace function lines_read(p_lines json) returns setof board_line
language sql stable
as $$
  select l.buyer, l.relationship, l."from", l.status, l.waiting_on, l.required_star, l.held_star, l.gap, l.due_on,
    l.valid_until, l.checked_on, l.next, l.step, l.cell, l.kept
  from json_to_recordset(p_lines) l(buyer uuid, relationship uuid, "from" date[], status smallint[], waiting_on smallint[],
    required_star smallint[], held_star smallint[], gap smallint[], due_on date[], valid_until date[], checked_on date[],
    next smallint[], step json[], cell int[], kept bytea)
$$;

-- Whether the steps of two lines say the same, by their bytes, which json has no equality for but rows. Those stored before 0.2.0
-- have their members in another order.
create or replace function steps_same(p_stored json[], p_computed json[]) returns boolean
language sql immutable
as $$
  select record_image_eq(row(p_stored), row(p_computed))
    or p_stored[1]::text not like '{"status":%' and p_stored::text::jsonb[] = p_computed::text::jsonb[]
$$;

-- p_lines: [{"buyer", "relationship", "from", …}, …]. Both sides of each, in the order of ids; a relationship
-- without a supplier has the buyer's side only. p_visible_only: no new version where nothing is seen to change,
-- as when everybody is decided anew, or where nobody may know by it that something was filed; the days that passed
-- are told all the same. Returns how many lines there were.
--
-- One statement for one line and for hundreds. Its plan is made once for each connection, maybe while the tables
-- are empty: rows are found by their keys, whatever the planner thinks of it.
-- Called by the server and the operator.
create or replace function board_put(p_lines json, p_cause text, p_visible_only boolean default false) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  given board_line[] := array(select l from lines_read(p_lines) l);
  today date := request_day();
  at timestamptz := request_now();
  org uuid := current_org();
  operator boolean := org = '00000000-0000-7000-8000-000000000000';
  late_by uuid[];
  late uuid[];
  retold_by uuid[];
  retold uuid[];
  put_by uuid[];
  put uuid[];
  waited_by uuid[];
  waited uuid[];
  lines int;
begin
  select array_agg(x.org_id), array_agg(x.relationship_id) into late_by, late from (
    select b.org_id, b.relationship_id, b.emitted_through
    from unnest(given) l join relationship r on r.org_id = l.buyer and r.relationship_id = l.relationship
      cross join lateral (values (r.org_id), (r.supplier_id)) side(org_id)
      join board b on b.org_id = side.org_id and b.relationship_id = r.relationship_id
    order by b.relationship_id, b.side for no key update of b) x
  where x.emitted_through < today;
  if late is not null then
    perform board_catch_up(late_by, late, today, at);
  end if;
  with new as materialized (
    select side.*, r.relationship_id, r.state, r.record_version, l.*, width_bucket(today, l.line_from) as i,
      case when b.org_id is null or former.names <> '{}'
          or (b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.code, b.category, b.tags)
          is distinct from (side.counterparty_name, side.counterparty_reading, side.counterparty_number, side.registered_name,
            side.code, side.category, side.tags)
        then board_folded(side.counterparty_name, side.counterparty_reading, side.counterparty_number, side.code, side.category, side.tags,
          array_remove(array[nullif(side.registered_name, side.counterparty_name)], null) || former.names)
        else array[b.sort_key, b.search] || b.labels[:cardinality(b.labels) - cardinality(b.marks)] end || side.marks as folded,
      p_visible_only and b.org_id is not null and (b.record_version, b.state, b.line_from)
        is not distinct from (r.record_version, r.state, l.line_from) and steps_same(b.line_step, l.line_step) as same,
      (b.counterparty_id, b.counterparty_name, b.counterparty_reading, b.counterparty_number, b.registered_name, b.number_proven,
          b.code, b.category, b.tags, b.marks, b.memo)
        is distinct from (side.counterparty_id, side.counterparty_name, side.counterparty_reading, side.counterparty_number,
          side.registered_name, side.number_proven, side.code, side.category, side.tags, side.marks, side.memo) as named, b.named_at,
      b.code as old_code, b.version as old_version, coalesce(b.version, 0) + 1 as version,
      greatest(at, b.recorded_at + interval '1 microsecond') as recorded_at, b.sort_key as old_sort_key, b.search as old_search,
      b.labels as old_labels, b.state as old_state,
      b.emitted_through as told_through, b.decided_at, width_bucket(today, b.line_from) as old_i, b.line_from as old_from,
      b.line_status as old_status, b.line_waiting_on as old_waiting_on, b.line_required_star as old_required_star,
      b.line_held_star as old_held_star
    from unnest(given) l
      join relationship r on r.org_id = l.buyer and r.relationship_id = l.relationship
      join organisation buyer on buyer.org_id = r.org_id
      left join organisation supplier on supplier.org_id = r.supplier_id
      cross join lateral is_changed(r.org_id, r.relationship_id, r.supplier_id) company
      cross join lateral (
        values ('buyer', r.org_id, r.supplier_id, supplier.name,
            case when supplier.org_id is not null then supplier.number_proven_at is not null end, r.name, r.reading,
            r.corporate_number, r.code, r.category, r.tags, r.memo,
            owner_mark(r.owner) || array(select 'task:' || t.code from buyer_tasks(r) t)
              || case when r.corporate_number is not null then remark_marks(r) end),
          ('supplier', r.supplier_id, r.org_id, buyer.name, buyer.number_proven_at is not null, buyer.name, buyer.reading,
            buyer.corporate_number, null, null, null, null, '{}')
      ) side(side, org_id, counterparty_id, registered_name, number_proven, counterparty_name, counterparty_reading,
        counterparty_number, code, category, tags, memo, marks)
      cross join lateral (select case when exists (select from organisation_change c where c.org_id = side.counterparty_id)
        then organisation_former(side.counterparty_id) else '{}' end
        || case when company.changed and side.side = 'buyer' then supplier_former(r) else '{}' end) former(names)
      left join board b on b.org_id = side.org_id and b.relationship_id = r.relationship_id
    -- Only a party of the pair, or the operator, writes its line.
    where side.org_id is not null and (operator or org in (r.org_id, r.supplier_id) or invited_by_number(r))
  ), put as (
    insert into board (org_id, relationship_id, side, counterparty_id, counterparty_name, counterparty_reading,
      counterparty_number, registered_name, number_proven, state, code, category, tags, labels, marks, memo, sort_key, search, version,
      record_version, recorded_at, line_from, line_status, line_waiting_on, line_required_star, line_held_star, line_gap,
      line_due_on, line_valid_until, line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on,
      required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through, changed_at, named_at)
    select n.org_id, n.relationship_id, n.side, n.counterparty_id, n.counterparty_name, n.counterparty_reading,
      n.counterparty_number, n.registered_name, n.number_proven, n.state, n.code, n.category, n.tags, n.folded[3:], n.marks, n.memo,
      n.folded[1], n.folded[2], n.version, n.record_version, n.recorded_at, n.line_from, n.line_status, n.line_waiting_on,
      n.line_required_star, n.line_held_star, n.line_gap, n.line_due_on, n.line_valid_until, n.line_checked_on, n.line_next,
      n.line_step, n.line_from[n.i], coalesce(n.line_from[n.i + 1], 'infinity'), n.line_status[n.i], n.line_waiting_on[n.i],
      n.line_required_star[n.i], n.line_held_star[n.i], n.line_gap[n.i], n.line_due_on[n.i], n.line_valid_until[n.i],
      n.line_checked_on[n.i], greatest(today, n.told_through), n.recorded_at, case when n.named then n.recorded_at else n.named_at end
    from new n where n.named or not n.same
    on conflict (org_id, relationship_id) do update set (counterparty_id, counterparty_name, counterparty_reading,
        counterparty_number, registered_name, number_proven, state, code, category, tags, labels, marks, memo, sort_key, search, version,
        record_version, recorded_at, line_from, line_status, line_waiting_on, line_required_star, line_held_star, line_gap,
        line_due_on, line_valid_until, line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on,
        required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through, changed_at, named_at, decided_at)
      = (excluded.counterparty_id, excluded.counterparty_name, excluded.counterparty_reading, excluded.counterparty_number,
        excluded.registered_name, excluded.number_proven, excluded.state, excluded.code, excluded.category, excluded.tags,
        excluded.labels, excluded.marks, excluded.memo, excluded.sort_key, excluded.search, excluded.version, excluded.record_version,
        excluded.recorded_at, excluded.line_from, excluded.line_status, excluded.line_waiting_on, excluded.line_required_star,
        excluded.line_held_star, excluded.line_gap, excluded.line_due_on, excluded.line_valid_until, excluded.line_checked_on,
        excluded.line_next, excluded.line_step, excluded.step_from, excluded.step_until, excluded.status, excluded.waiting_on,
        excluded.required_star, excluded.held_star, excluded.gap, excluded.due_on, excluded.valid_until, excluded.checked_on,
        excluded.emitted_through, excluded.changed_at, excluded.named_at, null)
  ), kept as (
    -- History has names where they differ from those before, and days where there are any.
    insert into board_version (org_id, relationship_id, version, side, cause, recorded_at, state, line_from, line_cell, line_kept,
      line_due_on, line_valid_until, line_checked_on, counterparty_id, counterparty_name, counterparty_reading,
      counterparty_number, registered_name, number_proven, code, category, tags, marks, memo, sort_key, search)
    select n.org_id, n.relationship_id, n.version, n.side, p_cause, n.recorded_at, n.state, n.line_from, n.line_cell, n.line_kept,
      nullif(n.line_due_on, array_fill(date 'infinity', array[cardinality(n.line_from)])),
      nullif(n.line_valid_until, array_fill(date 'infinity', array[cardinality(n.line_from)])),
      nullif(n.line_checked_on, array_fill(date '-infinity', array[cardinality(n.line_from)])),
      t.*
    from new n left join lateral (
      values (n.counterparty_id, n.counterparty_name, n.counterparty_reading, n.counterparty_number, n.registered_name,
        n.number_proven, n.code, n.category, n.tags, n.marks, n.memo, n.folded[1], n.folded[2])) t on n.named
    where n.named or not n.same
  ), told as (
    insert into event (org_id, relationship_id, version, on_day, kind, side, body, recorded_at)
    select n.org_id, n.relationship_id, n.version, today, 'status.changed', n.side,
      status_change(n.old_status[n.old_i], n.old_waiting_on[n.old_i], n.line_status[n.i], n.line_waiting_on[n.i]), at
    from new n
    where (n.named or not n.same) and n.old_version is not null and (n.old_status[n.old_i], n.old_waiting_on[n.old_i])
      is distinct from (n.line_status[n.i], n.line_waiting_on[n.i])
    on conflict do nothing
  ), counted as (
    -- Most lines of a chunk change alike: one row tells of all of them, under the key of one.
    insert into tally_change (org_id, relationship_id, version, side, lines, line_from, line_status, line_waiting_on,
      line_required_star, line_held_star, was_from, was_status, was_waiting_on, was_required_star, was_held_star)
    select n.org_id, (array_agg(n.relationship_id))[1], (array_agg(n.version))[1], n.side, count(*), n.line_from, n.line_status,
      n.line_waiting_on, n.line_required_star, n.line_held_star, n.old_from, n.old_status, n.old_waiting_on, n.old_required_star,
      n.old_held_star
    from new n
    where (n.named or not n.same) and (n.old_from, n.old_status, n.old_waiting_on, n.old_required_star, n.old_held_star)
      is distinct from (n.line_from, n.line_status, n.line_waiting_on, n.line_required_star, n.line_held_star)
    group by n.org_id, n.side, n.line_from, n.line_status, n.line_waiting_on, n.line_required_star, n.line_held_star, n.old_from,
      n.old_status, n.old_waiting_on, n.old_required_star, n.old_held_star
  )
  select count(*) filter (where n.side = 'buyer'), array_agg(n.org_id) filter (where x.retold),
    array_agg(n.relationship_id) filter (where x.retold), array_agg(n.org_id) filter (where n.side = 'buyer' and (n.named or not n.same)),
    array_agg(n.relationship_id) filter (where n.side = 'buyer' and (n.named or not n.same)),
    array_agg(n.org_id) filter (where n.decided_at is not null), array_agg(n.relationship_id) filter (where n.decided_at is not null)
  into lines, retold_by, retold, put_by, put, waited_by, waited
  from new n cross join lateral (select array[n.old_sort_key, n.old_search, n.old_code] || n.old_labels
        is distinct from n.folded[:2] || n.code || n.folded[3:]
      or (n.old_state = 'ended') is distinct from (n.state = 'ended') as retold) x;
  if lines <> cardinality(given) then
    perform refuse('not_found');
  end if;
  if put is not null then
    perform tasks_put(put_by, put);
  end if;
  if waited is not null then
    update board b set decided_at = null from unnest(waited_by, waited) t(org_id, relationship_id)
    where b.org_id = t.org_id and b.relationship_id = t.relationship_id and b.decided_at is not null;
    delete from undecided u using unnest(waited_by, waited) t(org_id, relationship_id)
    where u.org_id = t.org_id and u.relationship_id = t.relationship_id;
  end if;
  if retold is not null then
    insert into board_text (org_id, relationship_id, search, sort_key, category, terms)
    select b.org_id, b.relationship_id, b.search, b.sort_key, case when b.category is not null then b.labels[1] end,
      t.terms
    from unnest(retold_by, retold) r(org_id, relationship_id) join board b using (org_id, relationship_id)
      cross join lateral board_terms(b.org_id, b.side, b.search, b.labels) t
    on conflict on constraint board_text_pkey do update set (search, sort_key, category, terms)
      = (excluded.search, excluded.sort_key, excluded.category, excluded.terms);
    perform likeness_put(retold_by, retold), label_use_put(retold_by, retold);
  end if;
  return lines;
end $$;

grant execute on function status_name(smallint), waiting_name(smallint) to hoshitori_app, hoshitori_migrate;
