-- $1 declaration, $2 body.
select result, facts, audit from hoshitori.declaration_patch($1::uuid, $2::jsonb)
