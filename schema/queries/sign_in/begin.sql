-- $1 e-mail, $2 organisation or null, $3 address of the network, $4 hash of the browser's mark (bytea) or null,
-- $5 whether a code was sent. Counts the attempt; without a salt it is refused.
select salt, wait from hoshitori.sign_in_begin($1::text, $2::uuid, $3::text, $4::bytea, $5::boolean)
