-- $1 assessment.
select result, facts, audit from hoshitori.assessment_withdraw($1::uuid)
