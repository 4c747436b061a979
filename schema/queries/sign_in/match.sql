-- $1 e-mail, $2 organisation and $3 its number, one of them or none, $4 the password's hash, $5 address of the
-- network, $6 hash of the browser's mark (bytea) or null, $7 whether a code was sent, $8 it as a recovery code or null.
select org_id, user_id, totp, totp_step, organisation, wait, recovery
from hoshitori.sign_in_match($1::text, $2::uuid, $3::text, $4::text, $5::text, $6::bytea, $7::boolean, $8::text)
