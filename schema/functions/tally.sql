-- Counts by status that are right on any day and cost the same for a hundred suppliers and for a
-- hundred thousand. board_put notes lines that came and went; the worker takes them into the tally.

-- What one line adds to the counts: on each step's day one more stands as the step says, and one less
-- as the step before. Expanded, as tally_month and tally_on are: with a fixed search path they would not be.
create or replace function tally_steps(p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[],
  p_held_star smallint[])
returns table (from_day date, status smallint, waiting_on smallint, required_star smallint, held_star smallint, n int)
language sql immutable
as $$
  select p_from[i], p_status[i], p_waiting_on[i], p_required_star[i], p_held_star[i], 1
  from generate_subscripts(p_from, 1) i
  union all
  select p_from[i + 1], p_status[i], p_waiting_on[i], p_required_star[i], p_held_star[i], -1
  from generate_subscripts(p_from, 1) i where i < cardinality(p_from)
$$;

-- The line that came by a change (of so many, n = p_lines) and the one that went (n = -p_lines).
create or replace function tally_lines(p_lines int, p_from date[], p_status smallint[], p_waiting_on smallint[], p_required_star smallint[],
  p_held_star smallint[], p_was_from date[], p_was_status smallint[], p_was_waiting_on smallint[], p_was_required_star smallint[],
  p_was_held_star smallint[])
returns table (n int, line_from date[], status smallint[], waiting_on smallint[], required_star smallint[], held_star smallint[])
language sql immutable
as $$
  select l.* from (
    values (p_lines, p_from, p_status, p_waiting_on, p_required_star, p_held_star),
      (-p_lines, p_was_from, p_was_status, p_was_waiting_on, p_was_required_star, p_was_held_star)
  ) l(n, line_from, status, waiting_on, required_star, held_star) where l.line_from is not null
$$;

-- Takes up to p_limit changes over, of organisations whose heads are locked; returns how many.
create or replace function tally_take(p_orgs uuid[], p_limit int) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  n int;
begin
  -- By their places: of a table that is empty most of the time no plan by keys is kept. Nobody else takes these, and none changes.
  with taken as (
    delete from tally_change c where c.ctid = any(array(select x.ctid from tally_change x where x.org_id = any(p_orgs) limit p_limit))
    returning c.*
  ), added as (
    insert into tally as t (org_id, side, grain, from_day, status, waiting_on, required_star, held_star, n)
    select s.org_id, s.side, g.grain, g.day, s.status, s.waiting_on, s.required_star, s.held_star, sum(s.n)
    from (
      select t.org_id, t.side, d.from_day, d.status, d.waiting_on, d.required_star, d.held_star, sum(l.n * d.n) as n
      from taken t cross join lateral tally_lines(t.lines, t.line_from, t.line_status, t.line_waiting_on, t.line_required_star,
        t.line_held_star, t.was_from, t.was_status, t.was_waiting_on, t.was_required_star, t.was_held_star) l
        cross join lateral tally_steps(l.line_from, l.status, l.waiting_on, l.required_star, l.held_star) d
      group by 1, 2, 3, 4, 5, 6, 7 having sum(l.n * d.n) <> 0) s
      cross join lateral (values ('day', s.from_day), ('month', tally_month(s.from_day))) g(grain, day)
    group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(s.n) <> 0
    on conflict (org_id, side, grain, from_day, status, waiting_on, required_star, held_star)
      do update set n = t.n + excluded.n
  )
  select count(*) into n from taken;
  delete from tally t where t.org_id = any(p_orgs) and t.n = 0;
  return n;
end $$;

-- Takes up to p_limit changes over, of as many organisations at most. Whoever finds one locked leaves it to the server that is at
-- it. Returns how many. p_singly: as in worker.sql.
-- Called by the server.
create or replace function worker_tally(p_now timestamptz, p_limit int, p_singly boolean) returns int
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  orgs uuid[];
begin
  -- From organisation to organisation along the index: one of them may have noted tens of thousands.
  orgs := array(
    with recursive waiting(org_id) as (
      (select c.org_id from tally_change c order by c.org_id limit 1)
      union all
      select (select c.org_id from tally_change c where c.org_id > w.org_id order by c.org_id limit 1)
      from waiting w where w.org_id is not null
    )
    select w.org_id from waiting w where w.org_id is not null and not is_put_off('tally', w.org_id, w.org_id::text, p_now) limit p_limit);
  insert into tally_head (org_id) select unnest(orgs) on conflict do nothing;
  orgs := array(select h.org_id from tally_head h where h.org_id = any(orgs) order by h.org_id for no key update skip locked);
  return put_off_or_do('tally', orgs, p_singly, p_now, p_limit, 'select tally_take($1, $2)');
end $$;

-- The first day of a day's month.
create or replace function tally_month(p_day date) returns date
language sql immutable
as $$ select date_trunc('month', p_day::timestamp)::date $$;

-- One side's counts on a day, as the caller (row-level security applies); what the worker has not
-- taken over yet is read as it was noted. Expanded into its statement: every name is qualified.
create or replace function tally_on(p_org uuid, p_side text, p_day date)
returns table (status smallint, waiting_on smallint, required_star smallint, held_star smallint, n bigint)
language sql stable
as $$
  select x.status, x.waiting_on, x.required_star, x.held_star, sum(x.n)::bigint
  from (
    select t.status, t.waiting_on, t.required_star, t.held_star, t.n from hoshitori.tally t
    where t.org_id = p_org and t.side = p_side and t.grain = 'month' and t.from_day < hoshitori.tally_month(p_day)
    union all
    select t.status, t.waiting_on, t.required_star, t.held_star, t.n from hoshitori.tally t
    where t.org_id = p_org and t.side = p_side and t.grain = 'day' and t.from_day >= hoshitori.tally_month(p_day)
      and t.from_day <= p_day
    union all
    select l.status[s.i], l.waiting_on[s.i], l.required_star[s.i], l.held_star[s.i], l.n
    from hoshitori.tally_change c cross join lateral hoshitori.tally_lines(c.lines, c.line_from, c.line_status, c.line_waiting_on, c.line_required_star,
        c.line_held_star, c.was_from, c.was_status, c.was_waiting_on, c.was_required_star, c.was_held_star) l
      cross join lateral (select width_bucket(p_day, l.line_from)) s(i)
    where c.org_id = p_org and c.side = p_side
  ) x
  group by 1, 2, 3, 4 having sum(x.n) <> 0
$$;

-- Where the counts, with what is noted, are not those of the board.
create or replace function tally_differences() returns table (org_id uuid, side text, from_day date)
language sql stable security definer set search_path = hoshitori, pg_temp
as $$
  with step as (
    select b.org_id, b.side, s.from_day, s.status, s.waiting_on, s.required_star, s.held_star, s.n
    from board b, lateral tally_steps(b.line_from, b.line_status, b.line_waiting_on, b.line_required_star, b.line_held_star) s
    union all
    select c.org_id, c.side, s.from_day, s.status, s.waiting_on, s.required_star, s.held_star, -s.n * l.n
    from tally_change c cross join lateral tally_lines(c.lines, c.line_from, c.line_status, c.line_waiting_on, c.line_required_star,
        c.line_held_star, c.was_from, c.was_status, c.was_waiting_on, c.was_required_star, c.was_held_star) l
      cross join lateral tally_steps(l.line_from, l.status, l.waiting_on, l.required_star, l.held_star) s
  ), both_grains as (
    select x.org_id, x.side, g.grain, g.day, x.status, x.waiting_on, x.required_star, x.held_star, x.n
    from step x, lateral (values ('day', x.from_day), ('month', tally_month(x.from_day))) g(grain, day)
    union all
    select t.org_id, t.side, t.grain, t.from_day, t.status, t.waiting_on, t.required_star, t.held_star, -t.n from tally t
  ), summed as (
    select x.org_id, x.side, x.day from both_grains x
    group by x.org_id, x.side, x.grain, x.day, x.status, x.waiting_on, x.required_star, x.held_star having sum(x.n) <> 0
  )
  select distinct x.org_id, x.side, x.day from summed x order by 1, 2, 3
$$;

-- The counts made anew from the board.
-- Called by the operator.
create or replace function tally_rebuild() returns void
language plpgsql volatile security definer set search_path = hoshitori, pg_temp
as $$
begin
  lock table tally_change, tally in share row exclusive mode;
  delete from tally_change;
  delete from tally;
  insert into tally (org_id, side, grain, from_day, status, waiting_on, required_star, held_star, n)
  select b.org_id, b.side, g.grain, g.day, s.status, s.waiting_on, s.required_star, s.held_star, sum(s.n)
  from board b,
    lateral tally_steps(b.line_from, b.line_status, b.line_waiting_on, b.line_required_star, b.line_held_star) s,
    lateral (values ('day', s.from_day), ('month', tally_month(s.from_day))) g(grain, day)
  group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(s.n) <> 0;
end $$;

grant execute on function tally_on(uuid, text, date), tally_month(date), tally_lines(int, date[], smallint[], smallint[], smallint[], smallint[],
  date[], smallint[], smallint[], smallint[], smallint[]) to hoshitori_app;
grant execute on function tally_differences() to hoshitori_migrate;
