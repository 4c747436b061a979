-- $1 the password's hash that was checked, $2 the step of the second factor's code or null, $3 a recovery code or
-- null, $4 new ones.
select result, facts, audit from hoshitori.own_recovery_codes_put($1::text, $2::bigint, $3::text, $4::text[])
