-- $1 the password's hash that was checked, $2 the step of the second factor's code or null, $3 a recovery code or
-- null.
select result, facts, audit from hoshitori.own_factor_remove($1::text, $2::bigint, $3::text)
