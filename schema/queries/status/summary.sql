-- Counts of one side on a day. $1 organisation, $2 side, $3 day. One JSON column.
with counts as materialized (
  select status, waiting_on, required_star, held_star, count(*) as n
  from (
    select * from hoshitori.board_fresh($1::uuid, $2::text, $3::date)
    union all
    select * from hoshitori.board_stale($1::uuid, $2::text, $3::date)
  ) board
  group by 1, 2, 3, 4
)
select json_build_object('as_of', $3::date, 'side', $2::text, 'total', coalesce(sum(n), 0),
  'items', coalesce(json_agg(json_build_object('status', hoshitori.status_name(status),
    'waiting_on', hoshitori.waiting_name(waiting_on), 'required_star', nullif(required_star, 0),
    'held_star', held_star, 'count', n) order by status, waiting_on, required_star, held_star), '[]'))
from counts
