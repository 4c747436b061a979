-- $1 {supplier}, $2 declaration, $3 id of the check, $4 the check (JSON).
select result, facts, audit from hoshitori.check_add($1::text, $2::uuid, $3::uuid, $4::jsonb)
