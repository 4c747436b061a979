-- $1 {supplier}, $2 declaration, $3 check.
select result, facts, audit from hoshitori.check_withdraw($1::text, $2::uuid, $3::uuid)
