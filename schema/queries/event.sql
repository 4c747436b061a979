-- query event_list
-- The change feed, oldest first: what has a number. A key sees the sides that it may read (bits: buyer:read 1,
-- supplier:read 4), and what concerns the organisation itself. One page looks at 4,000 numbers at most: whoever asks for a
-- rare kind gets on, without a page that costs as much as the feed is long. types: null for all; after: as feed_start takes it.
-- returns value json
with allowed as materialized (
  select array_remove(array['organisation', case when rights & 1 <> 0 then 'buyer' end, case when rights & 4 <> 0 then 'supplier' end], null) as sides
  from (select hoshitori.request_rights() as rights) r
), start as materialized (
  select hoshitori.feed_start(:after::bigint) as seq
), page as materialized (
  select e.seq, e.kind, e.side, e.relationship_id, e.on_day, e.recorded_at, e.body
  from hoshitori.event e
  where e.org_id = :organisation::uuid and e.seq > (select seq from start) and e.seq <= (select seq from start) + 4000
    and e.side = any((select sides from allowed)::text[])
    and (:types::text is null or e.kind = any(string_to_array(:types, ',')))
  order by e.seq limit :rows::int
)
select json_build_object(
  'items', coalesce((select json_agg(json_build_object('sequence', seq, 'type', kind, 'side', nullif(side, 'organisation'),
    'relationship', nullif(relationship_id, :organisation), 'day', on_day, 'recorded_at', hoshitori.instant_text(recorded_at),
    'data', body) order by seq) from page), '[]'),
  'next_after', case when (select count(*) from page) = :rows then (select max(seq) from page)
    else greatest((select seq from start), least((select seq from start) + 4000, (
      select coalesce(max(e.seq), 0) from hoshitori.event e where e.org_id = :organisation and e.seq is not null))) end) as value
