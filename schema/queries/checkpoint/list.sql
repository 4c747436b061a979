-- Checkpoints of an audit chain, oldest first. $1 organisation, $2 after this number, $3 rows, $4 the
-- public key that signs now. One JSON column.
with page as materialized (
  select c.seq, c.head, c.signed_at, c.previous, c.public_key, c.signature from hoshitori.checkpoint c
  where c.org_id = $1::uuid and c.seq > $2::bigint order by c.seq limit $3::int
)
select json_build_object(
  'items', coalesce((select json_agg(json_build_object('organisation', $1::uuid, 'sequence', seq,
    'head', encode(head, 'hex'), 'signed_at', hoshitori.instant_text(signed_at), 'previous', encode(previous, 'hex'),
    'public_key', encode(public_key, 'hex'), 'signature', encode(signature, 'hex')) order by seq) from page), '[]'),
  'next_after', coalesce((select max(seq) from page), $2::bigint),
  'public_key', $4::text)
