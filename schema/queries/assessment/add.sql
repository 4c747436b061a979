-- $1 the new id, $2 body.
select result, facts, audit from hoshitori.assessment_add($1::uuid, $2::jsonb)
