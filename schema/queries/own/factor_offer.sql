-- $1 the password's hash that was checked, $2 the step of the present second factor's code or null, $3 a recovery
-- code or null, $4 the new one's key, sealed (bytea).
select result, facts, audit from hoshitori.own_factor_offer($1::text, $2::bigint, $3::text, $4::bytea)
