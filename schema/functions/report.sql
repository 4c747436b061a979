-- The report for management: how the buyer's suppliers stand on a day, and how on a day before, both as now known, or as known at an
-- instant. Counts are of all; names are the first p_rows of each list, so that a report of 50,000 suppliers is as long as one of 500.

-- What a status comes to.
create or replace function status_group(p_status smallint) returns text
language sql immutable
as $$ select (array['none', 'met', 'met', 'pending', 'late', 'late'])[p_status + 1] $$;

-- One line per supplier: its step on the day and on the day before, as now known, or as known at an instant. Expanded into its statement.
create or replace function report_lines(p_org uuid, p_day date, p_before date, p_known_at timestamptz)
returns table (relationship_id uuid, name text, sort_key text, code text, category text, label text, status smallint, waiting_on smallint,
  required_star smallint, held_star smallint, due_on date, valid_until date, was smallint, was_waiting_on smallint, standing text, stood text)
language sql stable
as $$
  select b.relationship_id, b.counterparty_name, b.sort_key, b.code, b.category,
    case when b.category is not null then b.labels[1] end, b.line_status[s.i], b.line_waiting_on[s.i],
    b.line_required_star[s.i], b.line_held_star[s.i], b.line_due_on[s.i], b.line_valid_until[s.i], b.line_status[s.j], b.line_waiting_on[s.j],
    hoshitori.status_group(b.line_status[s.i]), hoshitori.status_group(b.line_status[s.j])
  from hoshitori.board b
    cross join lateral (select width_bucket(p_day, b.line_from), width_bucket(p_before, b.line_from) offset 0) s(i, j)
  where b.org_id = p_org and b.side = 'buyer' and b.recorded_at <= coalesce(p_known_at, 'infinity')
  union all
  select k.relationship_id, n.counterparty_name, k.sort_key, n.code, n.category, case when n.category is not null then k.labels[1] end,
    k.status, k.waiting_on, k.required_star, k.held_star, k.due_on, k.valid_until, w.status, w.waiting_on,
    hoshitori.status_group(k.status), hoshitori.status_group(w.status)
  from hoshitori.board_known(p_org, 'buyer', p_day, p_known_at) k
    join hoshitori.board_known(p_org, 'buyer', p_before, p_known_at) w on w.relationship_id = k.relationship_id
    cross join lateral (
      select v.counterparty_name, v.code, v.category from hoshitori.board_version v
      where v.org_id = p_org and v.relationship_id = k.relationship_id and v.recorded_at <= p_known_at and v.counterparty_name is not null
      order by v.recorded_at desc limit 1) n
$$;

-- The instant before which something was known by the end of a day, or at an instant before that end.
create or replace function report_ends(p_day date, p_known_at timestamptz) returns timestamptz
language sql immutable
as $$ select least(hoshitori.tokyo_start(p_day + 1), p_known_at + interval '1 microsecond') $$;

-- Who stood last in what state before an instant, of the suppliers themselves. Expanded into its statement, as the next one.
create or replace function report_stood(p_org uuid, p_ends timestamptz) returns table (relationship_id uuid, kind text, on_day date)
language sql stable
as $$
  select distinct on (e.relationship_id) e.relationship_id, e.kind, e.on_day from hoshitori.relationship_event e
  where e.org_id = p_org and e.recorded_at < p_ends order by e.relationship_id desc, e.seq desc
$$;

-- Who had never been written to before an instant, and so is asked for nothing yet.
create or replace function report_unwritten(p_org uuid, p_ends timestamptz) returns table (relationship_id uuid)
language sql stable
as $$
  select s.relationship_id from hoshitori.report_stood(p_org, p_ends) s where s.kind = 'invited' and not exists (
    select from hoshitori.invitation i where i.org_id = p_org and i.relationship_id = s.relationship_id and i.recorded_at < p_ends)
$$;

-- The contract's Report.
-- Called by the server.
create or replace function report(p_day date, p_before date, p_known_at timestamptz, p_rows int) returns jsonb
language plpgsql stable security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off
as $$
declare
  ends timestamptz := report_ends(p_day, p_known_at);
begin
  return (
  with stood as materialized (
    select * from report_stood(current_org(), ends)
  ), unwritten as materialized (
    select * from report_unwritten(current_org(), ends)
  ), unwritten_before as materialized (
    select * from report_unwritten(current_org(), report_ends(p_before, p_known_at))
  ), lines as materialized (
    select l.relationship_id, l.name, l.sort_key, l.code, l.category, l.label, l.required_star, l.held_star, l.due_on, l.valid_until,
      case when u then 0 else l.status end as status, case when u then 0 else l.waiting_on end as waiting_on,
      case when v then 0 else l.was end as was, case when v then 0 else l.was_waiting_on end as was_waiting_on,
      case when u then 'none' else l.standing end as standing, case when v then 'none' else l.stood end as stood
    from report_lines(current_org(), p_day, p_before, p_known_at) l cross join lateral (select l.relationship_id in (select x.relationship_id from unwritten x),
      l.relationship_id in (select x.relationship_id from unwritten_before x)) n(u, v)
  ), cells as materialized (
    select label, min(category) as category, required_star, status, waiting_on, was, was_waiting_on, standing, stood, count(*) as n
    from lines group by 1, 3, 4, 5, 6, 7, 8, 9
  ), counts as (
    select x.status, x.waiting_on, sum(x.n) as n, sum(x.before) as before
    from (
      select status, waiting_on, n, 0 as before from cells
      union all
      select was, was_waiting_on, 0, n from cells) x
    group by 1, 2
  ), stars as (
    select required_star, sum(n) as total, sum(n) filter (where standing = 'met') as met, sum(n) filter (where standing = 'pending') as pending,
      sum(n) filter (where standing = 'late') as late
    from cells where standing <> 'none' group by 1
  ), categories as (
    select min(category) as category, sum(n) as total, sum(n) filter (where standing = 'met') as met, sum(n) filter (where standing = 'pending') as pending,
      sum(n) filter (where standing = 'late') as late, sum(n) filter (where standing = 'none') as none,
      sum(n) filter (where stood = 'met') as met_before, sum(n) filter (where stood = 'late') as late_before
    from cells group by label
  ), late as (
    select * from lines where standing = 'late' order by due_on, sort_key, relationship_id limit p_rows
  ), changed as (
    select * from lines where standing <> stood
    order by array_position(array['late', 'met', 'pending', 'none'], standing), sort_key, relationship_id limit p_rows
  ), coming as materialized (
    select l.*, case standing when 'pending' then 'due' else 'ends' end as what, case standing when 'pending' then due_on else valid_until end as day
    from lines l
    where standing = 'pending' and due_on between p_day and p_day + 90 or standing = 'met' and valid_until between p_day and p_day + 90
  ), demanded as materialized (
    select distinct on (q.relationship_id) q.relationship_id, q.revision, q.kind, q.recorded_at from requirement_revision q
    where q.org_id = current_org() and q.recorded_at < ends order by q.relationship_id desc, q.revision desc
  ), answered as materialized (
    select s.relationship_id, a.* from stood s join relationship r on r.org_id = current_org() and r.relationship_id = s.relationship_id
      cross join lateral (
        select x.revision, x.response, x.recorded_at from requirement_response x
        where x.org_id = r.supplier_id and x.relationship_id = r.relationship_id and x.recorded_at < ends order by x.seq desc limit 1) a
    where s.kind = 'accepted'
  ), unanswered as materialized (
    select s.relationship_id, 'invitation' as code, s.on_day as since from stood s
    where s.kind in ('invited', 'invited_again') and s.relationship_id not in (select x.relationship_id from unwritten x)
    union all
    select d.relationship_id, 'demand', demand_known_on(d.recorded_at, s.on_day)
    from demanded d join stood s on s.relationship_id = d.relationship_id and s.kind = 'accepted'
      join lines l on l.relationship_id = d.relationship_id and l.standing in ('pending', 'late')
      left join answered a on a.relationship_id = d.relationship_id and a.revision >= d.revision
    where d.kind = 'set' and a.relationship_id is null
    union all
    select a.relationship_id, a.response, tokyo_day(a.recorded_at)
    from answered a join demanded d on d.relationship_id = a.relationship_id and d.revision <= a.revision
    where a.response <> 'accepted' and not exists (select from consultation c
      where c.org_id = current_org() and c.relationship_id = a.relationship_id and c.recorded_at >= a.recorded_at and c.recorded_at < ends)
  )
  select jsonb_build_object('organisation', (select o.name from organisation o where o.org_id = current_org()),
    'as_of', p_day, 'compared_with', p_before,
    'known_at', instant_text(p_known_at),
    'decided_at', case when p_known_at is null then (select instant_text(u.decided_at) from undecided_since(current_org(), 'buyer') u) end,
    'total', (select coalesce(sum(n), 0) from cells), 'unwritten', (select count(*) from unwritten),
    'statuses', (select coalesce(jsonb_agg(jsonb_build_object('status', status_name(c.status::smallint), 'waiting_on', waiting_name(c.waiting_on::smallint),
        'count', c.n, 'before', c.before) order by c.status = 0, c.status, c.waiting_on), '[]') from counts c),
    'stars', (select coalesce(jsonb_agg(jsonb_build_object('required_star', s.required_star, 'total', s.total, 'met', coalesce(s.met, 0),
        'pending', coalesce(s.pending, 0), 'late', coalesce(s.late, 0)) order by s.required_star), '[]') from stars s),
    'categories', jsonb_build_object('total', (select count(*) from categories), 'items', (
      select coalesce(jsonb_agg(jsonb_build_object('category', c.category, 'total', c.total, 'met', coalesce(c.met, 0),
          'pending', coalesce(c.pending, 0), 'late', coalesce(c.late, 0), 'none', coalesce(c.none, 0),
          'met_before', coalesce(c.met_before, 0), 'late_before', coalesce(c.late_before, 0))
        order by c.late desc nulls last, c.total desc, c.category), '[]')
      from (select * from categories order by late desc nulls last, total desc, category limit p_rows) c)),
    'changed', jsonb_build_object('total', (select coalesce(sum(n), 0) from cells where standing <> stood),
      'became_late', (select coalesce(sum(n), 0) from cells where standing = 'late' and stood <> 'late'),
      'became_met', (select coalesce(sum(n), 0) from cells where standing = 'met' and stood <> 'met'),
      'became_pending', (select coalesce(sum(n), 0) from cells where standing = 'pending' and stood <> 'pending'),
      'became_none', (select coalesce(sum(n), 0) from cells where standing = 'none' and stood <> 'none'), 'items', (
      select coalesce(jsonb_agg(jsonb_build_object('relationship', c.relationship_id, 'name', c.name, 'code', c.code, 'category', c.category,
          'status', status_name(c.status::smallint), 'waiting_on', waiting_name(c.waiting_on::smallint), 'before', jsonb_build_object('status', status_name(c.was::smallint), 'waiting_on', waiting_name(c.was_waiting_on::smallint)))
        order by array_position(array['late', 'met', 'pending', 'none'], c.standing), c.sort_key, c.relationship_id), '[]') from changed c)),
    'late', jsonb_build_object('total', (select coalesce(sum(n), 0) from cells where standing = 'late'), 'items', (
      select coalesce(jsonb_agg(jsonb_build_object('relationship', l.relationship_id, 'name', l.name, 'code', l.code, 'category', l.category,
          'status', status_name(l.status::smallint), 'waiting_on', waiting_name(l.waiting_on::smallint), 'required_star', l.required_star, 'held_star', l.held_star,
          'due_on', nullif(l.due_on, 'infinity'))
        order by l.category, l.due_on, l.sort_key, l.relationship_id), '[]') from late l)),
    'coming', jsonb_build_object('through', least(p_day + 90, '9999-12-31'), 'total', (select count(*) from coming), 'due', (select count(*) from coming where what = 'due'),
      'ends', (select count(*) from coming where what = 'ends'), 'items', (
      select coalesce(jsonb_agg(jsonb_build_object('relationship', c.relationship_id, 'name', c.name, 'code', c.code, 'category', c.category,
          'what', c.what, 'day', c.day, 'waiting_on', waiting_name(c.waiting_on::smallint), 'required_star', c.required_star, 'held_star', c.held_star)
        order by c.day, c.sort_key, c.relationship_id), '[]')
      from (select * from coming order by day, sort_key, relationship_id limit p_rows) c)),
    'unanswered', jsonb_build_object('total', (select count(*) from unanswered), 'invitation', (select count(*) from unanswered where code = 'invitation'),
      'demand', (select count(*) from unanswered where code = 'demand'),
      'talks_requested', (select count(*) from unanswered where code = 'talks_requested'),
      'objected', (select count(*) from unanswered where code = 'objected'), 'items', (
      select coalesce(jsonb_agg(jsonb_build_object('relationship', u.relationship_id, 'name', l.name, 'code', l.code,
          'category', l.category, 'what', u.code, 'since', u.since)
        order by array_position(array['objected', 'talks_requested', 'demand', 'invitation'], u.code), u.since, u.relationship_id), '[]')
      from (select * from unanswered
        order by array_position(array['objected', 'talks_requested', 'demand', 'invitation'], code), since, relationship_id limit p_rows) u
        join lines l on l.relationship_id = u.relationship_id))));
end $$;
