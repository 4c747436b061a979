-- $1 assessment; locks it for new answers.
select result, facts, audit from hoshitori.assessment_draft($1::uuid)
