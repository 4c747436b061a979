-- $1 assessment, $2 all its answers, $3 their result.
select hoshitori.assessment_score($1::uuid, $2::jsonb, $3::jsonb)
