-- One row says which line came and which went: half as many are written and taken over. What waits is taken over first, as
-- worker_tally does it.
set local role hoshitori_engine;
insert into tally as t (org_id, side, grain, from_day, status, waiting_on, required_star, held_star, n)
select c.org_id, c.side, g.grain, g.day, s.status, s.waiting_on, s.required_star, s.held_star, sum(s.n * c.n)
from tally_change c cross join lateral (
    select c.line_from[i] as from_day, c.line_status[i] as status, c.line_waiting_on[i] as waiting_on,
      c.line_required_star[i] as required_star, c.line_held_star[i] as held_star, 1 as n
    from generate_subscripts(c.line_from, 1) i
    union all
    select c.line_from[i + 1], c.line_status[i], c.line_waiting_on[i], c.line_required_star[i], c.line_held_star[i], -1
    from generate_subscripts(c.line_from, 1) i where i < cardinality(c.line_from)) s
  cross join lateral (values ('day', s.from_day), ('month', date_trunc('month', s.from_day::timestamp)::date)) g(grain, day)
group by 1, 2, 3, 4, 5, 6, 7, 8 having sum(s.n * c.n) <> 0
on conflict (org_id, side, grain, from_day, status, waiting_on, required_star, held_star) do update set n = t.n + excluded.n;
delete from tally where n = 0;
delete from tally_change;

set local role hoshitori_owner;
alter table tally_change drop column n, -- and the key with it
  add column was_from date[], -- null: the first line
  add column was_status smallint[],
  add column was_waiting_on smallint[],
  add column was_required_star smallint[],
  add column was_held_star smallint[],
  add primary key (org_id, relationship_id, version);
