-- $1 relationship, $2 whether readiness is shown.
select result, facts, audit from hoshitori.disclosure_put($1::uuid, $2::boolean)
