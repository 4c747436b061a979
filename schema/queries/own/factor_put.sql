-- $1 the key, sealed, that was offered (bytea), $2 the step of the code that proved it, $3 new recovery codes.
select result, facts, audit from hoshitori.own_factor_put($1::bytea, $2::bigint, $3::text[])
