-- query event_list
-- The change feed, oldest first: what has a number. A key sees the sides that it may read (bits: buyer:read 1,
-- supplier:read 4), and what concerns the organisation itself.
-- returns value json
with allowed as materialized (
  select hoshitori.request_rights() as rights
), page as materialized (
  select e.* from unnest(array['buyer', 'supplier', 'organisation']) s(side) cross join allowed a cross join lateral (
    select e.seq, e.kind, e.side, e.relationship_id, e.on_day, e.recorded_at, e.body
    from hoshitori.event e
    where e.org_id = :organisation::uuid and e.side = s.side and e.seq is not null and e.seq > :after::bigint
    order by e.seq limit :rows::int
  ) e
  where a.rights & (case s.side when 'buyer' then 1 when 'supplier' then 4 else 5 end) <> 0
  order by e.seq limit :rows
)
select json_build_object(
  'items', coalesce((select json_agg(json_build_object('sequence', seq, 'type', kind,
    'side', nullif(side, 'organisation'), 'relationship', case when side <> 'organisation' then relationship_id end, 'day', on_day, 'recorded_at', hoshitori.instant_text(recorded_at),
    'data', body) order by seq) from page), '[]'),
  'next_after', coalesce((select max(seq) from page), :after)) as value
