-- $1 assessment, $2 the day that the answers are for.
select result, facts, audit from hoshitori.assessment_submit($1::uuid, $2::date)
