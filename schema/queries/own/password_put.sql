-- $1 the hash that was checked, $2 the new one.
select result, facts, audit from hoshitori.own_password_put($1::text, $2::text)
