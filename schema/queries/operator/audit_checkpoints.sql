-- $1 organisation, $2 after this number, $3 how many. Sequence, head, signed at, hash of the one before,
-- public key, signature.
select sequence, head, signed_at, previous, public_key, signature
from hoshitori.checkpoint_chain($1::uuid, $2::bigint, $3::int)
