-- Counts of one side on a day, of all relationships as now known. $1 organisation, $2 side, $3 day. One
-- JSON column.
with counts as materialized (
  select status, waiting_on, required_star, held_star, n from hoshitori.tally_on($1::uuid, $2::text, $3::date)
)
select json_build_object('as_of', $3::date, 'side', $2::text, 'total', coalesce(sum(n), 0),
  'items', coalesce(json_agg(json_build_object('status', hoshitori.status_name(status),
    'waiting_on', hoshitori.waiting_name(waiting_on), 'required_star', nullif(required_star, 0),
    'held_star', held_star, 'count', n) order by status, waiting_on, required_star, held_star), '[]'))
from counts
