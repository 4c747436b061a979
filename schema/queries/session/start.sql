-- $1 organisation, $2 user, $3 the password's hash that was checked, $4 step of the second factor's code or
-- null, $5 key id, $6 hash of the session's text (bytea), $7 the last four characters of it, $8 keyed hash of
-- the e-mail (bytea).
select result, facts, audit from hoshitori.session_start($1::uuid, $2::uuid, $3::text, $4::bigint, $5::bigint,
  $6::bytea, $7::text, $8::bytea)
