-- Counts of one side on a day. $1 organisation, $2 side, $3 day, $4 category or null, $5 tag or null.
-- One JSON column.
select coalesce(json_agg(json_build_object('status', hoshitori.status_name(status), 'waiting_on', hoshitori.waiting_name(waiting_on),
  'required_star', nullif(required_star, 0), 'held_star', held_star, 'count', n) order by status, waiting_on, required_star, held_star), '[]')
from (
  select status, waiting_on, required_star, held_star, count(*) as n
  from hoshitori.board_on($1::uuid, $2::text, $3::date)
  where ($4::text is null or category = $4) and ($5::text is null or tags @> array[$5::text])
  group by 1, 2, 3, 4
) counts
