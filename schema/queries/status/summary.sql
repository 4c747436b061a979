-- Counts of one side on a day. $1 organisation, $2 side or null for the one that the key may read, $3 day.
-- One JSON column.
with viewed as materialized (
  select hoshitori.viewed_side($2::text) as side
), counts as materialized (
  select b.status, b.waiting_on, b.required_star, b.held_star, count(*) as n
  from viewed v cross join lateral hoshitori.board_on($1::uuid, v.side, $3::date) b
  group by 1, 2, 3, 4
)
select json_build_object('as_of', $3::date, 'side', (select side from viewed),
  'total', (select coalesce(sum(n), 0) from counts),
  'items', coalesce((select json_agg(json_build_object('status', hoshitori.status_name(status),
    'waiting_on', hoshitori.waiting_name(waiting_on), 'required_star', nullif(required_star, 0),
    'held_star', held_star, 'count', n) order by status, waiting_on, required_star, held_star) from counts), '[]'))
