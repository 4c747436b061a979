-- $1 {supplier}, $2 id of the decision, $3 the decision (JSON).
select result, facts, audit from hoshitori.scope_decision_add($1::text, $2::uuid, $3::jsonb)
