-- The audit chain, oldest first; entry is the text that was hashed, to the byte. $1 organisation, $2
-- after this number, $3 rows. One JSON column.
with page as materialized (
  select a.seq, a.text, a.hash, a.recorded_at from hoshitori.audit_event a
  where a.org_id = $1::uuid and a.seq > $2::bigint order by a.seq limit $3::int
)
select json_build_object(
  'items', coalesce((select json_agg(json_build_object('sequence', seq,
    'recorded_at', hoshitori.instant_text(recorded_at), 'key', text::json ->> 'key',
    'operation', text::json ->> 'action', 'entry', text, 'hash', encode(hash, 'hex')) order by seq) from page), '[]'),
  'next_after', coalesce((select max(seq) from page), $2::bigint))
