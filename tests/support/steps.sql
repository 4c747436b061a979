-- Of some organisations' statuses on a day: steps of lines that were reached, of them those not told once, and numbers that the feed lacks.
set role hoshitori_engine;
set search_path = hoshitori;
with step as (
  select b.org_id, b.relationship_id, b.line_from[i] as on_day
  from board b, generate_series(2, cardinality(b.line_from)) i
  where b.org_id = any(:'organisations'::uuid[]) and b.line_from[i] > :'before' and b.line_from[i] <= :'day'
    and (b.line_status[i], b.line_waiting_on[i]) is distinct from (b.line_status[i - 1], b.line_waiting_on[i - 1])
), told as (
  select e.org_id, e.relationship_id, e.on_day, count(*) as n from event e where e.kind = 'status.changed' and e.org_id = any(:'organisations'::uuid[]) group by 1, 2, 3
)
select count(s.on_day), count(*) filter (where t.n is distinct from 1 or s.on_day is null),
  (select count(*) from (select h.org_id, h.seq - count(e.seq) as lacking from event_head h left join event e on e.org_id = h.org_id and e.seq <= h.seq
     group by h.org_id, h.seq) x where lacking <> 0)
    + (select count(*) from event e where e.seq is null),
  (select count(*) from board b where b.step_until <= :'day')
from step s full join told t using (org_id, relationship_id, on_day);
reset role;
