-- query checkpoint_list
-- Checkpoints of an audit chain, oldest first, with the public key that signs now.
-- returns value json
with page as materialized (
  select c.seq, c.head, c.signed_at, c.previous, c.public_key, c.signature from hoshitori.checkpoint c
  where c.org_id = :organisation::uuid and c.seq > :after::bigint order by c.seq limit :rows::int
)
select json_build_object(
  'items', coalesce((select json_agg(json_build_object('organisation', :organisation, 'sequence', seq,
    'head', encode(head, 'hex'), 'signed_at', hoshitori.instant_text(signed_at), 'previous', encode(previous, 'hex'),
    'public_key', encode(public_key, 'hex'), 'signature', encode(signature, 'hex')) order by seq) from page), '[]'),
  'next_after', coalesce((select max(seq) from page), :after),
  'public_key', :public_key::text) as value;

-- query receipt_list
-- Newest checkpoints of the counterparties, by relationship, to be sealed. Both keys of the page are it.
-- returns item json, first uuid, second uuid
select json_build_object('relationship', relationship, 'checkpoint', checkpoint) as item,
  relationship as first, relationship as second
from hoshitori.receipt_page(coalesce(:page_first::uuid, :page_second::uuid), :page_rows::int);
