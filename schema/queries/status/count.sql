-- Counts of one side on a day, of those that pass, or as known at an instant. $1 organisation, $2 side,
-- $3 day, $4 category or null, $5 tag or null, $6 instant or null. One JSON column.
with counts as materialized (
  select b.status, b.waiting_on, b.required_star, b.held_star, count(*) as n
  from (
    select labels, status, waiting_on, required_star, held_star
    from hoshitori.board_on($1::uuid, $2::text, $3::date) where recorded_at <= coalesce($6::timestamptz, 'infinity')
    union all
    select labels, status, waiting_on, required_star, held_star
    from hoshitori.board_known($1::uuid, $2::text, $3::date, $6::timestamptz)
  ) b
  where b.labels @> (select hoshitori.fold_labels($4::text, array_remove(array[$5::text], null)))
  group by 1, 2, 3, 4
)
select jsonb_strip_nulls(jsonb_build_object('as_of', $3::date, 'known_at', hoshitori.instant_text($6::timestamptz), 'side', $2::text))
  || jsonb_build_object('total', coalesce(sum(n), 0),
  'items', coalesce(json_agg(json_build_object('status', hoshitori.status_name(status),
    'waiting_on', hoshitori.waiting_name(waiting_on), 'required_star', nullif(required_star, 0),
    'held_star', held_star, 'count', n) order by status, waiting_on, required_star, held_star), '[]'))
from counts
