-- $1 the password's hash that was checked, $2 the second factor, sealed (bytea), or null, $3 the step of
-- the code that proved it.
select result, facts, audit from hoshitori.own_totp_put($1::text, $2::bytea, $3::bigint)
