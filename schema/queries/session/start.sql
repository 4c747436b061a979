-- $1 organisation, $2 user, $3 the password's hash that was found, $4 step of the second factor's code or null,
-- $5 recovery code or null, $6 key id, $7 hash of the session's text (bytea), $8 the last four characters of it,
-- $9 address of the network, $10 browser or null, $11 hash of the browser's mark (bytea) or null, $12 of a new one.
select result, facts, audit from hoshitori.session_start($1::uuid, $2::uuid, $3::text, $4::bigint, $5::text, $6::bigint,
  $7::bytea, $8::text, $9::text, $10::text, $11::bytea, $12::bytea)
