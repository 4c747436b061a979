-- Counts of one side on the last day of each month, and today, as now known. $1 organisation, $2 side,
-- $3 today, $4 months. One JSON column.
with month as (
  select least((date_trunc('month', $3::date::timestamp) + make_interval(months => 1 - m))::date - 1, $3::date) as day
  from generate_series(0, $4::int - 1) m
), counts as (
  select m.day, t.status, t.waiting_on, sum(t.n) as n
  from month m cross join lateral hoshitori.tally_on($1::uuid, $2::text, m.day) t
  group by 1, 2, 3
)
select json_build_object('side', $2::text, 'months', (
  select json_agg(json_build_object('month', to_char(m.day, 'YYYY-MM'), 'as_of', m.day, 'total', (
      select coalesce(sum(c.n), 0) from counts c where c.day = m.day),
    'items', (
      select coalesce(json_agg(json_build_object('status', hoshitori.status_name(c.status),
        'waiting_on', hoshitori.waiting_name(c.waiting_on), 'count', c.n) order by c.status, c.waiting_on), '[]')
      from counts c where c.day = m.day)) order by m.day)
  from month m))
